/** For tests: a model as other programs write them, with a branch, an operator of its own, and every kind of tensor. */
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

type Write = (writer: BinaryWriter) => unknown;

const part = (w: BinaryWriter, field: number, write: Write): BinaryWriter => {
  w.tag(field, WireType.LengthDelimited).fork();
  write(w);
  return w.join();
};
const text = (w: BinaryWriter, field: number, value: string) => w.tag(field, WireType.LengthDelimited).string(value);
const number = (w: BinaryWriter, field: number, value: number) => w.tag(field, WireType.Varint).int64(value);

/** A node; `more` writes its attributes. */
const node =
  (operator: string, inputs: readonly string[], output: string, more: Write = () => undefined): Write =>
  (w) => {
    for (const input of inputs) text(w, 1, input);
    text(text(w, 2, output), 4, operator);
    more(w);
  };
const value =
  (name: string, type: number, sizes: readonly (number | string | undefined)[]): Write =>
  (w) =>
    part(text(w, 1, name), 2, (t) =>
      part(t, 1, (tensor) =>
        part(number(tensor, 1, type), 2, (shape) => {
          for (const size of sizes) {
            part(shape, 1, (dim) =>
              typeof size === "string" ? text(dim, 2, size) : size !== undefined && number(dim, 1, size),
            );
          }
        }),
      ),
    );
const floats =
  (name: string, sizes: readonly number[], data: readonly number[]): Write =>
  (w) => {
    for (const size of sizes) number(w, 1, size);
    text(number(w, 2, 1), 8, name);
    w.tag(9, WireType.LengthDelimited).bytes(new Uint8Array(Float32Array.from(data).buffer));
  };
const graphAttribute =
  (name: string, write: Write): Write =>
  (w) =>
    part(w, 5, (a) => number(part(text(a, 1, name), 6, write), 20, 5));

export interface ForeignOptions {
  /** Where the weight `scale` lies, if not in the file: its name, its offset, its bytes. */
  readonly external?: readonly [location: string, offset: number, bytes: number];
  /** The operator of its own declares no input: ONNX Runtime 1.30 ends its process on that. */
  readonly fatal?: boolean;
}

/**
 * y = flag ? x · scale : own.Twice(x), for x [batch, 3] float32 and flag [] bool, with a default bias 0 that may be given.
 * The operator `own.Twice` is a function of the file.
 */
export function foreignModel({ external, fatal = false }: ForeignOptions = {}): Uint8Array<ArrayBuffer> {
  const w = new BinaryWriter();
  text(text(number(w, 1, 8), 2, "elsewhere"), 3, "1.2");
  part(w, 7, (g) => {
    const branch =
      (operator: string, inputs: string[], domain = ""): Write =>
      (b) => {
        part(
          b,
          1,
          node(operator, inputs, `${operator}_out`, (n) => domain !== "" && text(n, 7, domain)),
        );
        part(text(b, 2, operator), 12, value(`${operator}_out`, 1, ["batch", 3]));
      };
    part(
      g,
      1,
      node("If", ["flag"], "chosen", (n) => {
        graphAttribute("then_branch", branch("Mul", ["x", "scale"]))(n);
        graphAttribute("else_branch", branch("Twice", ["x"], "own"))(n);
      }),
    );
    part(g, 1, node("Add", ["chosen", "bias"], "y"));
    part(
      text(g, 2, "graph"),
      5,
      external === undefined ? floats("scale", [3], [1, 10, 100]) : elsewhere("scale", external),
    );
    part(g, 5, floats("bias", [3], [0, 0, 0]));
    part(g, 11, value("x", 1, ["batch", 3]));
    part(g, 11, value("flag", 9, []));
    part(g, 11, value("bias", 1, [3]));
    part(g, 12, value("y", 1, ["batch", undefined]));
  });
  for (const [domain, version] of [
    ["", 18],
    ["own", 1],
  ] as const)
    part(w, 8, (o) => number(text(o, 1, domain), 2, version));
  part(w, 14, (entry) => text(text(entry, 1, "author"), 2, "someone"));
  part(w, 25, (f) => {
    text(f, 1, "Twice");
    if (!fatal) text(f, 4, "a");
    text(f, 5, "b");
    part(f, 7, node("Add", ["a", "a"], "b"));
    part(f, 9, (o) => number(text(o, 1, ""), 2, 18));
    text(f, 10, "own");
  });
  return w.finish() as Uint8Array<ArrayBuffer>;
}

const elsewhere =
  (name: string, [location, offset, bytes]: NonNullable<ForeignOptions["external"]>): Write =>
  (w) => {
    text(number(number(w, 1, 3), 2, 1), 8, name);
    for (const [key, said] of Object.entries({ location, offset, length: bytes })) {
      part(w, 13, (entry) => text(text(entry, 1, key), 2, String(said)));
    }
    number(w, 14, 1);
  };
