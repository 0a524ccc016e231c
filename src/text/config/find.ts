// Finds the configuration when nobody names one.

import { accessSync } from 'node:fs'
import { type LoadedConfig, loadConfig, unreadable } from './load.ts'
import { say } from './says.ts'

/** The places, in the order in which we look there. */
const configPaths = ['./janus.yaml', '/etc/janus/janus.yaml'] as const

/** The first that exists; where none does the first of all, so that opening it says what is missing. */
export function findConfig(): string {
  return configPaths.find(exists) ?? configPaths[0]
}

/** Loads the configuration `named`, or else the one that is found; `path` is where it lies. */
export function loadFound(named?: string, load = loadConfig): LoadedConfig & { readonly path: string } {
  const path = named ?? findConfig()
  if (named !== undefined || exists(path)) return { path, ...load(path) }
  const tried = say('config-missing', { paths: configPaths.join(' and ') })
  return { path, ...unreadable(path, tried, say('name-config')) }
}

/** A file that we may not open exists: to pass it over in silence would hide why. */
function exists(path: string): boolean {
  try {
    accessSync(path)
    return true
  } catch (error) {
    return !['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')
  }
}
