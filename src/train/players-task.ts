/** A task of two players: one program in which each makes its own loss small, both at once. */
import {
  alias,
  leavesOf,
  mapTree,
  mul,
  ones,
  type Spec,
  specOf,
  type Tensor,
  type TensorsOf,
  type Tree,
  trace,
  type Value,
  vjp,
} from "../graph/index.ts";
import {
  type Bucket,
  type Buckets,
  initOptimizer,
  type OptimizerState,
  optimize,
  type Packing,
  pack,
  packValues,
  planPacking,
  type StepScalars,
  stepScalarSpecs,
  unpack,
} from "../nn/index.ts";
import type { TrainingTask } from "./task.ts";

type Player = "generator" | "discriminator";
const PLAYERS: readonly Player[] = ["generator", "discriminator"];

export interface PlayersTaskParts<
  P extends Readonly<Record<Player, Tree<Value>>>,
  I extends { readonly [name: string]: Tree<Spec> },
> extends Pick<TrainingTask, "name" | "optimizer" | "schedule" | "averageDecay" | "metadata" | "feeds"> {
  readonly params: P;
  /** What each player's learning rate is multiplied by: two rates (Heusel et al. 2017). */
  readonly rates: Readonly<Record<Player, number>>;
  /** The inputs of a step besides state and scalars. */
  readonly inputs: I;
  /** The loss of each player, from tensors nested as `params`, and metrics to report. */
  readonly lossesOf: (
    players: never,
    inputs: TensorsOf<I>,
  ) => Readonly<Record<Player, Tensor>> & { readonly metrics: Readonly<Record<string, Tensor>> };
}

/** Its metric `loss` is the discriminator's. State and checkpoint are as of any task, for the players share one packing. */
export function playersTask<
  P extends Readonly<Record<Player, Tree<Value>>>,
  I extends { readonly [name: string]: Tree<Spec> },
>(parts: PlayersTaskParts<P, I>): TrainingTask<P & Tree<Value>> {
  const { params, optimizer } = parts;
  const each = playerPackings(params);
  const packing: Packing<Tree<Spec>> = {
    specs: specOf(params as unknown as Tree<Value>) as Tree<Spec>,
    buckets: PLAYERS.flatMap((player) => each[player].buckets),
  };
  const specs = {
    ...parts.inputs,
    state: specOf(initOptimizer(packing, packValues(packing, params as unknown as Tree<Value>))) as Tree<Spec>,
    scalars: stepScalarSpecs as Tree<Spec>,
  };
  const program = trace<Tree<Spec>, Tree<Tensor>>(specs, (given) => {
    const { state, scalars, ...inputs } = given as unknown as {
      readonly state: OptimizerState<Tensor>;
      readonly scalars: StepScalars<Tensor>;
    };
    const own = mapTree<Tensor, Tensor, Tree<Tensor>>(unpack(packing, state.params) as Tree<Tensor>, alias);
    const losses = parts.lossesOf(own as never, inputs as unknown as TensorsOf<I>);
    const next = PLAYERS.map((player) => {
      const gradients = gradientOf(losses[player], (own as Readonly<Record<Player, Tree<Tensor>>>)[player], player);
      const rate = { ...scalars, learningRate: mul(scalars.learningRate, parts.rates[player]) };
      return optimize(each[player], partOf(state, each[player]), pack(each[player], gradients), rate, optimizer);
    });
    const [generator, discriminator] = next as [(typeof next)[number], (typeof next)[number]];
    return {
      state: joined(generator.state, discriminator.state),
      metrics: {
        loss: losses.discriminator,
        generator: losses.generator,
        ...losses.metrics,
        generatorNorm: generator.gradientNorm,
        discriminatorNorm: discriminator.gradientNorm,
      },
    };
  });
  const { name, schedule, averageDecay, metadata, feeds } = parts;
  const task = { name, program, packing, params, optimizer, schedule, averageDecay, metadata, feeds };
  return task as unknown as TrainingTask<P & Tree<Value>>;
}

/** Each player's parameters in buckets of its own, named and found as in a packing of both. */
function playerPackings(params: Readonly<Record<Player, Tree<Value>>>): Record<Player, Packing<Tree<Spec>>> {
  const named = (player: Player): Packing<Tree<Spec>> => {
    const packing = planPacking({ [player]: specOf(params[player]) } as Tree<Spec>);
    return { ...packing, buckets: packing.buckets.map((b): Bucket => ({ ...b, name: `${player}-${b.name}` })) };
  };
  return { generator: named("generator"), discriminator: named("discriminator") };
}

/** The gradient of one player's loss by its own parameters alone, in a tree that begins with its name. */
function gradientOf(loss: Tensor, own: Tree<Tensor>, player: Player): Tree<Tensor> {
  const leaves = leavesOf<Tensor>(own);
  const sources = leaves.map(([, leaf]) => leaf);
  const cotangents = vjp([loss], [ones([], loss.dtype)], sources);
  const byLeaf = new Map(sources.map((leaf, i) => [leaf, cotangents[i]!]));
  return { [player]: mapTree<Tensor, Tensor, Tree<Tensor>>(own, (leaf) => byLeaf.get(leaf)!) };
}

const STATE = ["params", "first", "second", "average"] as const;

/** The buckets of one packing out of a state of more. */
function partOf(state: OptimizerState<Tensor>, { buckets }: Packing<unknown>): OptimizerState<Tensor> {
  const names = new Set(buckets.map(({ name }) => name));
  const own = (all: Buckets<Tensor>) => Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));
  return Object.fromEntries(STATE.map((part) => [part, own(state[part])])) as OptimizerState<Tensor>;
}

const joined = (a: OptimizerState<Tensor>, b: OptimizerState<Tensor>): OptimizerState<Tensor> =>
  Object.fromEntries(STATE.map((part) => [part, { ...a[part], ...b[part] }])) as OptimizerState<Tensor>;
