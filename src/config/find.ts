// Which configuration is meant when none is named.

import { existsSync } from 'node:fs'

/** Looked for in this order. */
export const configPaths = ['./janus.yaml', '/etc/janus/janus.yaml'] as const

/** The first that exists; the first of all where none does, so that opening it says what is missing. */
export function findConfig(): string {
  return configPaths.find((path) => existsSync(path)) ?? configPaths[0]
}
