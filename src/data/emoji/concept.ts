/** What a picture can show: one concept with its names in two languages, its colour and its drawings. */

/** The drawing sets. `flat` and `3d` are Microsoft Fluent Emoji (MIT), `noto` is Google Noto Emoji (Apache-2.0). */
export const STYLES = ["flat", "noto", "3d"] as const;
export type Style = (typeof STYLES)[number];

export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The colours that captions name. */
export const COLOURS = [
  "red",
  "orange",
  "yellow",
  "green",
  "blue",
  "purple",
  "pink",
  "brown",
  "black",
  "white",
  "grey",
] as const;
export type ColourName = (typeof COLOURS)[number];

/** Side of a drawing in pixels, and the transparent border that lets a warped edge fade out. */
export const SPRITE_SIZE = 96;
export const SPRITE_MARGIN = 2;

/** Where a set lies: `EMOJI_FOLDER/EMOJI_FILE` unless the user says otherwise. */
export const EMOJI_FILE = "emoji.safetensors";
export const EMOJI_FORMAT = "onda-emoji-1";
export const EMOJI_FOLDER = "runs/data/emoji";

export interface Names {
  /** The name used most: "red apple", "红苹果". */
  readonly label: string;
  /** Up to three other names that can stand in the label's place. */
  readonly alternatives: readonly string[];
  /** Key words that belong to this concept and to few others. */
  readonly tags: readonly string[];
}

export interface Concept {
  /** Code points in upper-case hexadecimal, joined by "-": "1F34E". */
  readonly id: string;
  /** The Unicode group and subgroup: "food-drink", "food-fruit". */
  readonly group: string;
  readonly subgroup: string;
  readonly en: Names;
  readonly zh: Names;
  /** False where a mirrored drawing would be wrong (writing, "left", "right"). */
  readonly mirrors: boolean;
  /** True where "two of them" is a natural picture. */
  readonly counts: boolean;
  readonly styles: readonly Style[];
  /** How each drawing is coloured. */
  readonly looks: Readonly<Partial<Record<Style, Look>>>;
}

/** sRGB, whole numbers from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

export interface Look {
  /** The mean of all that is visible. */
  readonly mean: Rgb;
  /** The colour that covers most of the drawing, if one does. */
  readonly colour: ColourName | null;
  /** That colour in OKLCh, where it is saturated enough to be exchanged for another. */
  readonly tint: Tint | null;
}

/** OKLCh: lightness and chroma as medians over the tinted area, hue in degrees. */
export interface Tint {
  readonly lightness: number;
  readonly chroma: number;
  readonly hue: number;
}

/** The drawings of one set, opened and ready to compose from. */
export interface EmojiSet {
  readonly concepts: readonly Concept[];
  /** Side of every drawing in pixels. */
  readonly spriteSize: number;
  /** The concept with this id; throws a RangeError that names it if there is none. */
  concept(id: string): Concept;
  /** Premultiplied RGBA, spriteSize × spriteSize × 4 bytes, trimmed and centred. */
  sprite(id: string, style: Style): Sprite;
}

/** A drawing at full and at half size: the smaller one serves reductions below a half without aliasing. */
export interface Sprite {
  readonly size: number;
  readonly pixels: Uint8Array;
  readonly half: Uint8Array;
}
