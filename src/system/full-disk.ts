// A disk that takes nothing more, which is no reason to do without what is on it.

const FULL: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT'])

export function isFull(error: unknown): boolean {
  return FULL.has((error as NodeJS.ErrnoException).code)
}
