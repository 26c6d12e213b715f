/** The revision in the address of tiles. */
export function revisionOf(tiles: string): number | null {
  const found = /\/tiles\/(\d+)\//.exec(tiles);
  return found ? Number(found[1]) : null;
}
