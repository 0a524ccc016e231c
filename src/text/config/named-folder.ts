// Looks into a folder that the configuration names: its mode, and what is in it.

import { readdirSync, statSync } from 'node:fs'
import type { NamedFolder } from './source-text.ts'

export function lookInto(folder: string): NamedFolder {
  try {
    return { folder, mode: statSync(folder).mode, names: readdirSync(folder).sort() }
  } catch {
    return { folder, names: [] }
  }
}
