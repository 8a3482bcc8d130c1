/** English captions of a plan: noun phrases with the right article and plural, in several phrasings. */
import type { Rng } from "../../nn/random.ts";
import { PALETTE } from "../colours.ts";
import { COLOURS, type ColourName, type Concept, type EmojiSet, type Style } from "../emoji/concept.ts";
import type { Plan } from "./plan.ts";

const STYLE_WORDS: Readonly<Record<Style, readonly [before: string, after: string]>> = {
  flat: ["flat", "flat style"],
  noto: ["cartoon", "cartoon style"],
  "3d": ["glossy 3D", "3D render"],
};

export function englishCaption(set: EmojiSet, plan: Plan, rng: Rng): string {
  const concepts = plan.items.map((item) => set.concept(item.concept));
  const nouns = plan.items.map((item, i) => coloured(drawName(concepts[i]!, plan.count, rng), item.colour, rng));
  const bare = rng.float() < 0.3;
  const style = plan.styleNamed ? STYLE_WORDS[plan.style] : null;
  const before = style && rng.float() < 0.5 ? `${style[0]} ` : "";
  const subject = plan.kind === "pair" ? pair(nouns, before, bare, plan, rng) : one(nouns[0]!, before, bare, plan, rng);
  const framed = frame(subject, bare, before !== "", rng);
  const after = style && before === "" ? `, ${style[1]}` : "";
  return withBackground(framed, plan, bare, rng) + after;
}

function drawName(concept: Concept, count: number, rng: Rng): string {
  const { label, alternatives } = concept.en;
  return count === 1 && alternatives.length > 0 && rng.float() < 0.3 ? rng.pick(alternatives) : label;
}

function one(noun: string, before: string, bare: boolean, plan: Plan, rng: Rng): string {
  if (plan.count === 1) return bare ? before + noun : withArticle(before + noun, noun);
  const word = plan.count === 2 ? ["two", "2", "a pair of"] : ["three", "3"];
  return `${rng.float() < 0.7 ? word[0] : rng.pick(word)} ${before}${plural(noun)}`;
}

function pair(nouns: readonly string[], before: string, bare: boolean, plan: Plan, rng: Rng): string {
  const [a, b] = nouns.map((noun) => (bare ? before + noun : withArticle(before + noun, noun))) as [string, string];
  if (plan.placed) {
    return rng.pick([`${a} on the left and ${b} on the right`, `${a} to the left of ${b}`, `${a} left of ${b}`]);
  }
  return rng.pick([`${a} and ${b}`, `${a} and ${b}`, `${a} next to ${b}`, `${a} with ${b}`, `${a} beside ${b}`]);
}

/** "picture of …", "draw …": a third of all captions, fewer where a style word already leads. */
function frame(subject: string, bare: boolean, styled: boolean, rng: Rng): string {
  if (rng.float() > (styled ? 0.15 : 0.33)) return subject;
  if (bare) return rng.pick([`${subject} picture`, `${subject} icon`, `${subject} emoji`]);
  const kind = rng.pick(["picture", "picture", "image", "drawing", "icon", "illustration"]);
  const article = /^[aeiou]/.test(kind) ? "an" : "a";
  return rng.pick([`${article} ${kind} of ${subject}`, `${kind} of ${subject}`, `draw ${subject}`, `paint ${subject}`]);
}

function withBackground(subject: string, plan: Plan, bare: boolean, rng: Rng): string {
  if (!plan.backgroundNamed) return subject;
  const colour = rng.pick(PALETTE[plan.background].en);
  if (bare)
    return rng.pick([
      `${subject}, ${colour} background`,
      `${subject} on ${colour} background`,
      `${subject} on ${colour}`,
    ]);
  const article = vowelSound(colour) ? "an" : "a";
  return rng.pick([
    `${subject} on ${article} ${colour} background`,
    `${subject} on ${article} ${colour} background`,
    `${subject} against ${article} ${colour} background`,
    `${subject} with ${article} ${colour} background`,
    `${subject}, ${colour} background`,
  ]);
}

/** "blue apple" from "red apple"; a colour that the name already holds is not said twice. */
function coloured(name: string, colour: ColourName | null, rng: Rng): string {
  if (colour === null) return name;
  const words = PALETTE[colour].en;
  if (words.some((word) => new RegExp(`\\b${word}\\b`).test(name))) return name;
  return `${rng.pick(words)} ${withoutColour(name)}`;
}

const LEADING_COLOUR = new RegExp(`^(?:light )?(?:${[...COLOURS, "gray", "golden"].join("|")}) (?=\\w)`);

export function withoutColour(name: string): string {
  return name.replace(LEADING_COLOUR, "");
}

const DEFINITE = /^(Statue of Liberty|Tokyo tower|kaaba|milky way|sun$)/i;
const PROPER = /^(Santa|Mrs|Mount|planet|saturn$|Father|halloween|mount fuji)/i;
const NO_ARTICLE =
  /\b(sushi|oden|popcorn|butter|salt|bacon|spaghetti|pasta|ramen|broccoli|garlic|fog|dna|yarn|money|toilet paper|luggage|coral|poo|poop|cheese|sake|bread|chocolate|lightning|fire|corn|milk|beer|tea|coffee|soap|ice|rice|wine|wood|tennis|bowling|badminton|soccer|honey|mail|sunshine|meat|french bread|ginger root|laughing)$/i;

/** "a", "an", "the" or nothing before a phrase whose head noun is `noun`. */
export function withArticle(phrase: string, noun: string): string {
  if (DEFINITE.test(noun)) return `the ${phrase}`;
  if (PROPER.test(noun) || NO_ARTICLE.test(noun) || /^(a|an|the) /.test(noun) || isPlural(noun)) return phrase;
  return `${vowelSound(phrase) ? "an" : "a"} ${phrase}`;
}

function vowelSound(phrase: string): boolean {
  if (/^(uni|eu|ewe|one|use|ufo|ukulele)/i.test(phrase)) return false;
  return /^([aeiou]|hour|heir|honest|x-ray|suv\b|8)/i.test(phrase) && !/^suv/i.test(phrase)
    ? true
    : /^SUV/.test(phrase);
}

/** The word that carries the number: the last before "of", "with", "in" … */
function split(noun: string): [head: string, rest: string] {
  const at = noun.search(
    / (of|with|without|in|on|over|behind|and|blowing|savoring|showing|facing|holding|riding|wearing|at|for|screaming|exhaling|vomiting|rolling|doing|cartwheeling) /,
  );
  return at < 0 ? [noun, ""] : [noun.slice(0, at), noun.slice(at)];
}

function isPlural(noun: string): boolean {
  const [head, rest] = split(noun);
  if (/ and /.test(rest) && !/^(ball|bow|nut|fork|note)/.test(head)) return false;
  return /(?<!s|u|i|')s$|\bskis$/.test(head) && !/\b(canvas|lens|christmas|gas)$/i.test(head);
}

const IRREGULAR: Readonly<Record<string, string>> = {
  mouse: "mice",
  goose: "geese",
  tooth: "teeth",
  foot: "feet",
  child: "children",
  person: "people",
  man: "men",
  woman: "women",
  fireman: "firemen",
  policeman: "policemen",
  snowman: "snowmen",
  ox: "oxen",
  wolf: "wolves",
  leaf: "leaves",
  knife: "knives",
  loaf: "loaves",
  elf: "elves",
  scarf: "scarves",
  fish: "fish",
  sheep: "sheep",
  deer: "deer",
  bison: "bison",
  moose: "moose",
  squid: "squid",
  shrimp: "shrimp",
  die: "dice",
  dice: "dice",
  cactus: "cacti",
  jellyfish: "jellyfish",
  blowfish: "blowfish",
  pufferfish: "pufferfish",
  aircraft: "aircraft",
};

export function plural(noun: string): string {
  const [head, rest] = split(noun);
  const at = head.lastIndexOf(" ") + 1;
  const [start, word] = [head.slice(0, at), head.slice(at)];
  const known = IRREGULAR[word.toLowerCase()];
  if (known) return start + known + rest;
  if (isPlural(head)) return noun;
  if (/([sxz]|[cs]h)$/i.test(word)) return `${start}${word}es${rest}`;
  if (/[^aeiou]y$/.test(word)) return `${start}${word.slice(0, -1)}ies${rest}`;
  if (/^(tomato|potato|mango|volcano|hero|flamingo|mosquito|buffalo)$/.test(word)) return `${start}${word}es${rest}`;
  return `${start}${word}s${rest}`;
}
