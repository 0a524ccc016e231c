// Whether two paths lead to one file.

import { realpathSync } from 'node:fs'

/** Under whichever names; the path stands for a file that is gone. */
export function isSameFile(a: string, b: string): boolean {
  return a === b || realPath(a) === realPath(b)
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
