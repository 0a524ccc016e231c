// What an answer costs without the system in two checkouts of Janus, in turns: responder.ts of each, again and again, each time in a new
// process, as the compiler decides otherwise in each. Run: node test/bench/responder-pairs.ts CHECKOUT [turns] [milliseconds per row]

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { median } from './measure/statistics.ts'

const [before, turns = '10', milliseconds = '100'] = process.argv.slice(2)
if (before === undefined) throw new Error('name the checkout to compare with')

/** As `janus serve` sets it. */
const LIKE_THE_SERVER = '--max-inlined-bytecode-size-cumulative=4000'

/** row -> nanoseconds at best, turn by turn. */
type Found = Map<string, number[]>

const found: readonly [Found, Found] = [new Map(), new Map()]
for (let turn = 0; turn < Number(turns); turn++) {
  const order = turn % 2 === 0 ? [0, 1] : [1, 0]
  for (const one of order) measure(one === 0 ? before : join(import.meta.dirname, '../..'), found[one]!)
}
console.log('nanoseconds for each answer, at best, median of the turns'.padEnd(36))
console.log(`${''.padEnd(26)} before    now  now ÷ before`)
for (const [row, was] of found[0]) {
  const is = found[1].get(row) ?? []
  const [a, b] = [median(was), median(is)]
  console.log(
    `${row.padEnd(26)} ${a.toFixed(0).padStart(6)} ${b.toFixed(0).padStart(6)} ${(b / a).toFixed(3).padStart(13)}`,
  )
}

function measure(checkout: string, into: Found): void {
  const output = execFileSync(process.execPath, [LIKE_THE_SERVER, 'test/bench/responder.ts', milliseconds], {
    cwd: checkout,
    encoding: 'utf8',
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  })
  for (const [, row, best] of output.matchAll(/^(.+?) +\d+ ns median +(\d+) best/gm)) {
    const times = into.get(row!) ?? []
    times.push(Number(best))
    into.set(row!, times)
  }
}
