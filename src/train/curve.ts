/** The loss curve as a picture: an SVG of a number over a training's steps. */
export interface CurvePoint {
  readonly step: number;
  readonly value: number;
}

const [WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM] = [720, 360, 64, 40, 16, 36];
/** Points are gathered in so many columns: the line is a column's mean, the band its extremes. */
const COLUMNS = 160;

/** The vertical axis is logarithmic where the values are positive and span a factor of 5. Returns the file's text. */
export function lossCurve(points: readonly CurvePoint[], title: string, steps: number): string {
  const axis = { place: (step: number) => step / Math.max(1, steps), ticks: evenTicks(0, steps, 6) };
  return drawCurve(columnsOf(points, Math.max(1, steps)), title, axis);
}

/** A loss over sizes, from the first point's to the last's, on a logarithmic axis. Returns the file's text. */
export function sizeCurve(points: readonly CurvePoint[], title: string, words: (size: number) => string): string {
  const [low, high] = [points[0]!.step, points.at(-1)!.step];
  const place = (size: number) => Math.log(size / low) / Math.log(high / low);
  const columns = points.map(({ step, value }) => ({ step, mean: value, low: value, high: value }));
  const ticks = logTicks(low, high).filter((size) => /^1/.test(size.toExponential()));
  return drawCurve(columns, title, { place, ticks, words });
}

interface Axis {
  /** Where along the axis, from 0 to 1. */
  place(at: number): number;
  readonly ticks: readonly number[];
  words?(at: number): string;
}

function drawCurve(columns: readonly Column[], title: string, axis: Axis): string {
  const low = Math.min(...columns.map((c) => c.low));
  const high = Math.max(...columns.map((c) => c.high));
  const logarithmic = low > 0 && high / low >= 5;
  const scale = (v: number) => (logarithmic ? Math.log(v) : v);
  const x = (at: number) => (LEFT + axis.place(at) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const y = (v: number) => {
    const height = (scale(v) - scale(low)) / (scale(high) - scale(low) || 1);
    return (HEIGHT - BOTTOM - height * (HEIGHT - TOP - BOTTOM)).toFixed(1);
  };
  const values = logarithmic ? logTicks(low, high) : evenTicks(low, high, 5);
  const upper = columns.map((c) => `${x(c.step)},${y(c.high)}`);
  const lower = columns.map((c) => `${x(c.step)},${y(c.low)}`).reverse();
  const digits = (n: number) => `${+n.toPrecision(6)}`;
  const label = (at: string, anchor: string, text: string) => `<text ${at} text-anchor="${anchor}">${text}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="${LEFT}" y="24" font-size="14">${title.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`)}</text>`,
    ...values.map((v) => `<path d="M${LEFT} ${y(v)}H${WIDTH - RIGHT}" stroke="#ddd"/>`),
    ...values.map((v) => label(`x="${LEFT - 8}" y="${y(v)}" dominant-baseline="middle"`, "end", digits(v))),
    ...axis.ticks.map((at) => label(`x="${x(at)}" y="${HEIGHT - 14}"`, "middle", (axis.words ?? digits)(at))),
    `<polygon points="${[...upper, ...lower].join(" ")}" fill="#0969da" fill-opacity="0.15"/>`,
    `<polyline points="${columns.map((c) => `${x(c.step)},${y(c.mean)}`).join(" ")}" fill="none" stroke="#0969da"/>`,
    "</svg>\n",
  ].join("\n");
}

interface Column {
  readonly step: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

function columnsOf(points: readonly CurvePoint[], steps: number): Column[] {
  const groups: CurvePoint[][] = [];
  for (const point of points) {
    if (!Number.isFinite(point.value)) continue;
    const column = Math.floor((point.step / steps) * COLUMNS);
    groups[column] = groups[column] ?? [];
    groups[column].push(point);
  }
  return groups.filter(Boolean).map((group) => {
    const mean = (numbers: number[]) => numbers.reduce((a, b) => a + b) / numbers.length;
    const values = group.map((p) => p.value);
    return {
      step: mean(group.map((p) => p.step)),
      mean: mean(values),
      low: Math.min(...values),
      high: Math.max(...values),
    };
  });
}

/** Round numbers in [low, high]: 1, 2, 5 or 10 times a power of ten apart, at most `count` + 1 of them. */
function evenTicks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return Number.isFinite(low) ? [low] : [];
  const power = 10 ** Math.floor(Math.log10((high - low) / count));
  const step = power * [1, 2, 5, 10].find((m) => m * power * count >= high - low)!;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

/** 1, 2 and 5 times every power of ten in [low, high]. */
function logTicks(low: number, high: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.floor(Math.log10(high))];
  const powers = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
  return powers.flatMap((p) => [p, 2 * p, 5 * p]).filter((v) => v >= low && v <= high);
}
