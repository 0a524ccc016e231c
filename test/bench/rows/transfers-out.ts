// A zone of a million records, fetched whole by one secondary after the other: what the first costs, for which its messages are made,
// and what each later one does.

import type { TsigKey } from '../../../src/wire/tsig/mac.ts'
import { tsigKey } from '../../support/tsig.ts'
import { fetchWhole } from '../clients/axfr-client.ts'
import type { Bench } from '../context.ts'
import { median } from '../measure/statistics.ts'
import { type Subject, startAll } from '../measure/turns.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import { type ServerKind, UPDATE_KEY } from '../servers/kind.ts'
import type { Running } from '../servers/running.ts'
import { untilAtRest } from '../servers/start.ts'
import { writeZones } from '../zones/write-zones.ts'
import { hosts, ORIGIN } from '../zones/zone-text.ts'
import { megabytes } from './answers.ts'
import { atMost, type Result, type Row } from './row.ts'

/** CPU seconds of the first transfer of an edition, and of each later one. */
const FIRST_S = 0.5
const LATER_S = 0.15
const SIGNED_S = 0.2
const LATER = 5
/** Of the apex, beside three for each host. */
const APEX_RECORDS = 7
const KEY = tsigKey(UPDATE_KEY.algorithm, `${UPDATE_KEY.name}.`, UPDATE_KEY.secret)
/** gdnsd gives nobody a zone whole. */
const ABLE: ReadonlySet<string> = new Set(['NSD', 'Knot', 'BIND'])

type Line = {
  readonly server: string
  readonly first: number
  readonly later: number
  readonly signed: number
  readonly grown: number
  readonly octets: number
  readonly messages: number
}

export const transfersOut: Row = {
  name: 'transfers-out',
  work: 'a zone of 1,000,000 records, fetched whole (AXFR) by one after the other',
  target: `under ${FIRST_S} s of CPU for the first of an edition, under ${LATER_S} s for each later one, ${SIGNED_S} s where it is signed`,
  estimate: (bench) => (ableOf(bench).length + 1) * 20,
  run: async (bench, folder): Promise<Result> => {
    const zones = writeZones(`${folder}/zones`, [hosts(bench.scale.largeHosts)])
    const subjects: Subject[] = [
      { name: JANUS, launch: (task) => janusLaunch({ ...task, zones, transfers: true }) },
      ...ableOf(bench).map(
        ({ name, launch }): Subject => ({ name, launch: (task) => launch({ ...task, zones, transfers: true }) }),
      ),
    ]
    const lines: Line[] = []
    const remarks: string[] = []
    // One at a time: a million records in each of them leave no room for others.
    for (const subject of subjects) {
      bench.progress(subject.name)
      const started = await startAll(bench, `${folder}/${subject.name}`, [subject], ORIGIN)
      remarks.push(...started.remarks)
      for (const server of started.servers)
        try {
          lines.push(await measured(server, bench.scale.largeHosts * 3 + APEX_RECORDS))
        } catch (error) {
          remarks.push(`${server.name} is left out: ${(error as Error).message}`)
        } finally {
          await server.stop()
        }
    }
    const ours = lines.find(({ server }) => server === JANUS)
    return {
      tables: [
        {
          columns: [
            'server',
            'CPU of the first, s',
            'CPU of a later one, s',
            'with TSIG, s',
            'memory for it, MB',
            'octets, MB',
            'messages',
          ],
          lines: lines.map(({ server, first, later, signed, grown, octets, messages }) => [
            server,
            first.toFixed(2),
            later.toFixed(2),
            signed.toFixed(2),
            megabytes(Math.max(grown, 0)),
            megabytes(octets),
            String(messages),
          ]),
        },
      ],
      verdicts: [
        atMost('CPU of the first transfer of an edition', ours?.first ?? Number.NaN, FIRST_S, 's'),
        atMost('CPU of a later one', ours?.later ?? Number.NaN, LATER_S, 's'),
        atMost('CPU of a later one with TSIG', ours?.signed ?? Number.NaN, SIGNED_S, 's'),
      ],
      remarks,
    }
  },
}

async function measured(server: Running, records: number): Promise<Line> {
  await untilAtRest(server)
  const memory = server.memory()
  let came = { octets: 0, messages: 0 }
  const costOf = async (key?: TsigKey) => {
    const before = server.cpu()
    came = await fetchWhole(server.port, ORIGIN, records, key)
    return (server.cpu() - before) / 1e6
  }
  const first = await costOf()
  const later: number[] = []
  const signed: number[] = []
  for (let i = 0; i < LATER; i++) {
    later.push(await costOf())
    signed.push(await costOf(KEY))
  }
  const grown = server.memory() - memory
  return { server: server.name, first, later: median(later), signed: median(signed), grown, ...came }
}

function ableOf({ peers }: Bench): readonly ServerKind[] {
  return peers.filter(({ name }) => ABLE.has(name))
}
