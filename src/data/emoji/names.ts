/** The editor's choice: which emoji make good concepts at 64 pixels. */

/** Unicode groups whose members are taken unless listed in `LEFT_OUT`. */
export const GROUPS = [
  "smileys-emotion",
  "animals-nature",
  "food-drink",
  "travel-places",
  "activities",
  "objects",
] as const;

/** Subgroups of "people-body" that are taken as well: one drawing per idea, no gender or skin-tone variants. */
export const PEOPLE_SUBGROUPS = ["body-parts", "person-role", "person-fantasy"] as const;

/** Single members of other subgroups that people ask for by name. */
export const PEOPLE_TAKEN = ids(`
  1F44B 270B 1F44C 270C 1F44D 1F44E 270A 1F44F 1F91D 1F64F 1F476 1F9D2 1F9D1 1F474 1F475
  1F3C3 1F3C4 1F3CA 1F6B4 1F3C2 26F7 1F9D8 1F463 1F938`);

/** Near-duplicates, signs, clocks and writing: their pictures cannot be told apart at 64 pixels, or are text. */
export const LEFT_OUT = ids(`
  1F604 1F61A 1F619 1F626 1F627 1F62F 1F641 1F636-200D-1F32B-FE0F 1F642-200D-2194-FE0F 1F642-200D-2195-FE0F 1FAE5
  1F49F 2763 1F4AF 1F4A2 1F4A4 1F441-FE0F-200D-1F5E8-FE0F 1F5E8 1F5EF 1F573
  1F425 1F426-200D-2B1B 1F4AE 1F3F5 1F310 1F5FE 1F3E3 1F3E9 1F301 1F683 1F688 1F689 1F68B 1F68D 1F694 1F696 1F698
  1F6E5 1F6EB 1F6EC 23F3 1F312 1F314 1F315 1F316 1F317 1F318 1F31A 1F31C 1F324 1F325 1F328 1F329 26F1 1F302 2604
  1F948 1F949 1F39F 1F507 1F508 1F509 1F515 1F39A 1F39B 1F4F2 1F5B2 1F4BD 1FAAB 1F50E 1F4C3 1F4D1 1F4B9
  1F4E7 1F4E8 1F4E9 1F4EA 1F4EC 1F4ED 1F50F 1F587 1F5C2 1F4C2 1F4C6 1F5D3 1F4C7 1F517 1F3E7 1FAC3 1FAC4 1F9D1-200D-1F37C
  1F9D1-200D-1F384 1F931 1F97B 1F6AC 26D3-FE0F-200D-1F4A5 1F9DC 1F9DC-200D-2642-FE0F 2620 1F0CF 1F3B4 1F6D1`);

function ids(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
