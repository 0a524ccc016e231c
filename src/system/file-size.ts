// How large a file is, for those who only choose how to read it.

import { statSync } from 'node:fs'

/** In octets; 0 where the file cannot be had: whoever reads it says why. */
export function fileSize(path: string): number {
  try {
    return statSync(path).size
  } catch {
    return 0
  }
}
