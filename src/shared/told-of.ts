/**
 * Kinds of chat of which people are told everything that is said. Of the others, where many talk, they are told only what
 * names them. Open pages and pushes to closed ones go by this alike.
 */
export const TOLD_WHOLE: readonly string[] = ['private', 'group'];
