/** What a language's table for customer service holds. */
export const TOPICS = [
  "hours",
  "returns",
  "delivery",
  "address",
  "phone",
  "email",
  "payment",
  "parking",
  "warranty",
  "booking",
  "wifi",
  "pets",
  "gift",
  "website",
  "allergens",
  "sizes",
  "shop",
  "contact",
] as const;
export type Topic = (typeof TOPICS)[number];

export interface TopicTable {
  /** How a shop writes the fact's name. */
  readonly keys: readonly string[];
  /** What may stand after it; `{n}`, `{hour}` and the like are drawn. */
  readonly values: readonly string[];
  readonly questions: readonly string[];
  /** With `{value}`. */
  readonly answers: readonly string[];
  /** The thing that is asked for, as it follows "about". */
  readonly noun: string;
}

/** Questions with nothing to look up, and their answers. */
interface Talk {
  readonly said: readonly string[];
  readonly answers: readonly string[];
}

export interface ServiceTable {
  readonly topics: Readonly<Record<Topic, TopicTable>>;
  /** What a product costs: questions with `{product}`, answers with `{value}`. */
  readonly price: {
    readonly keys: readonly string[];
    readonly questions: readonly string[];
    readonly answers: readonly string[];
    readonly noun: string;
  };
  /** Any other line: questions with `{key}`, answers with `{value}`; names and values for such lines. */
  readonly other: {
    readonly keys: readonly string[];
    readonly values: readonly string[];
    readonly questions: readonly string[];
    readonly answers: readonly string[];
    readonly noun: string;
  };
  /** With `{noun}`: it does not know, does not guess, and offers to ask. */
  readonly unknown: readonly string[];
  readonly and: readonly string[];
  readonly leads: readonly string[];
  readonly talk: Readonly<Record<"greet" | "thanks" | "bye" | "who" | "complaint" | "elsewhere" | "human", Talk>>;
  /** Added to an apology where the facts name a telephone number. */
  readonly reach: readonly string[];
}
