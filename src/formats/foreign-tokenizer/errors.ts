// What this folder says when something does not fit.

import { FormatError } from "../errors.ts";

export const fail = (message: string): FormatError => new FormatError(`tokenizer: ${message}.`);
