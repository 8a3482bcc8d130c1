/** The catalog: named models and how each is made, loaded and used. */
export * from "./painter/autoencoder-task.ts";
export * from "./painter/flow-task.ts";
export * from "./painter/painter.ts";
export * from "./painter/recipe.ts";
export * from "./painter/weights.ts";
