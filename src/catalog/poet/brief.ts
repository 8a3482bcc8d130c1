/** What poem is asked for: everything that is left open filled in, and refused where no such poem can be. */
import { FORMS, type Form } from "../../data/index.ts";
import { RequestError } from "../errors.ts";
import { cleanPrompt } from "../prompt.ts";
import type { FormBrief } from "./form.ts";

export interface PoemFields {
  /** 七绝 and the like, also as "qijue"; what the first line or the acrostic says, else 七绝. */
  readonly form?: string;
  readonly title?: string;
  /** The poet whose manner is asked for. */
  readonly author?: string;
  readonly firstLine?: string;
  /** 藏头: what the lines' first characters say. */
  readonly acrostic?: string;
}

export interface CompletePoem extends FormBrief {
  readonly title?: string;
  readonly author?: string;
}

/** Names of forms besides their own. */
const NAMES: Readonly<Record<Form, readonly string[]>> = {
  五绝: ["wujue", "五絕", "五言绝句", "五言絕句"],
  七绝: ["qijue", "七絕", "七言绝句", "七言絕句"],
  五律: ["wulü", "wulu", "wulv", "五言律诗", "五言律詩"],
  七律: ["qilü", "qilu", "qilv", "七言律诗", "七言律詩"],
  五古: ["wugu", "五言古诗", "五言古詩"],
  七古: ["qigu", "七言古诗", "七言古詩"],
};
const USUAL: Form = "七绝";
const LONGEST = { title: 40, author: 12 };

/** @throws RequestError that says which field cannot be. */
export function completePoem(fields: PoemFields): CompletePoem {
  const acrostic = verse(fields.acrostic, "acrostic");
  const firstLine = verse(fields.firstLine, "first line");
  const title = name(fields.title, "title", "春夜喜雨");
  const author = name(fields.author, "author", "李白");
  const form = fields.form === undefined ? guessForm(firstLine, acrostic) : formNamed(fields.form);
  return {
    form,
    ...(title ? { title } : {}),
    ...(author ? { author } : {}),
    ...(firstLine ? { firstLine } : {}),
    ...(acrostic ? { acrostic } : {}),
  };
}

function formNamed(name: string): Form {
  const wanted = name.trim().toLowerCase();
  const forms = Object.keys(FORMS) as Form[];
  const form = forms.find((form) => form === wanted || NAMES[form].includes(wanted));
  if (form !== undefined) return form;
  const known = forms.map((form) => `${form} (${NAMES[form][0]})`).join(", ");
  throw new RequestError(`there is no form ${JSON.stringify(name.slice(0, 40))}. Known: ${known}.`);
}

/** A first line says how long lines are, an acrostic how many there are. */
function guessForm(firstLine: string | undefined, acrostic: string | undefined): Form {
  const [characters, lines] = [firstLine?.length, acrostic?.length];
  const fits = (Object.keys(FORMS) as Form[]).filter(
    (form) =>
      (characters === undefined || FORMS[form].characters === characters) &&
      (lines === undefined || (FORMS[form].lines as readonly number[]).includes(lines)),
  );
  return fits.includes(USUAL) ? USUAL : (fits.find((form) => FORMS[form].characters === 7) ?? fits[0] ?? USUAL);
}

/** Verse without the signs at its end. */
function verse(text: string | undefined, what: string): string | undefined {
  if (text === undefined) return undefined;
  const line = cleanPrompt(text, what).replace(/[\s，。！？、；,.!?;]+$/u, "");
  if (line === "") throw new RequestError(`the ${what} is empty. Leave it out, or give Chinese characters.`);
  return line;
}

/**
 * A title or a poet's name. The model has read hardly anything but Chinese: of other words it would make nothing, and
 * a poem that passes over its title is no answer, so they are refused.
 */
function name(text: string | undefined, what: keyof typeof LONGEST, example: string): string | undefined {
  if (text === undefined) return undefined;
  const clean = cleanPrompt(text, what).replace(/^《(.*)》$/u, "$1");
  if (clean === "") return undefined;
  if (!/\p{Script=Han}/u.test(clean)) {
    throw new RequestError(
      `the ${what} ${JSON.stringify(clean.slice(0, 40))} has no Chinese character. The poet writes Chinese verse and ` +
        `reads Chinese: for example --${what} ${example}`,
    );
  }
  const length = [...clean].length;
  if (length <= LONGEST[what]) return clean;
  throw new RequestError(`the ${what} has ${length} characters. At most ${LONGEST[what]} are read: shorten it.`);
}
