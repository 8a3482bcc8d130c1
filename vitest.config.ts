// Tests beside the source first, then what crosses rooms. Two workers: the floor is a machine with two cores.

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    pool: "forks", // native libraries: one process each, so that one crash names one file
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000, // of busy machines
    projects: [
      { extends: true, test: { name: "unit", include: ["src/**/*.test.ts"], sequence: { groupOrder: 0 } } },
      { extends: true, test: { name: "whole", include: ["test/**/*.test.ts"], sequence: { groupOrder: 1 } } },
    ],
  },
});
