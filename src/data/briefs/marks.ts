/** The marks that point at a brief's values and at a shop's facts (see `data/chat/pointers.ts`). */
import { labelMark, pointerMarks } from "../chat/pointers.ts";
import { FIELDS, type Field, PURPOSES } from "./brief.ts";
import { SERVICE } from "./service.ts";
import { TOPICS, type Topic } from "./service-table.ts";
import { TONE_WORDS } from "./tone.ts";

/** Fields that colour a text and are not said in it, and the words for each of their meanings. */
const COLOURS: Readonly<Partial<Record<Field, readonly (readonly string[])[]>>> = {
  tone: Object.values(TONE_WORDS).map(({ en, zh }) => [...en, ...zh]),
  purpose: Object.values(PURPOSES).map(({ en, zh }) => [...en, ...zh]),
};
const NEVER_ASKED: readonly Field[] = ["question", "answer"];
/** Items of a list that can be pointed at. */
const ITEMS: Readonly<Partial<Record<Field, number>>> = { features: 6, facts: 4 };
/** Values of keys that are not known: products with their prices, and what else a shop writes down. */
const OTHERS = 16;

export const briefMarks: readonly string[] = makeMarks();

function makeMarks(): readonly string[] {
  const taken = new Set<string>();
  const free = (keys: readonly string[]): readonly string[] => {
    const left = [...new Set(keys.map((key) => key.toLowerCase()))].filter((key) => !taken.has(key));
    for (const key of left) taken.add(key);
    return left;
  };
  const fields = Object.keys(FIELDS) as Field[];
  const ofField = (field: Field) => free([FIELDS[field].en, FIELDS[field].zh]);
  const ofTopic = (topic: Topic) => free([...SERVICE.en.topics[topic].keys, ...SERVICE.zh.topics[topic].keys]);
  return [
    ...(Object.keys(COLOURS) as Field[]).flatMap((field) => {
      const keys = ofField(field);
      return [...COLOURS[field]!.map((words) => labelMark(keys, words)), labelMark(keys)];
    }),
    ...fields
      .filter((field) => COLOURS[field] === undefined && !NEVER_ASKED.includes(field))
      .flatMap((field) => pointerMarks(ofField(field), ITEMS[field])),
    ...TOPICS.flatMap((topic) => pointerMarks(ofTopic(topic))),
    ...pointerMarks([], OTHERS),
  ];
}
