/** What LIKE reads as itself. */
export const literal = (text: string): string => text.replace(/[\\%_]/g, String.raw`\$&`);
