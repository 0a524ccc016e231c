// How large a file is, for those who only choose how to read it.

import { statSync } from 'node:fs'

/** In octets; 0 where there is no such file: whoever reads it says why. */
export function fileSize(path: string): number {
  try {
    return statSync(path).size
  } catch {
    return 0
  }
}
