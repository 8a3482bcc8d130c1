// Holds Onda's GGUF exports against llama.cpp: the same tokens of the prompts, the same greedy tokens and text.
//
//     node check-exports.mjs FOLDER
//
// FOLDER is what `bench/exports.ts` has made. Needs node-llama-cpp, in a folder of its own with a copy of this file.
// In float32 all must be the same; packed weights say other things, which is shown.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { getLlama } from "node-llama-cpp";

const folder = resolve(process.argv[2]);
const llama = await getLlama({ gpu: false, build: "never", logLevel: "error" });
let wrong = 0;
for (const file of readdirSync(folder).filter((name) => name.endsWith(".expected.json"))) {
  const name = file.replace(".expected.json", "");
  const { maxTokens, rows } = JSON.parse(readFileSync(join(folder, file), "utf8"));
  for (const type of ["f32", "f16", "q8_0", "q4_0"]) {
    const model = await llama.loadModel({ modelPath: join(folder, `${name}-${type}.gguf`) });
    const context = await model.createContext({
      ...{ contextSize: 256, threads: 1, flashAttention: false },
      ...{ experimentalKvCacheKeyType: "F32", experimentalKvCacheValueType: "F32" }, // else in float16, which is felt
    });
    for (const [i, row] of rows.entries()) {
      const ids = model.tokenize(row.prompt, false, "trimLeadingSpace");
      const sequence = context.getSequence();
      const made = [];
      for await (const token of sequence.evaluate(row.ids, { temperature: 0 })) {
        if (model.isEogToken(token) || made.length === maxTokens) break;
        made.push(token);
      }
      sequence.dispose();
      const same = made.findIndex((id, at) => id !== row.made[at]);
      const tokens = String(ids) === String(row.plain) ? "the same" : `other: ${ids} not ${row.plain}`;
      const greedy = String(made) === String(row.made) ? "the same" : `other from ${same} of ${made.length}`;
      const text =
        model.detokenize(row.made) === row.text ? "the same" : JSON.stringify([model.detokenize(row.made), row.text]);
      console.log(`${name} ${type} ${i}: tokens ${tokens}, greedy ${greedy}, text ${text}`);
      if (type === "f32" && (tokens !== "the same" || greedy !== "the same" || text !== "the same")) wrong++;
    }
    await context.dispose();
    await model.dispose();
  }
}
process.exit(wrong === 0 ? 0 : 1);
