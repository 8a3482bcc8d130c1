// Measures a painter and paints its sample sheets: node recipes/painter/evaluate.mjs [PAINTER] [--quick] [--no-sheets]
// Without --quick it writes weights/painter/quality.json and docs/images/; with it, into runs/quality/.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  evaluatePainter,
  loadPainter,
  openManyPainter,
  qualityPage,
  sampleSheets,
  sheetPage,
} from "../../dist/catalog/index.js";
import { openEmojiSet } from "../../dist/data/index.js";
import { onnxRuntime } from "../../dist/runtime/node/index.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    classifier: { type: "string", default: "weights/painter/classifier.safetensors" },
    data: { type: "string" },
    quick: { type: "boolean", default: false },
    plain: { type: "string" },
    combined: { type: "string" },
    steps: { type: "string" },
    guidance: { type: "string" },
    temperature: { type: "string" },
    sampler: { type: "string" },
    seed: { type: "string" },
    threads: { type: "string" },
    sheets: { type: "boolean", default: true },
    quality: { type: "string" },
    images: { type: "string" },
  },
});

const painterFile = positionals[0] ?? "weights/painter/painter.safetensors";
const quality = values.quality ?? (values.quick ? "runs/quality/quality.json" : "weights/painter/quality.json");
const images = values.images ?? (values.quick ? "runs/quality" : "docs/images");
const number = (name) => (values[name] === undefined ? {} : { [name]: Number(values[name]) });
const sampling = {
  ...number("steps"),
  ...number("guidance"),
  ...number("temperature"),
  ...(values.sampler ? { sampler: values.sampler } : {}),
};
const sizes = values.quick ? { plain: 96, combined: 16, varietyPrompts: 8 } : {};

const begun = performance.now();
const set = await openEmojiSet(values.data);
const report = await evaluatePainter(painterFile, values.classifier, set, {
  ...sizes,
  ...sampling,
  ...number("plain"),
  ...number("combined"),
  ...number("seed"),
  ...number("threads"),
  onProgress: ({ part, done, of }) => process.stderr.write(`\r${part}: ${done}/${of}            `),
});
const page = qualityPage(report);
await save(quality, `${JSON.stringify(report, null, 1)}\n`);
await save(quality.replace(/\.json$/, ".md"), page);
process.stderr.write("\n");
console.log(page);

if (values.sheets) {
  const file = await loadPainter(painterFile);
  const painter = await openManyPainter(onnxRuntime, file, number("threads"));
  const sheets = await sampleSheets(painter, set, file.config.autoencoder.imageSize, sampling, ({ name, png }) =>
    save(join(images, `${name}.png`), png),
  );
  await save(join(images, "README.md"), sheetPage(sheets));
  await painter.dispose();
}
console.log(
  `${quality}, ${values.sheets ? images : "no sheets"}; ${((performance.now() - begun) / 60_000).toFixed(1)} min`,
);

async function save(path, content) {
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
}
