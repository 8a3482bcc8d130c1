/** Files of weights that belong together: the parts of one model, of which a repository may hold several. */

export interface WeightGroup {
  /** The path of its file, without the numbers of its parts. */
  readonly name: string;
  /** What distinguishes a GGUF file, such as `Q4_0`. */
  readonly label: string | undefined;
  readonly format: "safetensors" | "gguf";
  /** In order. */
  readonly paths: readonly string[];
  /** As many parts are there as their names promise. */
  readonly isWhole: boolean;
}

const PARTS = /-(\d{5})-of-(\d{5})(?=\.(safetensors|gguf)$)/i;
/** The quantisation at the end of a GGUF file's name. */
const LABEL = /(?:^|[-._/])((?:UD-)?(?:I?Q\d\w*|TQ\d\w*|BF16|F16|F32|FP16|FP32|MXFP4\w*))\.gguf$/i;

/** The models among some files, by name. What projects pictures for a model (`mmproj`) is no model. */
export function weightGroups(paths: readonly string[]): WeightGroup[] {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    if (!/\.(safetensors|gguf)$/i.test(path) || /(^|\/)mmproj/i.test(path)) continue;
    // The whole and its parts may lie side by side: `model.safetensors`, `model-00001-of-00002.safetensors`.
    const key = `${path.replace(PARTS, "")}:${PARTS.exec(path)?.[2] ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), path]);
  }
  return [...groups.values()]
    .map((found): WeightGroup => {
      const sorted = found.sort();
      const name = sorted[0]!.replace(PARTS, "");
      const wanted = Number(PARTS.exec(sorted[0]!)?.[2] ?? 1);
      const format = /\.gguf$/i.test(name) ? "gguf" : "safetensors";
      return { name, label: LABEL.exec(name)?.[1], format, paths: sorted, isWhole: sorted.length === wanted };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Groups that a user may mean: by path, by file name, or by how a GGUF file's name ends. */
export function findGroup(groups: readonly WeightGroup[], variant: string): WeightGroup[] {
  const wanted = variant.toLowerCase();
  const stem = ({ name }: WeightGroup) => name.toLowerCase().replace(/\.(gguf|safetensors)$/, "");
  const tests: ((group: WeightGroup) => boolean)[] = [
    ({ name, paths }) => name === variant || paths.includes(variant),
    ({ name }) => name.split("/").at(-1)!.toLowerCase() === wanted,
    ({ label }) => label?.toLowerCase() === wanted,
    (group) => stem(group) === wanted || /[-._/]$/.test(beforeEnd(stem(group), wanted)),
  ];
  for (const test of tests) {
    const found = groups.filter(test);
    if (found.length > 0) return found;
  }
  return [];
}

/** What stands before an ending, or nothing where it does not end so. */
const beforeEnd = (text: string, ending: string): string =>
  text.endsWith(ending) ? text.slice(0, text.length - ending.length) : "";

/** What a group is called among others: its label where no other has it. */
export const shortName = ({ name, label }: WeightGroup, among: readonly WeightGroup[]): string =>
  label !== undefined && among.filter((other) => other.label === label).length === 1 ? label : name;
