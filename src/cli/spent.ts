/** Time, energy and money in one line. */
import type { EnergyReading } from "../train/energy.ts";
import { duration, energy, money } from "../train/words.ts";

/** "1.2 s · 18 J · under 0.0001 USD (CPU seconds × 8 W per core (estimate))" */
export function spentWords({ wallSeconds, joules, cost, currency, method }: EnergyReading): string {
  return `${duration(wallSeconds)} · ${energy(joules)} · ${money(cost, currency)} · energy by ${method}`;
}
