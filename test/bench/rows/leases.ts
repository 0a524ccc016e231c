// Entries of lists that end: how many come in a second over one connection, how soon they are answered, and what a million of them are.

import { join } from 'node:path'
import { addressEntry, type ListEntry } from '../../../src/lists/live/entry.ts'
import { LiveTable } from '../../../src/lists/live/live-table.ts'
import { type LeasesReport, runLeases } from '../clients/leases.ts'
import { median } from '../measure/statistics.ts'
import { startAll } from '../measure/turns.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import { securedPort } from '../servers/secured.ts'
import { type Random, randomFrom } from '../zones/random.ts'
import { writeZones } from '../zones/write-zones.ts'
import { hosts, ORIGIN } from '../zones/zone-text.ts'
import { megabytes } from './answers.ts'
import { atLeast, atMost, type Result, type Row } from './row.ts'

const ZONE = `pop.${ORIGIN}`
const TOKEN = 'bench'
const PER_SECOND = 2000
const ANSWERED_MS = 50
const MEGABYTES = 28
const ENTRIES = 1_000_000

export const leases: Row = {
  name: 'leases',
  work: 'entries of lists that end: adds over one connection, on the disk before they are answered, and what a million of them are',
  target: `${PER_SECOND} adds a second over one HTTP connection and over the control socket; answered within ${ANSWERED_MS} ms; a million at most ${MEGABYTES} MB`,
  estimate: (bench) => 15 + 5 * bench.rounds,
  run: async (bench, folder): Promise<Result> => {
    const { reports, remarks } = await measured(bench, folder)
    const of = (pick: (report: LeasesReport) => number) => median(reports.map(pick))
    const sizes = sizesOf(bench.seconds < 1 ? ENTRIES / 1000 : ENTRIES)
    return {
      tables: [
        {
          columns: [
            'adds a second',
            'PUT, one by one',
            'POST, 1,000 at once',
            'control',
            'answered after: p50, ms',
            'max',
          ],
          lines: [
            [
              JANUS,
              ...[of(({ single }) => single), of(({ several }) => several), of(({ control }) => control)].map((rate) =>
                rate.toFixed(0),
              ),
              ...[of(({ p50 }) => p50), of(({ max }) => max)].map((ms) => ms.toFixed(1)),
            ],
          ],
        },
        {
          columns: ['a million entries', 'MB'],
          lines: sizes.map(({ family, octets }) => [family, megabytes(octets)]),
        },
      ],
      verdicts: [
        atLeast(
          'adds a second, PUT one by one',
          of(({ single }) => single),
          PER_SECOND,
        ),
        atLeast(
          'adds a second, POST',
          of(({ several }) => several),
          PER_SECOND,
        ),
        atLeast(
          'adds a second, control socket',
          of(({ control }) => control),
          PER_SECOND,
        ),
        atMost(
          'add → answered, the slowest',
          of(({ max }) => max),
          ANSWERED_MS,
          'ms',
        ),
        ...sizes.map(({ family, octets }) => atMost(`a million entries, ${family}`, octets / 1e6, MEGABYTES, 'MB')),
      ],
      remarks,
    }
  },
}

async function measured(
  bench: Parameters<Row['run']>[0],
  folder: string,
): Promise<{ reports: LeasesReport[]; remarks: string[] }> {
  const zones = writeZones(join(folder, 'zones'), [hosts(1)])
  const launch = (task: { readonly port: number; readonly folder: string }) =>
    janusLaunch({ ...task, zones, more: configured(task.port), files: { token: `${TOKEN}\n` } })
  const { servers, remarks } = await startAll(bench, folder, [{ name: JANUS, launch }], ORIGIN)
  const reports: LeasesReport[] = []
  try {
    for (const { port, folder } of servers) {
      const socket = join(folder, 'state/control.sock')
      const task = { port, httpPort: securedPort(port), socket, zone: ZONE, token: TOKEN }
      for (let round = 0; round < bench.rounds; round++) {
        bench.progress(`round ${round + 1} of ${bench.rounds}`)
        reports.push(await runLeases({ ...task, adds: bench.seconds < 1 ? 20 : 2000 }, bench.cores.client))
      }
    }
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
  return { reports, remarks }
}

function configured(port: number): string {
  return `lists: {${ZONE}: {leases: 10m, max: 1h, max-entries: ${ENTRIES}}}
http: {listen: ["127.0.0.1:${securedPort(port)}"], token-file: token}
`
}

const families: Readonly<Record<string, (random: Random) => ListEntry>> = {
  IPv4: (random) => addressEntry(words(random, 1)),
  IPv6: (random) => addressEntry(words(random, 4)),
  'names of thirteen octets': (random) => name(`${random.label(9)}`, 'com'),
}

function sizesOf(count: number): { readonly family: string; readonly octets: number }[] {
  const value = { code: Uint8Array.of(127, 0, 0, 2), text: undefined, by: 'bench' }
  return Object.entries(families).map(([family, entry]) => {
    const random = randomFrom(15)
    const table = new LiveTable(count, 0)
    while (table.size < count) table.put(entry(random), 600_000 + table.size, value)
    return { family, octets: (table.octets * ENTRIES) / count }
  })
}

function words(random: Random, count: number): Uint8Array {
  return Uint8Array.from({ length: count * 4 }, () => random.below(256))
}

function name(...labels: readonly string[]): ListEntry {
  return {
    family: 'name',
    octets: new Uint8Array(Buffer.from(labels.map((label) => String.fromCharCode(label.length) + label).join(''))),
  }
}
