/** Moves with this mark count as the user's own: the list follows them. */
export const MEANT = { meant: true };
