// A list of so many addresses as it is unsigned, as a zone, and signed: octets of each image, and what it takes to make it.
//
//   node test/bench/sign-list.ts 10000

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { signZone } from '../../src/sign/sign-zone.ts'
import { zoneKeyOf } from '../../src/sign/zone-key.ts'
import { zoneOfList } from '../../src/zone/listed-zone.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { readListOf, SOA } from '../support/list.ts'

const DAY = 86_400
const count = Number(process.argv[2] ?? 10_000)

function timed(what: string, make: () => Zone): Zone {
  const [before, began] = [process.cpuUsage(), performance.now()]
  const zone = make()
  const { user, system } = process.cpuUsage(before)
  const ms = performance.now() - began
  console.log(
    `${what}: ${zone.records} records, ${zone.image.byteLength} octets, ${((user + system) / 1000).toFixed(0)} ms of CPU, ${ms.toFixed(0)} ms`,
  )
  return zone
}

const folder = mkdtempSync(join(tmpdir(), 'janus-sign-list-'))
const path = join(folder, 'list')
// Far from each other, so that no two make a range.
const address = (i: number) => {
  const at = Math.floor((i * 0x1_0000_0000) / count) | 1
  return [24, 16, 8, 0].map((shift) => (at >>> shift) & 255).join('.')
}
const lines = Array.from({ length: count }, (_, i) => address(i)).filter((text) => text !== '127.0.0.1')
writeFileSync(path, `${SOA}:127.0.0.2:Listed, see https://univ.example/list?$\n${lines.join('\n')}\n`)
const list = timed('list', () => readListOf([{ path, format: 'ip4set' }], { maxEntries: 10_000_000 }).subject!.zone)
rmSync(folder, { recursive: true })
const zone = timed('zone', () => zoneOfList(list, Number.POSITIVE_INFINITY)!)
const plan = {
  ...{ keys: [zoneKeyOf('csk', 13, signingAlgorithms.get(13)!.make())], dnskeyTtl: 3600, zonemd: false },
  ...{ cds: 'keys' as const, denial: 'nsec' as const, children: [], signals: [], stores: [] },
  ...{ schedule: { validity: 14 * DAY, margin: 7 * DAY }, now: Math.floor(Date.now() / 1000) },
}
timed('signed', () => signZone({ ...plan, content: zone }, list.serial).zone)
