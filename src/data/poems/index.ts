/** Chinese regular verse to train a language model on. */
export { drawBrief, type PoemSource, type PoemSourceOptions, poemSource } from "./batches.ts";
export { type BuildPoemsOptions, buildPoems, type PoemsReport } from "./build.ts";
export { openPoems, POEMS_FOLDER, type PoemSet } from "./file.ts";
export { FORMS, type Form, formOf, type Poem, type PoemBrief, poemPrompt, poemText } from "./poem.ts";
export { END, poemTokenizer, prolificPoets } from "./vocabulary.ts";
