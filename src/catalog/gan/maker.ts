/** A GAN as a maker of pictures: one pass for each, no steps. */
import type { CompileOptions, Runtime } from "../../runtime/index.ts";
import { RequestError } from "../errors.ts";
import type { MakeOptions, MakeRequest, OpenedMaker } from "../maker/maker.ts";
import { openSession } from "./session.ts";
import { loadGan } from "./weights.ts";

export async function openGan(file: string, runtime: Runtime, compile?: CompileOptions): Promise<OpenedMaker> {
  const { config, labels, weights } = await loadGan(file);
  const session = await openSession(runtime, config, weights, compile);
  return {
    kind: "gan",
    imageSize: config.imageSize,
    labels,
    async make(requests: readonly MakeRequest[], options: MakeOptions = {}) {
      if (options.steps !== undefined || options.guidance !== undefined) {
        throw new RequestError("a GAN makes a picture in one pass: it has neither steps nor guidance. Leave them out.");
      }
      options.signal?.throwIfAborted();
      const wishes = requests.map(({ seed, label }) => ({
        seed,
        label: label === undefined ? 0 : labels.indexOf(label),
      }));
      const pixels = await session.make(weights, wishes);
      await options.onStep?.(1, 1);
      return pixels;
    },
    dispose: () => session.dispose(),
  };
}
