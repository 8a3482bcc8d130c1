/** A picture inside the terminal, drawn again and again in the same place. */
import { encodePng } from "../../catalog/pictures/png.ts";
import type { PreviewKind } from "./preview.ts";

/** Character cells of a preview: a cell is about twice as high as wide. */
const COLUMNS = 32;
const ROWS = 16;

export interface Preview {
  /** Draws size × size × 3 bytes in the place of the picture before. */
  draw(rgb: Uint8Array, size: number): Promise<void>;
  /** Leaves the last picture where it is and goes below it. */
  end(): void;
}

/** Pictures drawn below the line of the cursor, which stays where it is. */
export function startPreview(kind: PreviewKind, write: (text: string) => unknown): Preview {
  let drawn = false;
  return {
    async draw(rgb, size) {
      const picture = kind === "blocks" ? halfBlocks(rgb, size) : inline(kind, await encodePng(rgb, size));
      const room = drawn ? "" : `${"\n".repeat(ROWS + 1)}\x1b[${ROWS + 1}A`;
      drawn = true;
      write(`${room}\x1b7\x1b[1B\r${picture}\x1b8`);
    },
    end() {
      if (drawn) write(`\x1b[${ROWS + 1}B\r`);
    },
  };
}

function inline(kind: "kitty" | "iterm", png: Uint8Array): string {
  const data = Buffer.from(png).toString("base64");
  if (kind === "iterm") {
    return `\x1b]1337;File=inline=1;width=${COLUMNS};height=${ROWS};size=${png.length}:${data}\x07`;
  }
  const parts = data.match(/.{1,4096}/g) ?? [];
  return parts
    .map((part, i) => {
      const head = i === 0 ? `a=T,f=100,i=1,p=1,q=2,C=1,c=${COLUMNS},r=${ROWS},` : "";
      return `\x1b_G${head}m=${i + 1 < parts.length ? 1 : 0};${part}\x1b\\`;
    })
    .join("");
}

/** Each cell shows two pixels, one above the other, in 24-bit colour. */
function halfBlocks(rgb: Uint8Array, size: number): string {
  const pixel = (x: number, y: number) => {
    const at = 3 * (Math.floor((y * size) / (2 * ROWS)) * size + Math.floor((x * size) / COLUMNS));
    return `${rgb[at]};${rgb[at + 1]};${rgb[at + 2]}`;
  };
  const row = (y: number) =>
    Array.from({ length: COLUMNS }, (_, x) => `\x1b[38;2;${pixel(x, 2 * y)};48;2;${pixel(x, 2 * y + 1)}m▀`).join("");
  return Array.from({ length: ROWS }, (_, y) => `${row(y)}\x1b[0m\x1b[1B\r`).join("");
}
