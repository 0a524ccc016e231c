// A folder that was looked into for what the configuration says: whose it is to read, and what is in it.

import { readdirSync, statSync } from 'node:fs'
import type { NamedFolder } from './source-text.ts'

export function lookInto(folder: string): NamedFolder {
  try {
    return { folder, mode: statSync(folder).mode, names: readdirSync(folder).sort() }
  } catch {
    return { folder, names: [] }
  }
}
