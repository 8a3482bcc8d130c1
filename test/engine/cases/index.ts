// The cases of every registered op.
import type { Case } from "../case.ts";
import { alongCases } from "./along.ts";
import { blockCases } from "./blocks.ts";
import { cachedAttentionCases } from "./cached-attention.ts";
import { choosingCases } from "./choosing.ts";
import { elementwiseCases } from "./elementwise.ts";
import { pictureCases } from "./pictures.ts";
import { productCases } from "./products.ts";
import { rotaryCases } from "./rotary.ts";
import { shapeCases, sourceCases } from "./shapes.ts";

export const cases: readonly Case[] = [
  ...sourceCases,
  ...elementwiseCases,
  ...productCases,
  ...alongCases,
  ...shapeCases,
  ...choosingCases,
  ...pictureCases,
  ...rotaryCases,
  ...blockCases,
  ...cachedAttentionCases,
];
