/** Chinese regular verse to train a language model on. */
export { drawBrief, type PoemSource, type PoemSourceOptions, poemSource } from "./batches.ts";
export { type BuildPoemsOptions, buildPoems, type PoemsReport } from "./build.ts";
export { checkForm, type FormFinding, linesOf } from "./check.ts";
export { openPoems, POEMS_FOLDER, type PoemSet } from "./file.ts";
export { FORMS, type Form, formOf, type Poem, type PoemBrief, poemPrompt, poemText, versesText } from "./poem.ts";
export { type LineIndex, lineIndex, type Repeats, repeats } from "./repeats.ts";
export { learnRhymes, type Rhymes, type RhymingPairs, rhymingPairs } from "./rhyme.ts";
export { END, poemTokenizer, prolificPoets, promptTokens } from "./vocabulary.ts";
