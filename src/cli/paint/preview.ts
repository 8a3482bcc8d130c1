/** Which way a terminal can show a picture: by the protocol of kitty or of iTerm2, or as coloured half blocks. */

export type PreviewKind = "kitty" | "iterm" | "blocks";

/** What the terminal can show; "blocks" only when asked for, because they are coarse. */
export function previewKind(
  wanted: boolean | undefined,
  terminal: { readonly isTTY?: boolean },
  env: NodeJS.ProcessEnv = process.env,
): PreviewKind | undefined {
  if (wanted === false || !terminal.isTTY || env.TERM === "dumb" || env.TMUX !== undefined) {
    return wanted === true && terminal.isTTY ? "blocks" : undefined;
  }
  const program = env.TERM_PROGRAM ?? "";
  if (env.KITTY_WINDOW_ID !== undefined || env.TERM === "xterm-kitty" || program === "ghostty") return "kitty";
  if (program === "iTerm.app" || program === "WezTerm" || env.LC_TERMINAL === "iTerm2") return "iterm";
  return wanted === true ? "blocks" : undefined;
}
