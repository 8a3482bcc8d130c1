// The order of the rooms: who may import whom, as rules for dependency-cruiser. `rooms.test.ts` applies them.

import type { ICruiseOptions, IForbiddenRuleType } from "dependency-cruiser";

/** What each room imports by itself; what these import in turn is allowed too. */
const direct: Record<string, string[]> = {
  graph: [],
  formats: [],
  onnx: ["graph", "formats"],
  runtime: ["onnx"],
  nn: ["graph"],
  models: ["graph", "nn"],
  data: ["formats", "nn"],
  train: ["runtime", "nn", "data", "formats"],
  slim: ["train", "onnx"],
  catalog: ["models", "slim"],
  server: ["catalog"],
  cli: ["server"],
};

const allowed = (room: string): string[] => [...new Set([room, ...direct[room]!.flatMap(allowed)])];
const tests = "\\.(test|testing)\\.ts$";
const portable = "^src/(graph|formats|onnx|nn|models)/|^src/runtime/(?!node/)";

const forbidden: IForbiddenRuleType[] = [
  ...Object.keys(direct).map((room) => ({
    name: `room-${room}`,
    comment: `${room} may import: ${allowed(room).slice(1).join(", ") || "no other room"}`,
    from: { path: `^src/${room}/`, pathNot: tests },
    to: { path: "^src/", pathNot: `^src/(${allowed(room).join("|")})/` },
  })),
  {
    name: "known-room",
    comment: "every folder in src is a room with a place in the order",
    from: { path: "^src/", pathNot: `^src/(${Object.keys(direct).join("|")})/` },
    to: {},
  },
  {
    name: "runs-in-a-browser",
    comment: "these rooms run in a browser tab too: nothing of Node, not even its types (src/runtime/node may)",
    from: { path: portable, pathNot: tests },
    to: { path: "node_modules/(onnxruntime-node|sharp|@types/node)/|^(onnxruntime-node|sharp)$|^src/runtime/node/" },
  },
  {
    name: "no-node-builtins",
    comment: "these rooms run in a browser tab too: no built-in module of Node",
    from: { path: portable, pathNot: tests },
    to: { dependencyTypes: ["core"] },
  },
  {
    name: "imports-nothing",
    comment: "graph and formats are the ground floor: no packages",
    from: { path: "^src/(graph|formats)/", pathNot: tests },
    to: { pathNot: "^src/" },
  },
  {
    name: "no-cycles",
    comment: "a file that needs itself cannot be read from top to bottom",
    from: {},
    to: { circular: true },
  },
  {
    name: "no-tests-in-the-product",
    comment: "test files are not built",
    from: { path: "^src/", pathNot: tests },
    to: { path: `${tests}|^(test|bench|examples)/` },
  },
  {
    name: "installed-with-onda",
    comment: "what src imports must be in dependencies, or users miss it",
    from: { path: "^src/", pathNot: tests },
    to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown", "unknown"] },
  },
  {
    name: "resolves",
    comment: "every import leads to a file or a package",
    from: {},
    to: { couldNotResolve: true },
  },
];

export const options: ICruiseOptions = {
  validate: true,
  ruleSet: { forbidden },
  doNotFollow: { path: "node_modules" },
  tsPreCompilationDeps: true, // imports of types count too
};

export const resolve = {
  exportsFields: ["exports"],
  conditionNames: ["import", "node", "types", "default"],
  extensions: [".ts", ".js", ".mjs", ".json"],
};
