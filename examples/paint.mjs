// Onda as a library: open a painter once, then paint. Run: node examples/paint.mjs
import { writeFile } from "node:fs/promises";
import { openModel } from "onda/catalog";

const painter = await openModel(process.argv[2] ?? "painter"); // a model's name or file
for (const prompt of ["a red apple", "一只猫"]) {
  const picture = await painter.paint({ prompt, seed: 7, size: 256 });
  await writeFile(`${prompt}.png`, await picture.png());
  console.log(prompt, picture.provenance.model.sha256);
}
await painter.dispose();
