// Draws the mascot Zibo, whom no painter knows: ten pictures to tune by, and eight that are held out.
//
//   node recipes/mascot/make.mjs [folder, runs/data/mascot unless given]
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";

const out = process.argv[2] ?? "runs/data/mascot";

/** A violet creature with one large eye, yellow antennae and a striped belly; what varies is its pose. */
function zibo({ x, y, size, tilt, arm, gaze, ground }) {
  const place = `translate(${x} ${y}) rotate(${tilt}) scale(${size})`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="256" height="256">
    <rect width="100" height="100" fill="${ground}"/>
    <g transform="${place}">
      <path d="M-12 -28 Q-22 -46 -30 -44 M12 -28 Q22 -46 30 -44" stroke="#f2b705" stroke-width="4" fill="none"/>
      <circle cx="-30" cy="-44" r="5" fill="#f2b705"/><circle cx="30" cy="-44" r="5" fill="#f2b705"/>
      <path d="M-28 4 Q-44 ${4 - arm} -46 ${-8 - arm} M28 4 Q44 4 46 14" stroke="#6a3fb5" stroke-width="7" fill="none" stroke-linecap="round"/>
      <path d="M-14 40 v8 M14 40 v8" stroke="#4b2a86" stroke-width="9" stroke-linecap="round"/>
      <ellipse cx="0" cy="6" rx="32" ry="38" fill="#7d4cd0"/>
      <ellipse cx="0" cy="22" rx="19" ry="18" fill="#bfe8d5"/>
      <path d="M-17 16 h34 M-19 23 h38 M-16 30 h32" stroke="#3aa17e" stroke-width="3"/>
      <circle cx="0" cy="-10" r="15" fill="#ffffff"/><circle cx="${gaze}" cy="-9" r="7" fill="#1c1730"/>
      <circle cx="${gaze + 2.5}" cy="-12" r="2.2" fill="#ffffff"/>
    </g></svg>`;
}

const grounds = ["#ffffff", "#ffffff", "#fdf3d8", "#dff1ff", "#ffffff"];
const wave = (i, step, reach) => reach * Math.sin(1 + step * i);
const pose = (i) => ({
  x: 50 + wave(i, 1.7, 5),
  y: 50 + wave(i, 2.3, 4),
  size: 0.9 + wave(i, 3.1, 0.08),
  tilt: wave(i, 2.9, 9),
  arm: 6 + wave(i, 4.1, 10),
  gaze: wave(i, 5.3, 5),
  ground: grounds[i % grounds.length],
});

for (const [folder, first, count] of [
  ["pictures", 0, 10],
  ["held-out", 10, 8],
]) {
  await mkdir(join(out, folder), { recursive: true });
  for (let i = first; i < first + count; i++) {
    const file = join(out, folder, `zibo-${String(i + 1).padStart(2, "0")}.png`);
    await sharp(Buffer.from(zibo(pose(i))))
      .png()
      .toFile(file);
  }
}
console.log(`${out}: 10 pictures, 8 held out`);
