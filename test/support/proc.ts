// Reads what /proc says of processes, which may be gone at any moment.

import { readdirSync, readFileSync } from 'node:fs'

/** None where the process is gone. */
export function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Empty where the process is gone. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
