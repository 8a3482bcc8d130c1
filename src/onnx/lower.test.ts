import { describe, expect, it } from "vitest";
import { constant, conv, f32, type Tensor, trace } from "../graph/index.ts";
import { type Lowering, lower } from "./lower.ts";

const kernel = [32, 16, 3, 3] as const;

/** The domains of a convolution's nodes. */
function domainsOf(lowering: Lowering, body: (x: Tensor, w: Tensor) => Tensor, channelBlock = 16, batch = 8) {
  const program = trace({ x: f32(batch, 16, 16, 16), w: f32(...kernel) }, ({ x, w }) => body(x, w));
  const { nodes, opsets } = lower(program, lowering, { channelBlock });
  const found = new Set(nodes.filter(({ opType }) => opType === "Conv").map(({ domain }) => domain));
  return { domains: [...found], opsets: Object.keys(opsets) };
}

describe("convolutions in blocks", () => {
  it("are for the native lowering, where the processor has them", () => {
    const body = (x: Tensor, w: Tensor) => conv(x, w);
    const blocked = { domains: ["com.microsoft.nchwc"], opsets: ["", "com.microsoft", "com.microsoft.nchwc"] };
    expect(domainsOf("native", body)).toEqual(blocked);
    expect(domainsOf("native", body, 0)).toEqual({ domains: [""], opsets: ["", "com.microsoft"] });
    expect(domainsOf("portable", body)).toEqual({ domains: [""], opsets: [""] });
  });
  it("are for whole blocks, many positions, and kernels that are not constant", () => {
    const fixed = constant(new Float32Array(32 * 16 * 9), kernel);
    expect(domainsOf("native", (x) => conv(x, fixed)).domains).toEqual([""]);
    expect(domainsOf("native", (x, w) => conv(x, w), 16, 1).domains).toEqual([""]);
    expect(domainsOf("native", (x, w) => conv(x, w), 32).domains).toEqual([""]);
  });
});
