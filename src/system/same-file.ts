// Whether two paths lead to one file.

import { realpathSync } from 'node:fs'

/** Whether both lead to one file, by whatever links. A path that leads nowhere is compared as text. */
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
