/** Ends a text before the first of some strings. What may be the beginning of one is held back. */
export class StopStrings {
  private held = "";
  /** True once one of the strings was met: nothing comes after. */
  isMet = false;

  constructor(private readonly stops: readonly string[]) {
    if (stops.includes("")) throw new RangeError("generate: an empty stop string. It would end before it begins.");
  }

  /** The part of the text that can be given out. */
  push(text: string): string {
    if (this.isMet) return "";
    this.held += text;
    const ends = this.stops.map((stop) => this.held.indexOf(stop)).filter((at) => at >= 0);
    if (ends.length > 0) {
      this.isMet = true;
      return this.held.slice(0, Math.min(...ends));
    }
    const keep = this.held.length - this.beginning();
    const out = this.held.slice(0, keep);
    this.held = this.held.slice(keep);
    return out;
  }

  /** What was held back, for nothing came of it. */
  end(): string {
    const rest = this.isMet ? "" : this.held;
    this.held = "";
    return rest;
  }

  /** How much of the end may be the beginning of a stop string. */
  private beginning(): number {
    const longest = Math.max(0, ...this.stops.map((stop) => stop.length - 1));
    for (let size = Math.min(longest, this.held.length); size > 0; size--) {
      const tail = this.held.slice(-size);
      if (this.stops.some((stop) => stop.startsWith(tail))) return size;
    }
    return 0;
  }
}
