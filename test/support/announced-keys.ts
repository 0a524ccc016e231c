// A key that a zone has had for long when a test begins, and whose DS the parent is waited for: all caches know it.

import { join } from 'node:path'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { addZoneKeys, writeRecord } from '../../src/sign/keys/key-folder.ts'
import { zoneKeyOf } from '../../src/sign/zone-key.ts'

/** `zone`: without the final dot; `folder`: that of the configuration. */
export function announceKey(folder: string, zone: string): void {
  const path = join(folder, 'keys/zone', zone)
  const key = zoneKeyOf('csk', 13, signingAlgorithms.get(13)!.make())
  const made = addZoneKeys(path, undefined, [key], { now: new Date('2026-01-01') })
  const since = Date.parse('2026-01-01') / 1000
  const there = { state: 'omnipresent' as const, since }
  const records = { dnskey: there, krrsig: there, zrrsig: there, ds: { state: 'rumoured' as const, since } }
  writeRecord(path, { ...made, keys: made.keys.map((one) => ({ ...one, records })) })
}
