/** The marks that point at a brief's values and at a shop's facts (see `data/chat/pointers.ts`). */
import { labelMark, pointerMarks } from "../chat/pointers.ts";
import { FIELDS, type Field } from "./brief.ts";
import { SERVICE } from "./service.ts";
import { TOPICS, type Topic } from "./service-table.ts";

/** Fields that colour a text and are not said in it. */
const COLOURS: readonly Field[] = ["tone", "purpose"];
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
    ...COLOURS.map((field) => labelMark(ofField(field))),
    ...fields
      .filter((field) => !COLOURS.includes(field) && !NEVER_ASKED.includes(field))
      .flatMap((field) => pointerMarks(ofField(field), ITEMS[field])),
    ...TOPICS.flatMap((topic) => pointerMarks(ofTopic(topic))),
    ...pointerMarks([], OTHERS),
  ];
}
