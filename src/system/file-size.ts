// Tells how large a file is, for callers that choose by it how to read the file.

import { statSync } from 'node:fs'

/** Octets of the file; 0 where there is none: the reader says why. */
export function fileSize(path: string): number {
  try {
    return statSync(path).size
  } catch {
    return 0
  }
}
