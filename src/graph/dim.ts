/** A size is a number, a name, or a sum or product of these, written as text: `"past + 1"`, `"12 * batch"`. */
export type Dim = number | string;

/** The parts of a size that is made of others; undefined for a plain name. */
export function partsOf(dim: string): { readonly kind: "sum" | "product"; readonly parts: readonly Dim[] } | undefined {
  for (const [kind, sign] of [["sum", " + "] as const, ["product", " * "] as const]) {
    const parts = splitOutside(dim, sign);
    if (parts.length > 1) return { kind, parts: parts.map(read) };
  }
  return undefined;
}

const read = (text: string): Dim => {
  if (/^\d+$/.test(text)) return Number(text);
  return text.startsWith("(") && text.endsWith(")") ? text.slice(1, -1) : text;
};

/** Splits at a sign that does not stand in parentheses. */
function splitOutside(text: string, sign: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    if (text[i] === ")") depth--;
    if (depth === 0 && text.startsWith(sign, i)) {
      parts.push(text.slice(start, i));
      start = i + sign.length;
    }
  }
  return [...parts, text.slice(start)];
}

/** A product of sizes as one number and the names that stay, sorted. */
export function factorsOf(dims: readonly Dim[]): { readonly number: number; readonly names: readonly string[] } {
  let number = 1;
  const names: string[] = [];
  for (const dim of dims) {
    if (typeof dim === "number") number *= dim;
    else {
      const made = partsOf(dim);
      const inner = made?.kind === "product" ? factorsOf(made.parts) : { number: 1, names: [dim] };
      number *= inner.number;
      names.push(...inner.names);
    }
  }
  return { number, names: names.sort() };
}

/** The product of sizes as a size. */
export function productOf(dims: readonly Dim[]): Dim {
  const { number, names } = factorsOf(dims);
  if (names.length === 0 || number === 0) return number;
  if (names.length === 1 && number === 1) return names[0]!;
  const texts = names.map((name) => (partsOf(name) ? `(${name})` : name));
  return [...(number === 1 ? [] : [number]), ...texts].join(" * ");
}

/** The sum of sizes as a size. */
export const sumOf = (dims: readonly Dim[]): Dim =>
  dims.every((dim) => typeof dim === "number") ? dims.reduce<number>((a, b) => a + (b as number), 0) : dims.join(" + ");

/** A size as a number, given the sizes of names; undefined where a name is not known. */
export function evaluateDim(dim: Dim, sizes: ReadonlyMap<string, number>): number | undefined {
  if (typeof dim === "number") return dim;
  const known = sizes.get(dim);
  const made = partsOf(dim);
  if (known !== undefined || made === undefined) return known;
  let result: number | undefined = made.kind === "sum" ? 0 : 1;
  for (const part of made.parts) {
    const n = evaluateDim(part, sizes);
    if (n === undefined || result === undefined) result = undefined;
    else result = made.kind === "sum" ? result + n : result * n;
  }
  return result;
}
