/**
 * The form in which usernames are unique and looked up, so that `Ada`, `ada ` and full-width `ＡＤＡ` are one person.
 * It serves search too, where people type display names. Callers bound the length first.
 */
export const usernameKey = (username: string): string => username.normalize('NFKC').trim().toLowerCase();
