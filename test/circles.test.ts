// Files import each other in one direction.

import { join, normalize } from 'node:path'
import t from 'tap'
import { importsOf } from './support/imports.ts'

const root = join(import.meta.dirname, '../src')
const { sources, imports } = importsOf(root)

t.test('no file needs itself to be read first', async (t) => {
  const needs = new Map<string, string[]>(sources.map((file) => [file, []]))
  for (const { from, specifier, atStart } of imports)
    if (atStart && specifier.startsWith('.')) needs.get(from)!.push(normalize(join(from, '..', specifier)))
  t.strictSame(circles(needs), [])
})

t.test('a circle is found where there is one', async (t) => {
  const needs = { a: ['b', 'c'], b: ['d'], c: ['d'], d: ['b'], e: ['e'] }
  t.strictSame(circles(new Map(Object.entries(needs))), [['b', 'd'], ['e']])
})

/** Groups of files each of which needs all others of it, sorted. */
function circles(needs: ReadonlyMap<string, readonly string[]>): string[][] {
  const reached = (start: string): Set<string> => {
    const seen = new Set<string>()
    for (const queue = [...needs.get(start)!]; queue.length > 0; ) {
      const file = queue.pop()!
      if (seen.has(file)) continue
      seen.add(file)
      queue.push(...(needs.get(file) ?? []))
    }
    return seen
  }
  const reach = new Map([...needs.keys()].map((file) => [file, reached(file)]))
  const inCircles = [...needs.keys()].filter((file) => reach.get(file)!.has(file))
  const groups = Map.groupBy(inCircles, (file) => inCircles.filter((other) => together(reach, file, other)).join('\n'))
  return [...groups.values()].map((group) => group.toSorted()).toSorted()
}

function together(reach: ReadonlyMap<string, ReadonlySet<string>>, one: string, other: string): boolean {
  return reach.get(one)!.has(other) && reach.get(other)!.has(one)
}
