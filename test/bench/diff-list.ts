// Two versions of a list of so many addresses, of which some have come and some have gone: what it takes to find how they differ as zones.
//
//   node test/bench/diff-list.ts 200000

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { diff } from '../../src/zone/diff.ts'
import { readListOf, SOA } from '../support/list.ts'

const count = Number(process.argv[2] ?? 200_000)
const folder = mkdtempSync(join(tmpdir(), 'janus-diff-list-'))
/** Far from each other, so that no two make a range. */
const address = (i: number) => {
  const at = Math.floor((i * 0x1_0000_0000) / count) | 1
  return [24, 16, 8, 0].map((shift) => (at >>> shift) & 255).join('.')
}
const lines = Array.from({ length: count }, (_, i) => address(i)).filter((text) => text !== '127.0.0.1')

function listOf(entries: readonly string[]) {
  const path = join(folder, 'list')
  writeFileSync(path, `${SOA}:127.0.0.2:Listed, see https://univ.example/list?$\n${entries.join('\n')}\n`)
  return readListOf([{ path, format: 'ip4set' }], { maxEntries: 10_000_000 }).subject!.zone
}

const before = listOf(lines)
const after = listOf(lines.flatMap((line, i) => (i === 7 ? [] : i === 9 ? [line, '203.0.113.4'] : [line])))
rmSync(folder, { recursive: true })
for (let round = 0; round < 5; round++) {
  const [used, began] = [process.cpuUsage(), performance.now()]
  const { removed, added } = diff(before, after, 1 << 24)!
  const { user, system } = process.cpuUsage(used)
  const [cpu, ms] = [(user + system) / 1000, performance.now() - began]
  console.log(
    `${removed.count} gone, ${added.count} come: ${cpu.toFixed(0)} ms of CPU, ${ms.toFixed(0)} ms, ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB`,
  )
}
