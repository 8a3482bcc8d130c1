/** A plan says what a picture shows and what its caption promises; an evaluation reads the truth from it. */
import type { ColourName, Language, Style } from "../emoji/concept.ts";

export const KINDS = ["plain", "background", "recoloured", "count", "pair"] as const;
export type Kind = (typeof KINDS)[number];

export interface PlanItem {
  /** Concept id. */
  readonly concept: string;
  /** The colour that the caption names and the object has; null leaves the drawing as it is, unmentioned. */
  readonly colour: ColourName | null;
}

export interface Plan {
  readonly kind: Kind;
  /** One concept, or two for a pair. */
  readonly items: readonly PlanItem[];
  /** How often the one concept is shown. */
  readonly count: 1 | 2 | 3;
  readonly background: ColourName;
  /** Whether the caption says so. Unsaid, it is white. */
  readonly backgroundNamed: boolean;
  readonly style: Style;
  readonly styleNamed: boolean;
  /** For pairs: the caption says that the first stands on the left. */
  readonly placed: boolean;
  readonly language: Language;
}
