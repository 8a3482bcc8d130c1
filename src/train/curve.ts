/** The loss curve as a picture: an SVG of a number over a training's steps, over sizes, or of several trainings. */
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
  return drawCurves([{ columns: columnsOf(points, Math.max(1, steps)) }], title, axis);
}

/** A loss over sizes, from the first point's to the last's, on a logarithmic axis. Returns the file's text. */
export function sizeCurve(points: readonly CurvePoint[], title: string, words: (size: number) => string): string {
  const [low, high] = [points[0]!.step, points.at(-1)!.step];
  const place = (size: number) => Math.log(size / low) / Math.log(high / low);
  const ticks = logTicks(low, high).filter((size) => /^1/.test(size.toExponential()));
  return drawCurves([{ columns: points.map(alone) }], title, { place, ticks, words });
}

/** Several losses over the same axis from 0, such as the work done, each with its name. Returns the file's text. */
export function comparedCurves(
  lines: readonly { readonly name: string; readonly points: readonly CurvePoint[] }[],
  title: string,
  words: (at: number) => string,
): string {
  const most = Math.max(...lines.flatMap(({ points }) => points.map(({ step }) => step)));
  const axis = { place: (at: number) => at / most, ticks: evenTicks(0, most, 6), words };
  return drawCurves(
    lines.map(({ name, points }) => ({ name, columns: points.map(alone) })),
    title,
    axis,
  );
}

const alone = ({ step, value }: CurvePoint): Column => ({ step, mean: value, low: value, high: value });

interface Axis {
  /** Where along the axis, from 0 to 1. */
  place(at: number): number;
  readonly ticks: readonly number[];
  words?(at: number): string;
}

interface Line {
  readonly name?: string;
  readonly columns: readonly Column[];
}

const COLOURS = ["#0969da", "#bc4c00", "#1a7f37", "#8250df"];

function drawCurves(lines: readonly Line[], title: string, axis: Axis): string {
  const columns = lines.flatMap((line) => line.columns);
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
  const digits = (n: number) => `${+n.toPrecision(6)}`;
  const label = (at: string, anchor: string, text: string) => `<text ${at} text-anchor="${anchor}">${text}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>${plain(title)}</title>`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="${LEFT}" y="24" font-size="14">${plain(title)}</text>`,
    ...values.map((v) => `<path d="M${LEFT} ${y(v)}H${WIDTH - RIGHT}" stroke="#ddd"/>`),
    ...values.map((v) => label(`x="${LEFT - 8}" y="${y(v)}" dominant-baseline="middle"`, "end", digits(v))),
    ...axis.ticks.map((at) => label(`x="${x(at)}" y="${HEIGHT - 14}"`, "middle", (axis.words ?? digits)(at))),
    ...lines.flatMap((line, i) => drawLine(line, i, x, y)),
    "</svg>\n",
  ].join("\n");
}

/** A line in its colour, with the band of its extremes, and its name beside the title. */
function drawLine({ name, columns }: Line, i: number, x: (at: number) => string, y: (v: number) => string): string[] {
  const colour = COLOURS[i % COLOURS.length]!;
  const upper = columns.map((c) => `${x(c.step)},${y(c.high)}`);
  const lower = columns.map((c) => `${x(c.step)},${y(c.low)}`).reverse();
  const mean = columns.map((c) => `${x(c.step)},${y(c.mean)}`).join(" ");
  const place = `x="${WIDTH - RIGHT}" y="${TOP + 16 * (i + 1)}" text-anchor="end" fill="${colour}"`;
  return [
    `<polygon points="${[...upper, ...lower].join(" ")}" fill="${colour}" fill-opacity="0.15"/>`,
    `<polyline points="${mean}" fill="none" stroke="${colour}"/>`,
    ...(name === undefined ? [] : [`<text ${place}>${plain(name)}</text>`]),
  ];
}

const plain = (text: string): string => text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);

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
