/**
 * Attention of new tokens over kept ones: the op of generation, with its cache written where it lies.
 * Legend: B batch, T new tokens, C capacity of the cache, H heads, K heads of keys and values, G = H/K, d head size.
 */
import { needFloat, sameDType } from "../check.ts";
import { onnxDataTypes } from "../dtype.ts";
import { concrete, sameShape, shapeError } from "../shape.ts";
import { defineOp, type Emit, type Tensor } from "../tensor.ts";

export interface CachedAttentionOptions {
  /** 1/√d unless given. */
  readonly scale?: number;
  /** A token sees itself and the `window - 1` before it; all before it unless given. */
  readonly window?: number;
}

interface Attributes extends Record<string, unknown> {
  readonly scale: number;
  /** 0 for none. */
  readonly window: number;
}

/** H, K and d. Throws a ShapeError for parts that do not fit. */
function sizesOf([query, key, value, keys, values, positions]: readonly Tensor[]) {
  const shapes = [query!, key!, value!, keys!, values!, positions!].map((x) => x.shape);
  const op = "cachedAttention";
  const [width, narrow] = [query!.shape.at(-1), key!.shape.at(-1)];
  const fits =
    query!.rank === 3 &&
    sameShape(key!.shape, [...query!.shape.slice(0, 2), narrow!]) &&
    sameShape(value!.shape, key!.shape) &&
    keys!.rank === 4 &&
    sameShape(values!.shape, keys!.shape) &&
    keys!.shape[0] === query!.shape[0] &&
    sameShape(positions!.shape, query!.shape.slice(0, 2));
  if (!fits) shapeError(op, shapes, "Need [B, T, H·d], twice [B, T, K·d], twice [B, K, C, d], and [B, T].");
  const [groups, size] = [concrete(keys!.shape[1], op, keys!.shape), concrete(keys!.shape[3], op, keys!.shape)];
  const heads = concrete(width, op, query!.shape) / size;
  if (narrow !== groups * size || !Number.isInteger(heads / groups)) {
    shapeError(
      op,
      shapes,
      `A cache of ${groups} heads of ${size} needs keys of ${groups * size}, and queries of G times that.`,
    );
  }
  return { heads, groups, size };
}

const NO_GRADIENT = "it serves generation alone";

const cachedAttentionOp = defineOp<Attributes>({
  name: "cachedAttention",
  shape: (inputs) => {
    sizesOf(inputs);
    const [query, key, value, keys, values, positions] = inputs as readonly [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    const dtype = sameDType("cachedAttention", needFloat("cachedAttention", query), key, value, keys, values);
    if (positions.dtype !== "int64")
      throw new TypeError(`cachedAttention: positions are ${positions.dtype}, not int64.`);
    return { shape: query.shape, dtype };
  },
  vjp: NO_GRADIENT,
  onnx: (emit, inputs, y) => {
    if (!emit.native || y.dtype !== "float32") return emitInFull(emit, inputs, y);
    const { heads, groups } = sizesOf(y.inputs);
    const { scale, window } = y.attributes as Attributes;
    const attributes = {
      num_heads: heads,
      kv_num_heads: groups,
      scale: { float: scale },
      ...(window > 0 ? { local_window_size: window } : {}),
    };
    // The kernel asks for each row's last position, and for the length of the longest.
    const last = emit("Slice", [inputs[5]!, emit.ints([-1]), emit.ints([2 ** 31]), emit.ints([1])]);
    const lasts = emit("Cast", [emit("Reshape", [last, emit.ints([-1])])], { to: onnxDataTypes.int32 });
    const length = emit("Add", [
      emit("ReduceMax", [lasts], { keepdims: 1 }),
      emit.constant("int32", [1], Int32Array.of(1)),
    ]);
    return emit.many("GroupQueryAttention", [...inputs.slice(0, 5), lasts, length], 3, attributes, "com.microsoft")[0]!;
  },
});

/** The same in standard nodes: all of the cache is looked at, and what is not seen counts as nothing. */
function emitInFull(emit: Emit, inputs: readonly string[], y: Tensor): string {
  const [query, , , , , positions] = inputs as [string, string, string, string, string, string];
  const { heads, groups, size } = sizesOf(y.inputs);
  const [batch, fresh] = y.shape;
  const capacity = y.inputs[3]!.shape[2]!;
  const { scale, window } = y.attributes as Attributes;
  const [keys, values] = [1, 2].map((i) => emitWritten(emit, inputs[i]!, inputs[i + 2]!, positions, y.inputs[i + 2]!));
  const parted = emit("Reshape", [query, emit.shape([batch!, fresh!, heads, size])]);
  const q = emit("Mul", [emit("Transpose", [parted], { perm: [0, 2, 1, 3] }), emit.scalar(y.dtype, scale)]);
  const rows = emit("Reshape", [q, emit.shape([batch!, groups, -1, size])]); // [B, K, G·T, d]
  const turned = emit("Transpose", [keys!], { perm: [0, 1, 3, 2] });
  const scores = emit("Reshape", [emit("MatMul", [rows, turned]), emit.shape([batch!, heads, -1, capacity])]);
  const at = emit("Unsqueeze", [positions, emit.ints([1, 3])]); // [B, 1, T, 1]
  const all = emit("Range", [
    emit.scalar("int64", 0),
    emit("Squeeze", [emit.shape([capacity])]),
    emit.scalar("int64", 1),
  ]);
  let seen = emit("LessOrEqual", [all, at]);
  if (window > 0) seen = emit("And", [seen, emit("Greater", [all, emit("Sub", [at, emit.scalar("int64", window)])])]);
  const weights = emit("Softmax", [emit("Where", [seen, scores, emit.scalar(y.dtype, -1e9)])], { axis: -1 });
  const mixed = emit("MatMul", [emit("Reshape", [weights, emit.shape([batch!, groups, -1, capacity])]), values!]);
  const out = emit("Reshape", [mixed, emit.shape([batch!, heads, -1, size])]); // [B, H, T, d]
  return emit("Reshape", [emit("Transpose", [out], { perm: [0, 2, 1, 3] }), emit.shape(y.shape)]);
}

/** The cache with the new tokens' keys or values [B, T, K·d] at their positions. */
function emitWritten(emit: Emit, made: string, cache: string, positions: string, { shape }: Tensor): string {
  const [batch, groups, , size] = shape;
  const parted = emit("Reshape", [made, emit.shape([batch!, -1, groups!, size!])]);
  const rows = emit("Transpose", [parted], { perm: [0, 2, 1, 3] }); // [B, K, T, d]
  const places = emit("Expand", [emit("Unsqueeze", [positions, emit.ints([1, 3])]), emit("Shape", [rows])]);
  return emit("ScatterElements", [cache, places, rows], { axis: 2 });
}

const cachedRowsOp = defineOp<{ readonly which: "keys" | "values" }>({
  name: "cachedRows",
  shape: ([, , cache]) => cache as Tensor,
  vjp: NO_GRADIENT,
  onnx: (emit, [y, made, cache, positions], { attributes, dtype, inputs }) =>
    emit.native && dtype === "float32"
      ? emit.also(y!, attributes.which === "keys" ? 1 : 2)
      : emitWritten(emit, made!, cache!, positions!, inputs[2]!),
});

/**
 * softmax(scale · QKᵀ) V of new tokens, where K and V are those of the cache with the new ones written into it: each
 * token at its position, seeing the positions up to its own. Rotary positions are the caller's matter.
 * query [B, T, H·d], key and value [B, T, K·d], cache [B, K, C, d], positions [B, T] int64, one after another in a row
 * → out [B, T, H·d] and the cache as it is then; what it holds behind a row's last position is not defined.
 * A runtime may be given the cache it reads to write into.
 * ONNX Runtime's kernel takes T > 1 with B = 1, or where all rows begin at position 0.
 */
export function cachedAttention(
  { query, key, value }: { readonly query: Tensor; readonly key: Tensor; readonly value: Tensor },
  cache: { readonly keys: Tensor; readonly values: Tensor },
  positions: Tensor,
  { scale, window = 0 }: CachedAttentionOptions = {},
): { readonly out: Tensor; readonly keys: Tensor; readonly values: Tensor } {
  const inputs = [query, key, value, cache.keys, cache.values, positions];
  const out = cachedAttentionOp(inputs, { scale: scale ?? 1 / Math.sqrt(sizesOf(inputs).size), window });
  return {
    out,
    keys: cachedRowsOp([out, key, cache.keys, positions], { which: "keys" }),
    values: cachedRowsOp([out, value, cache.values, positions], { which: "values" }),
  };
}
