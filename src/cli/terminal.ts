/** What a model writes, made harmless for a terminal. */

/** Without control characters that a terminal would obey; line breaks and tabs stay. */
export const forTerminal = (text: string): string => text.replace(/(?![\n\t])\p{Cc}/gu, "\ufffd");
