/** Marks for a group of the exam: how many pictures show what was asked. */
import { type Share, shareOf } from "../../train/index.ts";
import type { Truth } from "./classifier-task.ts";
import type { Asked } from "./exam.ts";
import type { Answer } from "./judge.ts";

export interface Marks {
  /** The asked concept is the judge's first answer; for a pair, both are its first two. */
  readonly concept: Share;
  /** The same with five answers. */
  readonly concept5: Share;
  readonly background?: Share;
  readonly colour?: Share;
  readonly count?: Share;
  /** Everything that was asked is right. */
  readonly all: Share;
}

export function mark(answers: readonly Answer[], truths: readonly Truth[], asks: readonly Asked[]): Marks {
  const share = (isRight: (answer: Answer, truth: Truth) => boolean) =>
    shareOf(answers.filter((answer, i) => isRight(answer, truths[i]!)).length, answers.length);
  const single = (["background", "colour", "count"] as const).filter((asked) => asks.includes(asked));
  return {
    concept: share((a, t) => isNamed(a, t, t.concepts.length)),
    concept5: share((a, t) => isNamed(a, t, a.concepts.length)),
    ...Object.fromEntries(single.map((asked) => [asked, share((a, t) => a[asked] === t[asked])])),
    all: share((a, t) => isNamed(a, t, t.concepts.length) && single.every((asked) => a[asked] === t[asked])),
  };
}

/** Whether every concept of the picture is among the first `within` answers. */
const isNamed = ({ concepts }: Answer, truth: Truth, within: number): boolean =>
  truth.concepts.every((id) => concepts.slice(0, within).includes(id));

/** What the judge saw where it did not see what was asked. */
export interface Mistake {
  readonly caption: string;
  readonly asked: string;
  readonly seen: string;
}

export function mistakesOf(
  answers: readonly Answer[],
  truths: readonly Truth[],
  captions: readonly string[],
  nameOf: (id: string) => string,
): Mistake[] {
  const names = (ids: readonly string[]) => ids.map(nameOf).join(" + ");
  return answers.flatMap((answer, i) => {
    const { concepts } = truths[i]!;
    if (isNamed(answer, truths[i]!, concepts.length)) return [];
    return [{ caption: captions[i]!, asked: names(concepts), seen: names(answer.concepts.slice(0, concepts.length)) }];
  });
}
