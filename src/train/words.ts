/** Numbers as people read them. */

/** Two units at most: `0.8 s`, `45 s`, `6 min 57 s`, `1 h 42 min`, `2 d 3 h`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return twoUnits(s, 60, "min", "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return twoUnits(minutes, 60, "h", "min");
  return twoUnits(Math.round(seconds / 3600), 24, "d", "h");
}

function twoUnits(count: number, size: number, large: string, small: string): string {
  const [whole, rest] = [Math.floor(count / size), count % size];
  return rest === 0 ? `${whole} ${large}` : `${whole} ${large} ${rest} ${small}`;
}

/** Three digits and the prefix of a power of 1000: `898 M`, `1.3 k`. */
function scaled(value: number): string {
  const prefixes = ["", "k", "M", "G", "T", "P"];
  let power = 0;
  let rest = value;
  while (rest >= 999.5 && power < prefixes.length - 1) {
    rest /= 1000;
    power++;
  }
  return `${+rest.toPrecision(3)} ${prefixes[power]}`;
}

export const byteSize = (bytes: number): string => `${scaled(bytes)}B`;
export const quantity = (count: number, unit = ""): string => `${scaled(count)}${unit}`.trimEnd();

export const energy = (joules: number): string =>
  joules < 3600 ? `${Math.round(joules)} J` : quantity(joules / 3600, "Wh");

/** An amount with the digits that it deserves; fractions of a cent too. */
export function money(amount: number, currency: string): string {
  if (amount === 0) return `0 ${currency}`;
  const digits = amount >= 1 ? 2 : Math.min(10, 1 - Math.floor(Math.log10(amount)));
  return `${amount.toFixed(digits)} ${currency}`;
}

/** Rows of two columns, the first as wide as its longest text. */
export function table(rows: readonly (readonly [string, string])[], indent = "  "): string {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `${indent}${name.padEnd(width)}  ${text}\n`).join("");
}
