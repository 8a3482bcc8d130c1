/** What the JavaScript peers share: the conversation with the bench, and the fixture's reader. */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** Answers requests until the bench ends. `kinds[kind](tensors, config)` gives `{ checks, run }`. */
export async function serve(version, kinds) {
  const prepared = new Map();
  const handle = async (request) => {
    if (request.do === "hello") return { version };
    if (request.do === "prepare") {
      const made = await kinds[request.kind](...readFixture(request.fixture));
      prepared.set(request.case, made);
      return { checks: made.checks };
    }
    if (request.do === "forget") {
      prepared.delete(request.case);
      return {};
    }
    const ms = [];
    const cpu = [];
    for (let i = 0; i < request.runs; i++) {
      const [begun, before] = [performance.now(), process.cpuUsage()];
      await prepared.get(request.case).run();
      const { user, system } = process.cpuUsage(before);
      ms.push(performance.now() - begun);
      cpu.push((user + system) / 1000);
    }
    return { ms, cpu };
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const answer = await handle(JSON.parse(line)).catch((error) => ({ error: String(error.message).slice(0, 300) }));
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

/** A safetensors file as ({ name: { shape, data } }, config); int64 becomes int32. */
function readFixture(path) {
  const bytes = readFileSync(path);
  const size = Number(bytes.readBigUInt64LE(0));
  const { __metadata__, ...header } = JSON.parse(bytes.toString("utf8", 8, 8 + size));
  const tensors = {};
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
    const [begin, end] = data_offsets.map((offset) => offset + 8 + size);
    const own = bytes.buffer.slice(bytes.byteOffset + begin, bytes.byteOffset + end);
    const data = dtype === "I64" ? Int32Array.from(new BigInt64Array(own), Number) : new Float32Array(own);
    tensors[name] = { shape, data };
  }
  return [tensors, JSON.parse(__metadata__.config)];
}
