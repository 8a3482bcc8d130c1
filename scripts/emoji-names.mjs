// Writes the emoji that a painter knows, with their names, so that `onda paint 🍎` needs no emoji package.
// After `onda data emoji`: node scripts/emoji-names.mjs [SET] [FILE]

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { openEmojiSet } from "../dist/data/index.js";

const [set = "runs/data/emoji", file = "weights/painter/emoji.json"] = process.argv.slice(2);
const { concepts } = await openEmojiSet(set);
const names = concepts.map(({ id, en }) => {
  const emoji = String.fromCodePoint(...id.split("-").map((code) => Number.parseInt(code, 16)));
  return `  ${JSON.stringify(emoji)}: ${JSON.stringify(en.label)}`;
});
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `{\n${names.join(",\n")}\n}\n`);
console.log(`${file}: ${names.length} emoji`);
