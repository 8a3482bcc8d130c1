/** A plan's steps in their order (prepare, build, launch, review), as weeks if it has weeks, else numbered. */
import type { Brief } from "./brief.ts";
import { phrase, type Speaker } from "./grammar.ts";

const PHASES = ["prepare", "build", "launch", "review"] as const;

export function steps(brief: Brief, speaker: Speaker): string {
  const weeks = Number(/^\d+/.exec(brief.fields.weeks ?? "")?.[0] ?? 0);
  const count = weeks > 0 ? Math.min(weeks, 5 + speaker.rng.int(2)) : 4 + speaker.rng.int(3);
  const byWeek = weeks > 0 && weeks <= 52 && speaker.rng.float() < 0.85;
  const made: string[] = [];
  for (let i = 0; i < count; i++) {
    const label = byWeek ? weekLabel(i, count, weeks, brief.language) : `${i + 1}. `;
    const phase = count === 1 ? "launch" : PHASES[Math.floor((i * PHASES.length) / count)]!;
    made.push(label + sentence(phase, speaker, brief.language));
  }
  return made.join("\n");
}

function weekLabel(index: number, count: number, weeks: number, language: Brief["language"]): string {
  const from = Math.floor((index * weeks) / count) + 1;
  const to = Math.floor(((index + 1) * weeks) / count);
  const range = from === to ? `${from}` : `${from}–${to}`;
  if (language === "zh") return `第${range}周：`;
  return `Week${from === to ? "" : "s"} ${range}: `;
}

function sentence(phase: string, speaker: Speaker, language: Brief["language"]): string {
  const said = phrase(phase, speaker);
  return language === "zh" ? `${said}。` : `${said.slice(0, 1).toUpperCase()}${said.slice(1)}.`;
}
