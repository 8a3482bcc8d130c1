import { describe, expect, it } from "vitest";
import { type GgufHeader, parseGgufHeader } from "./header.ts";
import { type GgufShard, ggufShardNames, joinGguf } from "./split.ts";
import type { GgufValue } from "./value.ts";
import { type GgufInput, writeGguf } from "./write.ts";

function shard(no: number, count: number, tensors: string[], total = 3): GgufShard {
  const metadata = new Map<string, GgufValue>([
    ["split.no", { type: "uint16", value: no }],
    ["split.count", { type: "uint16", value: count }],
    ["split.tensors.count", { type: "int32", value: total }],
  ]);
  if (no === 0) metadata.set("general.name", { type: "string", value: "whole" });
  const input: GgufInput = { type: "I8", shape: [1], data: Uint8Array.of(no) };
  const bytes = Buffer.concat([...writeGguf(metadata, new Map(tensors.map((name) => [name, input])))]);
  return { name: `m-${no + 1}`, header: parseGgufHeader(bytes, bytes.length) as GgufHeader };
}

const [first, second] = [shard(0, 2, ["a"]), shard(1, 2, ["b", "c"])] as const;

describe("a model in several files", () => {
  it("is joined in any order", () => {
    const { metadata, tensors } = joinGguf([second, first]);
    expect(metadata.get("general.name")).toEqual({ type: "string", value: "whole" });
    expect([...tensors].map(([name, { shard }]) => [name, shard])).toEqual([
      ["a", 1],
      ["b", 0],
      ["c", 0],
    ]);
    expect(tensors.get("c")).toMatchObject(second.header.tensors.get("c")!);
  });

  it("may be one file", () => {
    const bytes = Buffer.concat([...writeGguf(new Map(), new Map())]);
    const header = parseGgufHeader(bytes, bytes.length) as GgufHeader;
    expect(joinGguf([{ name: "m", header }]).tensors.size).toBe(0);
  });

  it.each<[string, GgufShard[], RegExp]>([
    ["none", [], /no file/],
    ["first missing", [second], /file 1 of 2 is missing/],
    ["last missing", [first], /file 2 of 2 is missing/],
    ["middle missing", [shard(0, 3, ["a"]), shard(2, 3, ["b"])], /file 2 of 3 is missing/],
    ["twice", [first, second, second], /"m-2" and "m-2" are both file 2/],
    ["too many", [first, second, shard(2, 2, [])], /3 files of a model of 2/],
    ["of another count", [first, shard(1, 3, ["b"])], /"m-2" is one of 3 files, "m-1" one of 2/],
    ["same tensor twice", [first, shard(1, 2, ["a", "b"])], /"a" is in "m-1" and in "m-2"/],
    ["too few tensors", [first, shard(1, 2, ["b"])], /2 tensors in all files, 3 by/],
  ])("refuses %s", (_, shards, message) => {
    expect(() => joinGguf(shards)).toThrow(message);
  });

  it("is named by number", () => {
    expect(ggufShardNames("m-00002-of-00003.gguf")).toEqual([
      "m-00001-of-00003.gguf",
      "m-00002-of-00003.gguf",
      "m-00003-of-00003.gguf",
    ]);
    expect(ggufShardNames("m.gguf")).toEqual(["m.gguf"]);
    expect(() => ggufShardNames("m-00004-of-00003.gguf")).toThrow(/file 00004 of 00003/);
  });
});
