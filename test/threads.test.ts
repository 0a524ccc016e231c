// What the code of a thread can reach: who answers datagrams has no key of any kind, who reads files has none either, and who signs reads
// no text. What is not there cannot be made to do anything, whatever a message or a file holds.

import { join, normalize } from 'node:path'
import t from 'tap'
import { importsOf } from './support/imports.ts'

const { sources, imports } = importsOf(join(import.meta.dirname, '../src'))

/** Threads that have this in common, and the files that none of them may reach. */
const apart: readonly (readonly [what: string, threads: readonly string[], files: RegExp])[] = [
  [
    'who answers datagrams has no key',
    ['serve/udp-thread.ts'],
    /^(?!.*says\.ts$)(?:keys|users|sign\/keys|signing|text)\//,
  ],
  [
    'who reads files has no key',
    ['supply/loader/loader-thread.ts', 'supply/pieces/helper-thread.ts', 'supply/loader/keeper-thread.ts'],
    /^(?!.*says\.ts$)(?:keys|users|sign\/keys|signing)\//,
  ],
  [
    'who signs reads no text',
    ['signing/sign-thread.ts', 'signing/range-thread.ts', 'serve/online-thread.ts'],
    /^text\/zonefile\/|^supply\//,
  ],
]

const needs = Map.groupBy(
  imports.filter(({ specifier, onlyTypes }) => specifier.startsWith('.') && !onlyTypes),
  ({ from }) => from,
)

for (const [what, threads, files] of apart)
  t.test(what, async (t) => {
    for (const thread of threads) {
      t.ok(sources.includes(thread), thread)
      const reached = waysFrom(thread)
      t.ok(reached.size > 1, `${thread} imports something`)
      t.strictSame(
        [...reached].filter(([file]) => files.test(file)).map(([, way]) => way.join(' > ')),
        [],
        thread,
      )
    }
  })

/** Each file that is reached, by imports of any kind, with the way to it. */
function waysFrom(start: string): ReadonlyMap<string, readonly string[]> {
  const ways = new Map<string, readonly string[]>([[start, [start]]])
  for (const [file, way] of ways)
    for (const { specifier } of needs.get(file) ?? []) {
      const target = normalize(join(file, '..', specifier))
      if (!ways.has(target)) ways.set(target, [...way, target])
    }
  return ways
}
