/** Samplers by name: each one function that knows only a denoiser. */
import { ddim, ddpm } from "./ancestral.ts";
import { dpmSolver, euler, heun } from "./ode.ts";

export * from "./ancestral.ts";
export * from "./ode.ts";
export * from "./sampler.ts";

export const samplers = { euler, heun, dpm: dpmSolver, ddim, ddpm } as const;
export type SamplerName = keyof typeof samplers;
