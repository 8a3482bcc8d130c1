/** English values for the fields of a brief, drawn so widely that the only way to write them is to copy them. */
import type { Rng } from "../../nn/random.ts";
import { CATEGORIES, type Category, words } from "./category.ts";
import { productsEn } from "./products.en.ts";
import type { Source } from "./sources.ts";
import { drawFrom, pickFrom, type Split } from "./split.ts";
import type { Values } from "./values.ts";

const ONSETS = words(
  "b, br, c, ch, cl, d, dr, f, fl, g, gl, gr, h, j, k, kl, l, m, n, p, pl, qu, r, s, sh, sk, sl, st, t, th, tr, v, w, y, z",
);
const VOWELS = words("a, e, i, o, u, a, e, i, o, ai, ea, ee, oo, ou, ia, io");
const CODAS = words("n, l, r, m, s, x, nd, rt, ck, sh, th, t, ll, nt, v, d, p, rk, lm, ,, ,, ,,").map((coda) =>
  coda.replace(",", ""),
);
const BRAND_ENDINGS = words(
  "Co., & Co, & Sons, Labs, Studio, Kitchen, Goods, Works, House, Collective, Supply, Bakery, Market, Home, & Daughters, Group",
);
const MODEL_WORDS = words("Pro, Mini, Plus, Max, One, Lite");
const COUNTS = words("two, three, four, five, six");
const DAYS = words("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday");
const MONTHS = words(
  "January, February, March, April, May, June, July, August, September, October, November, December",
);

/** An invented word: "velmora", "quist", "thalion". */
export function syllables(rng: Rng): string {
  const count = 1 + rng.int(3);
  let word = "";
  for (let i = 0; i < count; i++)
    word += rng.pick(ONSETS) + rng.pick(VOWELS) + (rng.float() < 0.45 ? rng.pick(CODAS) : "");
  return word.length < 4 ? word + rng.pick(words("ra, lo, mix, nova, dell, ton, via")) : word.slice(0, 11);
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

function brandCore(rng: Rng, source: Source): string {
  const form = rng.int(12);
  const made = capital(syllables(rng));
  if (form < 6) return made;
  if (form === 6) return made.slice(0, 7).toUpperCase();
  if (form === 7) return `${capital(rng.pick(source.colours).split(" ")[0]!)} ${capital(rng.pick(HEROES_PLAIN))}`;
  if (form === 8) return rng.pick(source.families);
  if (form === 9) return `${rng.pick(source.families)} & ${rng.pick(source.families)}`;
  if (form === 10) return `The ${capital(rng.pick(source.adjectives))} ${capital(rng.pick(source.nouns))}`;
  return `${made} ${10 + rng.int(90)}`;
}

const HEROES_PLAIN = words(
  "fox, bear, owl, heron, otter, hare, wolf, raven, badger, finch, whale, moth, hedgehog, goose, lynx, crab, robin, beetle, deer, swan, turtle, mouse, crow, donkey, goat, snail, squirrel, tiger, penguin, kitten, duck",
);
const HEROES_ROLE = words(
  "baker, gardener, sailor, librarian, painter, clockmaker, postman, pilot, tailor, violinist, fisherman, teacher, lighthouse keeper, beekeeper, taxi driver, nurse, astronaut, robot, dragon, knight, potter, weaver, cook, bookseller, carpenter, shepherd, photographer, ghost, inventor",
);
const HERO_ADJECTIVES = words(
  "young, old, shy, small, brave, curious, tired, clumsy, stubborn, lonely, clever, sleepy, proud, forgetful, patient",
);
const SETTING_NOUNS = words(
  "harbour, lighthouse, library, village, bakery, forest, market, train station, museum, mountain hut, desert town, greenhouse, castle, space station, bookshop, valley, fishing town, workshop, school, orchard, cafe, hotel, theatre, swamp, observatory, attic, canal, airport, laundromat, vineyard",
);
const SETTING_ADJECTIVES = words(
  "old, small, snowy, foggy, forgotten, busy, windy, sunny, crooked, abandoned, distant, rainy, narrow, floating, underground, empty, bright, noisy, tiny, overgrown",
);

const FEATURE_PARTS = {
  whole: words(
    "dishwasher safe, easy to clean, fits in a pocket, made by hand, vegan, no sugar added, ready in minutes, washable, light as a feather, folds flat, hand-stitched, refillable, no plastic, gluten-free, non-slip, works offline, wrapped as a gift, easy to carry, made to order, plant-based, soft inside, built to last, adjustable straps, leak-proof, no subscription, child-friendly, rechargeable, fragrance-free, machine washable, stackable, open every day, small groups, local ingredients, soft-touch handle, extra pockets, long-lasting scent, clear instructions, spare parts included, silent motor, wide brim, natural dyes, one-button start, fair trade, free sample",
  ),
  measured: words(
    "-hour battery, ml, g, colours, sizes, flavours, pockets, cm wide, settings, W, litres, pages, pieces, lessons, mm thick, MP, GB storage, modes",
  ),
} as const;

const AUDIENCES = words(
  "students, parents, families, runners, cyclists, gamers, teachers, nurses, travellers, dog owners, cat lovers, beginners, small teams, freelancers, home cooks, coffee lovers, tea drinkers, gardeners, office workers, teenagers, grandparents, newlyweds, book lovers, musicians, designers, developers, hikers, campers, commuters, new mothers, shop owners, photographers, children, collectors, night owls, early risers, tourists, neighbours, vegans, athletes, artists, remote workers, retirees, first-time buyers, swimmers, brides, foodies, minimalists",
);
const AUDIENCE_ADJECTIVES = words(
  "busy, young, local, curious, tired, creative, city, budget-minded, ambitious, sporty, design-loving, hungry, international",
);

const TOPIC_ADJECTIVES = words(
  "spring, summer, autumn, winter, annual, first, new, open-air, weekend, evening, local, members', charity, children's, midnight, harbour, rooftop",
);
const TOPIC_NOUNS = words(
  "sale, tasting, workshop, newsletter, opening party, book fair, exhibition, market, concert, menu, photo contest, reading, loyalty programme, opening hours, website, delivery service, flea market, festival, open day, pop-up shop, meeting, invoice, survey, bike tour, recipe contest, donation drive, training day, shop renovation, webinar, collection, cooking night, film night, quiz night",
);
const GOAL_VERBS = words(
  "sell more {p}, find new customers for {p}, launch {p}, win back old customers, get more newsletter readers, make {p} better known, bring more people to {p}, get more reviews, fill the {t}, open a second shop, grow on social media, sell out the {t}, reach {a}, get {n} new followers, sell {n} {p}, get {n} sign-ups, prepare the {t}, raise awareness of {p}, double online orders, keep regular guests, promote the {t}, attract {a}, collect {n} reviews, turn visitors into buyers, introduce {p} to {a}",
);

const SHOP_FACTS = words(
  "doors open at {h}; entry is free; parking is available; tickets cost {m}; {n} guests are expected; the first {n} visitors get a gift; children are welcome; it runs until {d}; booking is not needed; {f} is the host; {f} leads the project; the shop has {n} seats; live music starts at {h}; work took {c} months; the team has {c} people; registration closes on {d}; {n} people have signed up; food will be served; all proceeds go to charity; it is the first of its kind in town; a second date is planned; the recipe comes from {f}; samples will be handed out; the event takes place outdoors; it replaces the old model; orders start on {d}; {c} colours are available; it was tested by {n} people".replaceAll(
    "; ",
    ", ",
  ),
);

export const valuesEn: Values = {
  product(rng, split, source) {
    const category = rng.pick(CATEGORIES);
    return drawFrom(split, "product", () => productName(rng, source, category));
  },
  plainProduct: (rng, split, source) =>
    drawFrom(split, "product", () =>
      `${rng.pick(productsEn[rng.pick(CATEGORIES)].adjectives)} ${productNoun(rng)}`.replace(/^$/, source.nouns[0]!),
    ),
  brand(rng, split, source) {
    const core = drawFrom(split, "brand", () => brandCore(rng, source));
    return rng.float() < 0.28 && !/\d|&/.test(core) ? `${core} ${rng.pick(BRAND_ENDINGS)}`.replace(/\.$/, ".") : core;
  },
  price(rng, split) {
    const amount = drawFrom(split, "price", () => amountOf(rng));
    const sign = rng.pick(["$", "$", "$", "€", "€", "£", "£", "¥"]);
    const form = rng.int(16);
    if (form < 9) return sign + amount;
    if (form === 9) return `${amount} ${rng.pick(["USD", "EUR", "GBP", "CNY", "CHF", "SEK"])}`;
    if (form === 10) return `${amount} ${rng.pick(["euros", "dollars", "pounds"])}`;
    if (form === 11) return `from ${sign}${amount}`;
    if (form === 12)
      return `${sign}${amount} ${rng.pick(["each", "a month", "per person", "a cup", "a pair", "per box", "a bottle", "a session"])}`;
    if (form === 13) return `from ${sign}${amount} ${rng.pick(["a cup", "per person", "a week", "each"])}`;
    if (form === 14) return `${amount}€`;
    return `under ${sign}${amount}`;
  },
  offer: (rng, split, source) => drawFrom(split, "offer", () => offer(rng, source)),
  features(rng) {
    const count = 1 + rng.int(4);
    const items = new Set<string>();
    while (items.size < count) items.add(feature(rng));
    return [...items].join(", ");
  },
  audience: (rng) => (rng.float() < 0.4 ? `${rng.pick(AUDIENCE_ADJECTIVES)} ` : "") + rng.pick(AUDIENCES),
  place: (rng, split, source) => place(rng, split, source),
  date: (rng) => date(rng),
  name(rng, split, source) {
    const form = rng.int(10);
    const first = () => pickFrom(split, "first name", rng, rng.pick([source.women, source.men]));
    const family = () => pickFrom(split, "family name", rng, source.families);
    if (form < 5) return first();
    if (form < 7) return `${first()} ${family()}`;
    return `${rng.pick(["Mr", "Ms", "Mrs", "Dr", "Ms.", "Mr."])} ${family()}`;
  },
  sender(rng, split, source) {
    const first = pickFrom(split, "first name", rng, rng.pick([source.women, source.men]));
    const form = rng.int(10);
    if (form < 4) return first;
    if (form < 7) return `${first} ${pickFrom(split, "family name", rng, source.families)}`;
    if (form === 7) return `${first} from ${drawFrom(split, "brand", () => brandCore(rng, source))}`;
    return `the ${drawFrom(split, "brand", () => brandCore(rng, source)).replace(/^The /, "")} team`;
  },
  topic: (rng, split, source) => drawFrom(split, "topic", () => topic(rng, source)),
  goal: (rng, split, source) =>
    drawFrom(split, "goal", () =>
      rng
        .pick(GOAL_VERBS)
        .replace("{p}", () => productName(rng, source, rng.pick(CATEGORIES)))
        .replace("{t}", () => topic(rng, source))
        .replace("{a}", () => rng.pick(AUDIENCES))
        .replace("{n}", () => String(roundNumber(rng))),
    ),
  budget: (rng, split) => {
    const amount = drawFrom(split, "price", () => String(roundNumber(rng) * (1 + rng.int(9))));
    return rng.pick([`$${amount}`, `€${amount}`, `£${amount}`, `${amount} euros`, `about $${amount}`, `${amount} USD`]);
  },
  weeks: (rng) => {
    const count = 1 + rng.int(12);
    return rng.float() < 0.6 ? String(count) : `${count} week${count > 1 ? "s" : ""}`;
  },
  facts(rng, split, source) {
    const count = 1 + rng.int(3);
    const items = new Set<string>();
    while (items.size < count) items.add(fact(rng, split, source));
    return [...items].join("; ");
  },
  hero(rng, split, source) {
    const form = rng.int(10);
    if (form < 4) {
      const woman = rng.float() < 0.5;
      return {
        hero: pickFrom(split, "first name", rng, woman ? source.women : source.men),
        pronoun: woman ? "she" : "he",
      };
    }
    const kind = () =>
      `${rng.float() < 0.6 ? `${rng.pick(HERO_ADJECTIVES)} ` : ""}${rng.pick(rng.float() < 0.5 ? HEROES_PLAIN : HEROES_ROLE)}`;
    const hero = drawFrom(split, "hero", kind);
    const pronoun =
      HEROES_ROLE.some((role) => hero.endsWith(role)) && !/robot|dragon|ghost/.test(hero)
        ? rng.pick(["she", "he"] as const)
        : "it";
    if (form < 7) return { hero: `${/^[aeiou]/.test(hero) ? "an" : "a"} ${hero}`, pronoun };
    const named = pickFrom(split, "first name", rng, rng.pick([source.women, source.men]));
    return {
      hero: `${named} the ${hero}`,
      pronoun: pronoun === "it" ? "it" : source.women.includes(named) ? "she" : "he",
    };
  },
  setting: (rng, split, source) =>
    rng.float() < 0.15
      ? pickFrom(split, "town", rng, source.towns)
      : drawFrom(split, "setting", () => {
          const noun = `${rng.float() < 0.7 ? `${rng.pick(SETTING_ADJECTIVES)} ` : ""}${rng.pick(SETTING_NOUNS)}`;
          return rng.pick([`${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`, `the ${noun}`]);
        }),
};

function productName(rng: Rng, source: Source, category: Category): string {
  const { adjectives, nouns } = productsEn[category];
  const noun = rng.pick(nouns);
  const form = rng.int(20);
  if (form < 6) return `${rng.pick(adjectives)} ${noun}`;
  if (form < 8) return noun;
  if (form === 8) return `${rng.pick(source.colours)} ${noun}`;
  if (form === 9) return `${rng.pick(source.adjectives)} ${noun}`;
  if (form === 10) return `${capital(syllables(rng))} ${noun}`;
  if (form === 11)
    return `${noun} ${rng.pick(["X", "S", "M", "A", "Z", "GT", "Q"])}${rng.pick(["-", ""])}${1 + rng.int(990)}`;
  if (form === 12) return `${capital(syllables(rng))} ${rng.pick(MODEL_WORDS)}`;
  if (form === 13) return capital(syllables(rng));
  if (form === 14) return `${rng.pick(source.adjectives)} ${rng.pick(source.nouns)}`;
  if (form === 15)
    return (
      (category === "food" || category === "drink" ? [...source.fruits, ...source.spices] : source.colours)[
        rng.int(30)
      ]! + ` ${noun}`
    );
  if (form === 16)
    return category === "food"
      ? rng.pick(source.dishes)
      : `${rng.pick(adjectives)} ${rng.pick(source.colours)} ${noun}`;
  if (form === 17) return `${rng.pick(adjectives)} ${noun}`.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
  if (form === 18) return `${capital(syllables(rng))} ${capital(rng.pick(source.nouns))} ${1 + rng.int(20)}`;
  return `${rng.pick(source.nouns)} ${noun}`;
}

const productNoun = (rng: Rng): string => rng.pick(productsEn[rng.pick(CATEGORIES)].nouns);

function amountOf(rng: Rng): string {
  const whole = rng.pick([1 + rng.int(30), 1 + rng.int(100), 10 + rng.int(990), 1000 + rng.int(4000)]);
  if (whole < 300 && rng.float() < 0.45)
    return `${whole}.${rng.pick(["99", "50", "90", "95", String(10 + rng.int(90))])}`;
  return whole >= 1000 && rng.float() < 0.5
    ? `${Math.floor(whole / 1000)},${String(whole % 1000).padStart(3, "0")}`
    : String(whole);
}

const roundNumber = (rng: Rng): number => rng.pick([10, 50, 100, 100, 250, 500]) * (1 + rng.int(19));

function offer(rng: Rng, source: Source): string {
  const percent = `${5 + rng.int(70)}%`;
  const until = rng.pick([
    "",
    "",
    ` until ${rng.pick(DAYS)}`,
    ` until ${date(rng)}`,
    " this week",
    ` in ${rng.pick(MONTHS)}`,
    " for members",
    " for new customers",
  ]);
  return rng.pick([
    `${percent} off${until}`,
    `${percent} off${until}`,
    `${percent} off everything${until}`,
    `${percent} off with code ${syllables(rng).toUpperCase().slice(0, 6)}${10 + rng.int(90)}`,
    `buy ${rng.pick(COUNTS)}, get one free`,
    `buy ${rng.pick(COUNTS)}, get ${1 + rng.int(60)}% off`,
    `free ${rng.pick(source.nouns)} with every order`,
    `free ${productNoun(rng)}${until}`,
    `free delivery on orders over $${10 + rng.int(190)}`,
    `free delivery${until}`,
    `${rng.pick(COUNTS)} for the price of ${rng.pick(["one", "two"])}`,
    `$${1 + rng.int(60)} off your first order`,
    `second ${rng.pick(["one", "pair", "cup", "bottle", "box"])} half price`,
    `half price${until}`,
    `first ${rng.pick(["month", "lesson", "cup", "week"])} free`,
  ]);
}

function feature(rng: Rng): string {
  const form = rng.int(10);
  if (form < 6) return rng.pick(FEATURE_PARTS.whole);
  if (form < 9) {
    const unit = rng.pick(FEATURE_PARTS.measured);
    return `${2 + rng.int(rng.pick([10, 98, 500]))}${unit.startsWith("-") ? "" : " "}${unit}`;
  }
  return `${rng.pick(["organic", "Italian", "recycled", "soft", "brushed", "natural", "double", "hidden"])} ${rng.pick(["cotton", "steel", "wool", "lining", "zip", "oak", "paper", "rubber", "handle"])}`;
}

function place(rng: Rng, split: Split, source: Source): string {
  const town = pickFrom(split, "town", rng, source.towns);
  const form = rng.int(8);
  if (form < 4) return town;
  const street = () => `${1 + rng.int(240)} ${pickFrom(split, "street", rng, source.streets)}`;
  if (form === 4) return street();
  if (form === 5) return `${street()}, ${town}`;
  return `${rng.pick(["Old Town", "Market Hall", "City Library", "Harbour Square", "Central Station", "Riverside Park", "Town Hall", "Art Centre"])}, ${town}`;
}

function date(rng: Rng): string {
  const day = 1 + rng.int(28);
  const month = rng.pick(MONTHS);
  const hour = rng.pick([
    `${1 + rng.int(11)} pm`,
    `${8 + rng.int(12)}:${rng.pick(["00", "30", "15"])}`,
    `${8 + rng.int(4)} am`,
  ]);
  return rng.pick([
    `${day} ${month}`,
    `${month} ${day}`,
    rng.pick(DAYS),
    `${rng.pick(DAYS)}, ${day} ${month}`,
    `${rng.pick(DAYS)} at ${hour}`,
    `${day} ${month}, ${hour}`,
    `${day}/${1 + rng.int(12)}`,
    `20${25 + rng.int(6)}-${String(1 + rng.int(12)).padStart(2, "0")}-${String(day).padStart(2, "0")}`,
  ]);
}

function topic(rng: Rng, source: Source): string {
  const noun = rng.pick(TOPIC_NOUNS);
  const form = rng.int(6);
  if (form < 3) return `${rng.pick(TOPIC_ADJECTIVES)} ${noun}`;
  if (form === 3) return noun;
  if (form === 4) return `${rng.pick(source.nouns)} ${noun}`;
  return `${capital(syllables(rng))} ${noun}`;
}

const fact = (rng: Rng, split: Split, source: Source): string =>
  rng
    .pick(SHOP_FACTS)
    .replace("{h}", () => rng.pick([`${1 + rng.int(11)} pm`, `${8 + rng.int(12)}:${rng.pick(["00", "30"])}`]))
    .replace("{m}", () => `${rng.pick(["$", "€", "£"])}${amountOf(rng)}`)
    .replace("{n}", () => String(2 + rng.int(rng.pick([40, 900]))))
    .replace("{d}", () => date(rng))
    .replace("{c}", () => rng.pick(COUNTS))
    .replace(
      "{f}",
      () =>
        `${pickFrom(split, "first name", rng, source.women)} ${pickFrom(split, "family name", rng, source.families)}`,
    );
