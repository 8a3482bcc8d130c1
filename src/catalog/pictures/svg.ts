/** A traced drawing as an SVG file: a view box, a title, plain paths; no script, no style, no reference. */
import { escapeXml, type Provenance, svgMetadata } from "./provenance.ts";
import type { Drawing } from "./vectorize.ts";

/** A file that shows the drawing `size` pixels large and scales without loss. */
export function encodeSvg({ side, shapes }: Drawing, size: number, provenance: Provenance): string {
  const paths = shapes.map(({ fill, path, at: [x, y] }) => {
    const place = x === 0 && y === 0 ? "" : ` transform="translate(${x} ${y})"`;
    return `<path fill="${fill}"${place} d="${path}"/>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${side} ${side}">`,
    `<title>${escapeXml(provenance.prompt)}</title>`,
    svgMetadata(provenance),
    ...paths,
    "</svg>",
    "",
  ].join("\n");
}
