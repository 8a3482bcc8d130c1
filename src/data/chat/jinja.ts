/**
 * Rendering a Jinja template that came with a model: code from outside. It gets text and gives text; it sees no object of
 * ours, for values are copied into the interpreter's own. Its size, its time and what it writes are bounded here.
 */
import { runInNewContext } from "node:vm";
import { Environment, Interpreter, parse, tokenize } from "@huggingface/jinja";
import { FormatError } from "../../formats/index.ts";

/** Characters of a template and of what it writes, numbers in a range, and milliseconds. */
const MOST = { template: 200_000, output: 16_000_000, range: 10_000, time: 2000 };

export type Variables = Readonly<Record<string, unknown>>;

/** @throws FormatError when the template is damaged, takes too long, writes too much, or refuses the conversation. */
export function renderJinja(template: string, variables: Variables): string {
  if (template.length > MOST.template) {
    throw fail(`it has ${template.length} characters. At most ${MOST.template} are allowed`);
  }
  const render = (): unknown => {
    const environment = new Environment();
    for (const [name, value] of Object.entries({ ...globals, ...variables })) environment.set(name, value);
    const program = parse(tokenize(template, { lstrip_blocks: true, trim_blocks: true }));
    return (new Interpreter(environment).run(program) as { readonly value: unknown }).value;
  };
  let output: unknown;
  try {
    // The context gives nothing to the template: it only has a clock that stops what runs inside.
    output = runInNewContext("render()", { render }, { timeout: MOST.time });
  } catch (error) {
    throw fail(reasonOf(error), error);
  }
  if (typeof output !== "string") throw fail("it writes no text");
  if (output.length > MOST.output)
    throw fail(`it writes ${output.length} characters. At most ${MOST.output} are allowed`);
  return output;
}

function raise(message: unknown): never {
  throw new Error(String(message));
}

/** As Python's, and no longer than a template needs. */
function range(start: number, stop?: number, step = 1): number[] {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const length = Math.max(0, Math.ceil((to - from) / step));
  if (!(length <= MOST.range)) raise(`a range of ${length} numbers. At most ${MOST.range} are allowed`);
  return Array.from({ length }, (_, i) => from + i * step);
}

const constants = { true: true, false: false, none: null, True: true, False: false, None: null };
const globals = { ...constants, raise_exception: raise, range };

function reasonOf(error: unknown): string {
  const { message, code } = error as { readonly message?: string; readonly code?: string };
  if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return `it takes longer than ${MOST.time / 1000} seconds`;
  return (message ?? String(error)).replace(/\s+/g, " ").slice(0, 200);
}

const fail = (reason: string, cause?: unknown) =>
  new FormatError(`the model's template of conversations cannot be used: ${reason}.`, { cause });
