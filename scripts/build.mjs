// Builds `dist` from `src`. With `--if-possible`, for `npm install`: leaves types unchecked, and does nothing where the
// compiler is not installed (`npm install --omit=dev`), because an install should not fail over either.

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const ifPossible = process.argv.includes("--if-possible");

const compiler = path("node_modules/@typescript/native/bin/tsc");
if (!existsSync(compiler)) {
  console.log("onda: not built, the compiler is not installed. To build: npm install --include=dev");
  process.exit(ifPossible ? 0 : 1);
}

// Built beside `dist`, then swapped, so that no stale file stays and a failed build leaves the old one in place.
const fresh = path(".build/dist");
rmSync(fresh, { recursive: true, force: true });
const options = ["-p", path("tsconfig.build.json"), "--outDir", fresh, ...(ifPossible ? ["--noCheck"] : [])];
const { status } = spawnSync(process.execPath, [compiler, ...options], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);

const command = `${fresh}/cli/main.js`;
if (existsSync(command)) chmodSync(command, 0o755);
const old = path(".build/old");
rmSync(old, { recursive: true, force: true });
if (existsSync(path("dist"))) renameSync(path("dist"), old);
renameSync(fresh, path("dist"));
rmSync(old, { recursive: true, force: true });
