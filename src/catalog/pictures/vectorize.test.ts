// An SVG that any editor opens: valid XML, few colours, few plain paths, the same each time.
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { bytesOf, pixelsOf } from "./png.ts";
import { type Provenance, readProvenance } from "./provenance.ts";
import { encodeSvg } from "./svg.ts";
import { vectorize } from "./vectorize.ts";

const provenance: Provenance = {
  onda: "0.1.0",
  model: { name: "painter", sha256: "ab" },
  runtime: "onnxruntime-node",
  prompt: `<script>"red" & 'blue'</script>]]>`,
  negative: "",
  seed: 7,
  sampler: "dpm",
  steps: 20,
  guidance: 1.5,
  temperature: 0.6,
  size: 256,
};

/** A red disc with a green leaf on white, softly drawn as a painter would. */
async function apple(): Promise<Float32Array> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#fff"/>
    <circle cx="32" cy="38" r="20" fill="#d22"/><ellipse cx="40" cy="12" rx="9" ry="5" fill="#2a2"/></svg>`;
  return pixelsOf(await sharp(Buffer.from(svg)).resize(64, 64).removeAlpha().raw().toBuffer());
}

describe("a traced picture", async () => {
  const pixels = await apple();
  const drawing = await vectorize(pixels, 64);
  const svg = encodeSvg(drawing, 256, provenance);

  it("has few colours and few paths", () => {
    expect(new Set(drawing.shapes.map(({ fill }) => fill)).size).toBeLessThanOrEqual(16);
    expect(drawing.shapes.length).toBeGreaterThanOrEqual(3);
    expect(drawing.shapes.length).toBeLessThanOrEqual(40);
    expect(svg.length).toBeLessThan(20_000);
  });

  it("looks like the picture", async () => {
    const drawn = await sharp(Buffer.from(svg)).resize(64, 64).flatten({ background: "#fff" }).raw().toBuffer();
    const before = bytesOf(pixels);
    const squares = before.reduce((sum, v, i) => sum + (v - drawn[i]!) ** 2, 0);
    expect(10 * Math.log10(255 ** 2 / (squares / before.length))).toBeGreaterThan(24); // decibels
  });

  it("is plain: a view box, paths, no script, nothing from elsewhere", () => {
    expect(svg).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="256" height="256" viewBox="0 0 256 256">/,
    );
    const elements = [...svg.matchAll(/<([a-z]+)[ >]/gi)].map(([, name]) => name);
    expect([...new Set(elements)].sort()).toEqual(["metadata", "path", "svg", "title"]);
    expect(svg).not.toMatch(/href|url\(|\son\w+=/i);
    for (const { fill, path } of drawing.shapes) {
      expect(fill).toMatch(/^#[0-9a-f]{6}$/);
      expect(path).toMatch(/^M[-0-9. MCLZ]+$/);
    }
  });

  it("carries its provenance through escaping", () => {
    expect(readProvenance(Buffer.from(svg))).toEqual(provenance);
  });

  it("is the same each time", async () => {
    expect(await vectorize(pixels, 64)).toEqual(drawing);
  });
});
