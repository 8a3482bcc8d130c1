/** Numbers as people read them. */

export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

const scaled = (value: number, step: number, units: readonly string[]): string => {
  let unit = 0;
  let left = value;
  while (left >= step && unit < units.length - 1) {
    left /= step;
    unit++;
  }
  const digits = left < 10 && unit > 0 ? 1 : 0;
  return `${left.toFixed(digits)} ${units[unit]}`.trim();
};

export const byteSize = (bytes: number): string => scaled(bytes, 1000, ["bytes", "kB", "MB", "GB", "TB"]);
export const quantity = (count: number): string => scaled(count, 1000, ["", "k", "M", "G"]);

export function energy(joules: number): string {
  return joules < 3600 ? `${Math.round(joules)} J` : `${(joules / 3600).toFixed(joules < 36000 ? 1 : 0)} Wh`;
}

/** Rows of two columns, the first as wide as its longest text. */
export function table(rows: readonly (readonly [string, string])[], indent = "  "): string {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `${indent}${name.padEnd(width)}  ${text}\n`).join("");
}

/** An amount with the digits that it deserves; fractions of a cent too. */
export function money(amount: number, currency: string): string {
  if (amount === 0) return `0 ${currency}`;
  const digits = amount >= 1 ? 2 : Math.min(10, 1 - Math.floor(Math.log10(amount)));
  return `${amount.toFixed(digits)} ${currency}`;
}
