/** Paints again and again in one process: prints the seconds of each picture after the first. */
import { join } from "node:path";
import { openPainter } from "../src/catalog/painter/painter.ts";
import { loadPainter } from "../src/catalog/painter/weights.ts";
import { onnxRuntime } from "../src/runtime/node/index.ts";
import { root } from "./contestants.ts";

const painter = openPainter(onnxRuntime, await loadPainter(join(root, "weights/painter/painter.safetensors")));
const request = { prompt: "a red apple", steps: 20, guidance: 1.5 };
await painter.paint({ ...request, seed: 0 });
const seconds: number[] = [];
for (let i = 0; i < Number(process.argv[2]); i++) {
  const begun = performance.now();
  await painter.paint({ ...request, seed: i + 1 });
  seconds.push((performance.now() - begun) / 1000);
}
await painter.dispose();
console.log(JSON.stringify(seconds));
