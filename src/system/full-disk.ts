// Tells a full disk from other errors: Janus goes on with what is on it.

const FULL: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT'])

export function isFull(error: unknown): boolean {
  return FULL.has((error as NodeJS.ErrnoException).code)
}
