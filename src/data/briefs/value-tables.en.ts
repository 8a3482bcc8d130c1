/** Words that English values are put together from. */
import { words } from "./category.ts";

export const HEROES_PLAIN = words(
  "fox, bear, owl, heron, otter, hare, wolf, raven, badger, finch, whale, moth, hedgehog, goose, lynx, crab, robin, beetle, deer, swan, turtle, mouse, crow, donkey, goat, snail, squirrel, tiger, penguin, kitten, duck",
);
export const HEROES_ROLE = words(
  "baker, gardener, sailor, librarian, painter, clockmaker, postman, pilot, tailor, violinist, fisherman, teacher, lighthouse keeper, beekeeper, taxi driver, nurse, astronaut, robot, dragon, knight, potter, weaver, cook, bookseller, carpenter, shepherd, photographer, ghost, inventor",
);
export const HERO_ADJECTIVES = words(
  "young, old, shy, small, brave, curious, tired, clumsy, stubborn, lonely, clever, sleepy, proud, forgetful, patient",
);
export const SETTING_NOUNS = words(
  "harbour, lighthouse, library, village, bakery, forest, market, train station, museum, mountain hut, desert town, greenhouse, castle, space station, bookshop, valley, fishing town, workshop, school, orchard, cafe, hotel, theatre, swamp, observatory, attic, canal, airport, laundromat, vineyard",
);
export const SETTING_ADJECTIVES = words(
  "old, small, snowy, foggy, forgotten, busy, windy, sunny, crooked, abandoned, distant, rainy, narrow, floating, underground, empty, bright, noisy, tiny, overgrown",
);
export const AUDIENCES = words(
  "students, parents, families, runners, cyclists, gamers, teachers, nurses, travellers, dog owners, cat lovers, beginners, small teams, freelancers, home cooks, coffee lovers, tea drinkers, gardeners, office workers, teenagers, grandparents, newlyweds, book lovers, musicians, designers, developers, hikers, campers, commuters, new mothers, shop owners, photographers, children, collectors, night owls, early risers, tourists, neighbours, vegans, athletes, artists, remote workers, retirees, first-time buyers, swimmers, brides, foodies, minimalists",
);
export const AUDIENCE_ADJECTIVES = words(
  "busy, young, local, curious, tired, creative, city, budget-minded, ambitious, sporty, design-loving, hungry, international",
);
export const TOPIC_ADJECTIVES = words(
  "spring, summer, autumn, winter, annual, first, new, open-air, weekend, evening, local, members', charity, children's, midnight, harbour, rooftop",
);
export const TOPIC_NOUNS = words(
  "sale, tasting, workshop, newsletter, opening party, book fair, exhibition, market, concert, menu, photo contest, reading, loyalty programme, opening hours, website, delivery service, flea market, festival, open day, pop-up shop, meeting, invoice, survey, bike tour, recipe contest, donation drive, training day, shop renovation, webinar, collection, cooking night, film night, quiz night",
);
export const GOAL_VERBS = words(
  "sell more {p}, find new customers for {p}, launch {p}, win back old customers, get more newsletter readers, make {p} better known, bring more people to {p}, get more reviews, fill the {t}, open a second shop, grow on social media, sell out the {t}, reach {a}, get {n} new followers, sell {n} {p}, get {n} sign-ups, prepare the {t}, raise awareness of {p}, double online orders, keep regular guests, promote the {t}, attract {a}, collect {n} reviews, turn visitors into buyers, introduce {p} to {a}",
);
export const GOAL_NOUNS = words(
  "more followers, more regular guests, {n} new customers, {n} sign-ups, a full {t}, a good name for {p}, more online orders, first customers, more reviews, a bigger mailing list, happy {a}, better sales of {p}",
);
export const SHOP_FACTS = words(
  "doors open at {h}; entry is free; parking is available; tickets cost {m}; {n} guests are expected; the first {n} visitors get a gift; children are welcome; it runs until {d}; booking is not needed; {f} is the host; {f} leads the project; the shop has {n} seats; live music starts at {h}; work took {c} months; the team has {c} people; registration closes on {d}; {n} people have signed up; food will be served; all proceeds go to charity; it is the first of its kind in town; a second date is planned; the recipe comes from {f}; samples will be handed out; the event takes place outdoors; it replaces the old model; orders start on {d}; {c} colours are available; it was tested by {n} people".replaceAll(
    "; ",
    ", ",
  ),
);
