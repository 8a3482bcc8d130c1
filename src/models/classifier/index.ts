/** A picture classifier, the measure's eye. See README.md. */
export * from "./classifier.ts";
export * from "./config.ts";
