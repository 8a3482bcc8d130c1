/** What is asked of a pixel face, and how its captions say it, in English and Chinese. */
import type { Labels, Questions } from "../pictures.ts";

/** What the drawing program says that it drew. */
export interface Drawn {
  /** "long07" or "short12". */
  readonly hair: string;
  /** "#rrggbb". */
  readonly hairColor: string;
  readonly skinColor: string;
  /** Absent where the face has none. */
  readonly glasses?: string;
}

/** The colours that the program draws from, by the names that people call them. */
const HAIR = {
  black: ["28150a"],
  brown: ["603a14", "83623b", "603015", "611c17", "612616"],
  blond: ["cab188", "a78961"],
  red: ["bd1700"],
  green: ["91cb15"],
  blue: ["009bbd"],
} as const;
const SKIN = {
  light: ["ffdbac", "f5cfa0", "eac393", "e0b687"],
  tan: ["cb9e6e", "b68655", "a26d3d"],
  dark: ["8d5524"],
} as const;

export const faceQuestions = {
  hair: Object.keys(HAIR),
  length: ["short", "long"],
  skin: Object.keys(SKIN),
  glasses: ["no", "yes"],
} as const satisfies Questions;

export function labelsOf({ hair, hairColor, skinColor, glasses }: Drawn): Labels {
  return {
    hair: nameIn(HAIR, hairColor),
    length: hair.startsWith("long") ? "long" : "short",
    skin: nameIn(SKIN, skinColor),
    glasses: glasses === undefined ? "no" : "yes",
  };
}

function nameIn(names: Readonly<Record<string, readonly string[]>>, colour: string): string {
  const found = Object.entries(names).find(([, colours]) => colours.includes(colour.replace("#", "")));
  if (found === undefined)
    throw new Error(`faces: a colour ${colour} that has no name here. Other packages than ours?`);
  return found[0];
}

const CHINESE: Readonly<Record<string, string>> = {
  black: "黑",
  brown: "棕",
  blond: "金",
  red: "红",
  green: "绿",
  blue: "蓝",
  short: "短发",
  long: "长发",
  light: "浅色皮肤",
  tan: "小麦色皮肤",
  dark: "深色皮肤",
};

export function faceCaptions({ hair, length, skin, glasses }: Labels): readonly string[] {
  const worn = glasses === "yes";
  return [
    `a face with ${length} ${hair} hair and ${skin} skin${worn ? ", wearing glasses" : ""}`,
    `${length} ${hair} hair, ${skin} skin, ${worn ? "glasses" : "no glasses"}`,
    `一张脸，${CHINESE[hair!]}色${CHINESE[length!]}，${CHINESE[skin!]}，${worn ? "戴眼镜" : "不戴眼镜"}`,
  ];
}
