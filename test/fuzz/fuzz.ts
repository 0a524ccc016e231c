// `npm run fuzz -- [--seed N] [--count N] [--first N] [--only udp,tcp,zone,stream,update]`: without --count, the whole amounts, for hours of
// which nobody need be there. It prints a case that fails with the options that repeat it.

import { parseArgs } from 'node:util'
import { fuzz, type TargetName, targets } from './run.ts'

const amounts = {
  udp: 10_000_000,
  tcp: 1_000_000,
  zone: 1_000_000,
  stream: 1_000_000,
  update: 10_000_000,
} as const satisfies Record<TargetName, number>

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    count: { type: 'string' },
    first: { type: 'string' },
    only: { type: 'string' },
  },
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
const first = Number(values.first ?? 0)
const chosen = (values.only ?? 'udp,tcp,zone,stream,update').split(',')

let failed = false
for (const name of Object.keys(targets) as TargetName[]) {
  if (!chosen.includes(name)) continue
  const count = Number(values.count ?? amounts[name])
  const progress = (done: number) => process.stderr.write(`${name}: ${done} of ${count}\n`)
  const { failures, seconds, memory, outcomes, slowest } = await fuzz(name, { seed, count, first, progress })
  for (const { i, problem, input } of failures)
    console.log(`${name}: npm run fuzz -- --only ${name} --seed ${seed} --first ${i} --count 1: ${problem}\n  ${input}`)
  const megabytes = memory.map((octets) => `${(octets / 2 ** 20).toFixed(1)} MB`).join(' -> ')
  console.log(
    `${name}: seed ${seed}, ${count} cases in ${seconds.toFixed(0)} s, ${failures.length} failed, ` +
      `slowest ${slowest.toFixed(0)} ms, memory ${megabytes}`,
  )
  console.log(
    `  ${Object.entries(outcomes)
      .map(([outcome, times]) => `${outcome}: ${times}`)
      .sort()
      .join(', ')}`,
  )
  // Caches fill and code is compiled; what leaks a little with each case comes to more.
  const grows = memory[1] - memory[0] > 32 * 2 ** 20
  if (grows) console.log(`${name}: memory grows`)
  failed ||= failures.length > 0 || grows
}
process.exitCode = failed ? 1 : 0
