// How long the main thread of a server works between two turns of its loop, in CPU time of its own: for that long nothing else that it does
// has a turn. A module that the server loads before its program writes that down while it runs.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const WATCH = join(import.meta.dirname, 'watch-turns.ts')

/** Environment of a server that writes down its long turns in `file`. */
export function watchingTurns(file: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--import=${pathToFileURL(WATCH).href}`, LONG_TURNS: file }
}

/** Milliseconds of CPU time of the longest turn that ended after `since`, a time of Date.now(); 0 where all were short. */
export function longestTurn(file: string, since: number): number {
  const turns = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' ').map(Number) as [number, number])
  return Math.max(0, ...turns.filter(([ended]) => ended >= since).map(([, took]) => took))
}
