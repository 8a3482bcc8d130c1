/** English products by category: nouns with the adjectives that suit them. From the noun follows what can be said. */
import { type Category, type ProductTable, words } from "./category.ts";

export const productsEn: Readonly<Record<Category, ProductTable>> = {
  food: {
    adjectives: words(
      "crunchy, salted, smoked, honey, maple, spicy, sour, golden, toasted, rustic, sticky, zesty, roasted, crumbly, seeded, buttery, creamy, wild, homestyle, sun-dried",
    ),
    nouns: words(
      "cookies, granola, bread, brownie, jam, soup, noodles, cheese, crackers, pancake mix, chocolate bar, chocolates, pretzels, sausages, dumplings, cake, cupcakes, pie, pasta, pizza, salad bowl, tacos, curry paste, olive oil, honey jar, muesli, doughnuts, waffles, sourdough loaf, peanut butter, chutney, hot sauce, lunch box, croissant, popcorn, nuts, toffee, gummy bears, burger, breakfast bowl",
    ),
  },
  drink: {
    adjectives: words(
      "iced, fizzy, cold, cloudy, spiced, dark, light, bold, sweet, foamy, herbal, milky, smoky, minty, bright, tangy, frothy, mellow",
    ),
    nouns: words(
      "latte, coffee, espresso, cold brew, tea, green tea, chai, lemonade, cider, beer, pale ale, wine, juice, smoothie, kombucha, cocoa, hot chocolate, milkshake, oat milk, tonic, soda, ginger ale, sparkling water, matcha, mocktail, coffee beans, tea bags, cappuccino, bubble tea, syrup",
    ),
  },
  clothing: {
    adjectives: words(
      "woollen, linen, cotton, denim, knitted, oversized, striped, quilted, leather, velvet, cropped, checked, padded, silk, corduroy, pleated, waxed, padded, reversible",
    ),
    nouns: words(
      "jacket, coat, scarf, socks, jumper, sweater, T-shirt, shirt, jeans, dress, skirt, hat, beanie, gloves, boots, sneakers, sandals, hoodie, cardigan, raincoat, belt, tie, pyjamas, shorts, trousers, blouse, vest, slippers, tote bag, backpack, cap, poncho",
    ),
  },
  home: {
    adjectives: words(
      "oak, bamboo, ceramic, walnut, woven, brass, glass, marble, handmade, scented, enamel, folding, rattan, stoneware, low, tall, round, painted, wooden",
    ),
    nouns: words(
      "mug, teapot, candle, lamp, blanket, pillow, cushion, vase, bowl, plate set, chair, table, desk, shelf, rug, curtains, towels, duvet, mirror, clock, frying pan, kettle, cutting board, knife set, apron, storage box, basket, sofa, bed frame, doormat, tray, coffee mug, cups",
    ),
  },
  tech: {
    adjectives: words(
      "smart, wireless, portable, foldable, solar, mini, pocket, rugged, curved, ultralight, backlit, noise-cancelling, compact, dual, modular, clip-on",
    ),
    nouns: words(
      "headphones, speaker, keyboard, mouse, charger, power bank, camera, drone, tablet, laptop, phone case, smartwatch, earbuds, monitor, router, webcam, microphone, e-reader, printer, projector, thermostat, doorbell, robot vacuum, app, note-taking app, dash cam, desk fan, light strip, game controller, scanner",
    ),
  },
  beauty: {
    adjectives: words(
      "hydrating, rose, lavender, aloe, matte, glossy, charcoal, coconut, nourishing, tinted, whipped, citrus, almond, overnight, sheer, foaming",
    ),
    nouns: words(
      "soap, hand cream, lip balm, shampoo, conditioner, face mask, serum, body lotion, perfume, lipstick, nail polish, bath bomb, bath salts, hair oil, face wash, shaving cream, beard oil, sunscreen, mascara, toner, body scrub, deodorant, comb, hairbrush, shower gel",
    ),
  },
  toys: {
    adjectives: words(
      "wooden, fluffy, magnetic, glow-in-the-dark, giant, tiny, wind-up, stackable, musical, plush, bouncing, rainbow, talking, build-it-yourself",
    ),
    nouns: words(
      "train set, building blocks, teddy bear, puzzle, board game, kite, doll, robot, yo-yo, spinning top, toy car, play tent, marble run, card game, dinosaur, rocking horse, puppet, bubble machine, model plane, toy kitchen, playdough, magic set, stuffed rabbit, race track, treasure box",
    ),
  },
  sport: {
    adjectives: words(
      "lightweight, grippy, foldable, all-weather, carbon, inflatable, padded, adjustable, breathable, trail, junior, fast, cork, insulated",
    ),
    nouns: words(
      "yoga mat, running shoes, bike, bicycle helmet, water bottle, dumbbells, skipping rope, tent, sleeping bag, tennis racket, football, basketball, skateboard, surfboard, hiking boots, kayak, swim goggles, climbing rope, resistance bands, foam roller, gym bag, cycling gloves, snowboard, scooter, hammock, trekking poles",
    ),
  },
  stationery: {
    adjectives: words(
      "dotted, hardcover, refillable, pastel, pocket-sized, marbled, leather-bound, lined, illustrated, spiral, recycled, ink-friendly, gilded",
    ),
    nouns: words(
      "notebook, planner, fountain pen, pencil set, sketchbook, diary, calendar, cookbook, novel, picture book, travel guide, comic, poetry book, stickers, washi tape, greeting cards, envelopes, bookmark, desk organiser, markers, crayons, watercolours, journal, gel pens, sticky notes, pencil case, magazine, atlas",
    ),
  },
  service: {
    adjectives: words(
      "weekend, evening, online, private, beginner, mobile, same-day, small-group, express, advanced, remote, family, after-work, walk-in",
    ),
    nouns: words(
      "pottery class, cooking course, language course, guitar lessons, yoga class, haircut, massage, house cleaning, bike repair, dog walking, photo shoot, wedding planning, tax advice, web design, city tour, dance lessons, swimming lessons, coding course, gym membership, car wash, piano lessons, career coaching, garden care, moving service, painting workshop, baking workshop, wine tasting, writing course, spa day, phone repair",
    ),
  },
  pet: {
    adjectives: words(
      "chewy, cosy, squeaky, washable, grain-free, salmon, chicken, reflective, orthopaedic, crunchy, waterproof, bouncy, puppy, kitten",
    ),
    nouns: words(
      "dog treats, cat food, dog bed, cat tree, leash, dog collar, chew toy, litter box, pet brush, dog coat, bird feeder, hamster wheel, fish tank, scratching post, pet carrier, dog bowl, catnip mouse, rabbit hutch, dog shampoo, pet blanket, training treats, dog harness, parrot perch",
    ),
  },
  garden: {
    adjectives: words(
      "climbing, potted, evergreen, flowering, dwarf, hanging, galvanised, folding, terracotta, wild, sturdy, self-watering, scented",
    ),
    nouns: words(
      "tomato seeds, flower seeds, herb garden kit, watering can, plant pot, garden gloves, rose bush, lavender plant, compost bin, garden hose, pruning shears, bonsai tree, sunflower seeds, fern, succulents, tulip bulbs, bird bath, lawn mower, garden bench, greenhouse, potting soil, raised bed, wind chimes, trowel, bouquet, cactus",
    ),
  },
};
