/** A plan's steps in their order (prepare, build, launch, review), a week each if there are few, else numbered. */
import type { Brief } from "./brief.ts";
import { phrase, type Speaker } from "./grammar.ts";

/** A plan of more weeks numbers its steps. */
const MOST_WEEKS = 6;
const PHASES = ["prepare", "build", "launch", "review"] as const;

export function steps(brief: Brief, speaker: Speaker): string {
  const weeks = Number(/^\d+/.exec(brief.fields.weeks ?? "")?.[0] ?? 0);
  const byWeek = weeks > 0 && weeks <= MOST_WEEKS;
  const count = byWeek ? weeks : 4 + speaker.rng.int(3);
  const made: string[] = [];
  for (let i = 0; i < count; i++) {
    const label = byWeek ? weekLabel(i + 1, brief.language) : `${i + 1}. `;
    const phase = count === 1 ? "launch" : PHASES[Math.floor((i * PHASES.length) / count)]!;
    made.push(label + sentence(phase, speaker, brief.language));
  }
  return made.join("\n");
}

const weekLabel = (week: number, language: Brief["language"]): string =>
  language === "zh" ? `第${week}周：` : `Week ${week}: `;

function sentence(phase: string, speaker: Speaker, language: Brief["language"]): string {
  const said = phrase(phase, speaker);
  return language === "zh" ? `${said}。` : `${said.slice(0, 1).toUpperCase()}${said.slice(1)}.`;
}
