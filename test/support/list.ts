// Lists as an operator writes them, read into a server without sockets.

import { nameFromText } from '../../src/dns/name-text.ts'
import type { ListFormat } from '../../src/lists/formats.ts'
import { RunFiles } from '../../src/supply/loader/run-files.ts'
import type { ReadZone } from '../../src/supply/read-zone.ts'
import { readListFiles } from '../../src/supply/sources/list.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'
import { TestServer } from './ask.ts'
import { soleView } from './zones.ts'

export const LIST = 'bl.example.'

/** Makes the list answer with a short SOA, whatever else it says. */
export const SOA = '$SOA 60 ns.example. hostmaster.example. 7 1h 15m 30d 10\n$NS 60 ns.example.\n'

export type ListPaths = readonly { readonly path: string; readonly format: ListFormat }[]

export function readListOf(files: ListPaths, { maxEntries = 1_000_000, origin = LIST } = {}): ReadZone {
  const list = {
    ...{ origin: nameFromText(origin), files, ttl: 300, negativeTtl: 10, negativeTtlGiven: false, maxEntries },
    code: Uint8Array.of(127, 0, 0, 2),
  }
  return readListFiles({ key: 'list', path: files[0]!.path, size: 0, list }, new RunFiles(), true)
}

export function serverOf(zone: Zone): TestServer {
  return new TestServer(soleView(new ZoneSet([{ apex: zone.apex, zone }])))
}
