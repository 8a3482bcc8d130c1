// `onda run` and `onda models info` on a file that another program might have made.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { decodeNpy } from "../../formats/index.ts";
import { foreignModel } from "../../onnx/foreign.testing.ts";
import { type Bench, openBench, SLOW } from "../command.testing.ts";

vi.setConfig({ testTimeout: SLOW });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
  const write = (name: string, bytes: Uint8Array) => writeFile(join(bench.folder, name), bytes);
  await write("m.onnx", foreignModel());
  await write("outside.onnx", foreignModel({ external: ["../w.bin", 0, 12] }));
  await write("cut.onnx", foreignModel().slice(0, 300));
  await write("fatal.onnx", foreignModel({ fatal: true }));
  await write("text.onnx", Buffer.from("no model"));
  await write("taken.npy", Buffer.from("mine"));
}, SLOW);
afterAll(() => bench?.dispose());

const x = "x=[[1, 2, 3], [4, 5, 6]]";

describe("onda models info", () => {
  it("describes it", async () => {
    const ran = await bench.run("models", "info", "m.onnx");
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toMatch(/^m\.onnx\n {2}format {15}ONNX, version 8 of the format\n/);
    expect(ran.stdout).toMatch(
      /inputs +float32 x \[batch, 3\]\n +bool flag \[\]\n {2}with values +float32 bias \[3\]\n/,
    );
    expect(ran.stdout).toMatch(/operators +5 of 4 kinds, in 2 subgraphs too\n +Add 2, If, Mul, own\.Twice\n/);
    expect(ran.stdout).toMatch(/not in Onda's graph +If, own\.Twice\n/);
    const { operators, unknownToOnda, inputs } = JSON.parse(
      (await bench.run("models", "info", "m.onnx", "--json")).stdout,
    );
    expect(operators).toEqual({ Add: 2, If: 1, Mul: 1, "own.Twice": 1 });
    expect(unknownToOnda).toEqual(["If", "own.Twice"]);
    expect(inputs[0]).toEqual({ name: "x", type: "float32", shape: ["batch", 3] });
  });
});

describe("onda run", () => {
  it("shows the outputs, and writes them", async () => {
    const ran = await bench.run("run", "m.onnx", "-i", x, "-i", "flag=1", "-o", "y=y.npy", "--threads", "1");
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toMatch(/^y {2}float32 \[2, 3\] {2}1 20 300 4 50 600\ny\.npy\nran in [\d.]+ m?s\n$/);
    const { shape, data } = decodeNpy(await readFile(join(bench.folder, "y.npy")));
    expect([shape, [...data]]).toEqual([
      [2, 3],
      [1, 20, 300, 4, 50, 600],
    ]);
    const again = await bench.run("run", "m.onnx", "-i", "x=y.npy", "-i", "flag=zeros", "-o", "y=y.json", "--json");
    expect(JSON.parse(again.stdout)).toMatchObject({
      outputs: [{ name: "y", shape: [2, 3], least: 2, most: 1200 }],
      leftOut: [],
    });
    expect(JSON.parse(await readFile(join(bench.folder, "y.json"), "utf8"))).toEqual([
      [2, 40, 600],
      [8, 100, 1200],
    ]);
    const open = await bench.run("run", "m.onnx", "-i", "x=random:3", "-i", "flag=1", "--size-of", "batch=4");
    expect(open.stdout).toMatch(/^y {2}float32 \[4, 3\]/);
  });

  const refusals: [string[], number, RegExp][] = [
    [["run"], 2, /missing required argument 'file'/],
    [["run", "gone.onnx"], 2, /gone\.onnx does not exist or is not a file/],
    [
      ["run", "m.onnx"],
      2,
      /input x is not given\. The model wants: float32 x \[batch, 3\]; bool flag \[\]\. Give it as/,
    ],
    [["run", "m.onnx", "-i", x, "-i", "flags=1"], 2, /there is no input "flags"/],
    [["run", "m.onnx", "-i", x, "-i", x], 2, /--input x is given twice/],
    [["run", "m.onnx", "-i", "picture.png"], 2, /no name\. Write it as --input x=picture\.png/],
    [
      ["run", "m.onnx", "-i", "x=[[1, 2]]", "-i", "flag=1"],
      2,
      /input x is \[1, 2\]\. The model wants float32 x \[batch, 3\]/,
    ],
    [["run", "m.onnx", "-i", "x=zeros", "-i", "flag=1"], 2, /the size "batch" of input float32 x \[batch, 3\] is open/],
    [["run", "m.onnx", "-i", x, "--size-of", "height=2"], 2, /no size is called "height"\. Open sizes: batch/],
    [["run", "m.onnx", "-i", x, "--size-of", "batch=-2"], 2, /must be a whole number/],
    [["run", "m.onnx", "-i", x, "-i", "flag=1", "-o", "z=z.npy"], 2, /there is no output "z"\. The model has: y/],
    [["run", "m.onnx", "-i", x, "-i", "flag=1", "-o", "y=y.txt"], 2, /written as \.npy or \.json/],
    [["run", "m.onnx", "-i", x, "-i", "flag=1", "-o", "y=taken.npy"], 2, /taken\.npy exists/],
    [["run", "m.onnx", "-i", x, "-i", "flag=1", "-o", "y=gone/y.npy"], 1, /cannot write to .*gone/],
    [["run", "m.onnx", "-i", "x=taken.npy", "-i", "flag=1"], 2, /taken\.npy: npy: the file does not begin/],
    [["run", "m.onnx", "--mean", "a"], 2, /It must be a number, or several/],
    [["run", "m.onnx", "--std", "0"], 2, /it must not be 0/],
    [["run", "m.onnx", "--size", "0x9"], 2, /It must be WIDTHxHEIGHT/],
    [["run", "outside.onnx", "-i", x, "-i", "flag=1"], 1, /outside of its folder/],
    [["run", "cut.onnx"], 1, /onnx: the file is damaged/],
    [["run", "fatal.onnx", "-i", x, "-i", "flag=1"], 1, /^onda: ONNX Runtime broke down on fatal\.onnx \(SIG\w+\)/],
    [["run", "text.onnx"], 1, /onnx: the file/],
    [["models", "info", "cut.onnx"], 1, /onnx: the file is damaged/],
    [["models", "info", "gone.onnx"], 2, /does not exist/],
    [["models", "info", "."], 2, /does not exist or is not a file/],
  ];
  it.each(refusals)("%j is refused", (args, code, message) => bench.refused(args, code, message));
});
