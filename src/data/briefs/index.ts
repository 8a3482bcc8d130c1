/** Briefs and what is written for them: synthetic marketing texts and customer service, in English and Chinese. */
export { type BriefSourceOptions, briefSource, briefTexts } from "./batches.ts";
export {
  BRIEF_KINDS,
  type Brief,
  type BriefKind,
  briefText,
  FIELDS,
  type Field,
  type Fields,
  KNOWN,
  PURPOSES,
} from "./brief.ts";
export { type BriefExample, type DrawOptions, drawExample } from "./draw.ts";
export { checkFaithful, type Finding } from "./faithful.ts";
export { briefMarks } from "./marks.ts";
export { openSources, type Sources } from "./sources.ts";
export { isHeldOutValue, type Split } from "./split.ts";
export { MARKERS, TONE_WORDS, TONES, type Tone, toneOf } from "./tone.ts";
