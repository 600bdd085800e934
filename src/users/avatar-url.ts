/** Where a person's picture is fetched. The hash makes it another address whenever the picture changes. */
export const avatarUrl = (userId: number, hash: string | null): string | null =>
  hash === null ? null : `/user/${userId}/avatar/${hash}`;
