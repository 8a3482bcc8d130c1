/** Fields of a foreign config, each checked as it is read. */

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A number; `otherwise` where the field is left out. Throws a RangeError that names the field. */
export function numberOf(fields: Fields, name: string, otherwise?: number): number {
  const found = fields[name] ?? otherwise;
  if (typeof found === "number" && Number.isFinite(found)) return found;
  throw new RangeError(`gpt: config.json has ${name} ${JSON.stringify(found)}. It must be a number.`);
}
