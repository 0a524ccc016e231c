// Messages that change a zone (RFC 2136), signed, 32 under way at once and one after the other, in a small zone and in a large one.

import { join } from 'node:path'
import { runUpdates, type UpdatesReport } from '../clients/updates.ts'
import type { Bench } from '../context.ts'
import { median } from '../measure/statistics.ts'
import { startAll } from '../measure/turns.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import { type ServerKind, UPDATE_KEY } from '../servers/kind.ts'
import type { Running } from '../servers/running.ts'
import { writeZones } from '../zones/write-zones.ts'
import { hosts, ORIGIN } from '../zones/zone-text.ts'
import { atLeast, atMost, type Result, type Row } from './row.ts'

const OUTSTANDING = 32
/** Records of the zones; three for each host, and seven at the apex. */
const SIZES = [1000, 200_000] as const
const PER_SECOND = 1500
const P50_MS = [3, 5] as const
const P99_MS = 100
/** Others change nothing by messages, or not under a key. */
const ABLE: ReadonlySet<string> = new Set(['Knot', 'BIND'])

type Turn = { readonly many: UpdatesReport; readonly single: UpdatesReport; readonly cpu: number }

type Line = { readonly server: string; readonly turns: readonly Turn[] }

export const updates: Row = {
  name: 'updates',
  work: `updates of zones of 1,000 and of 200,000 records, signed: ${OUTSTANDING} under way at once, and one after the other`,
  target: `at least ${PER_SECOND} a second of either; p50 of single ones at most ${P50_MS.join(' and ')} ms, p99 at most ${P99_MS} ms`,
  estimate: (bench) => SIZES.length * (ableOf(bench).length + 1) * 4 * bench.rounds,
  run: async (bench, folder): Promise<Result> => {
    const results = []
    for (const [i, size] of SIZES.entries()) results.push(await measured(bench, join(folder, `${size}`), size, i))
    return {
      tables: results.flatMap(({ tables }) => tables),
      verdicts: results.flatMap(({ verdicts }) => verdicts),
      remarks: results.flatMap(({ remarks = [] }) => remarks),
    }
  },
}

async function measured(bench: Bench, folder: string, size: number, i: number): Promise<Result> {
  const records = Math.min(size, bench.scale.largeHosts)
  const subjects = [{ name: JANUS, launch: janusLaunch }, ...ableOf(bench)].map(({ name, launch }) => ({
    name,
    launch: (task: { readonly port: number; readonly folder: string }) => {
      // Each changes files of its own.
      const zones = writeZones(join(folder, 'zones', name), [hosts(Math.floor(records / 3))])
      return launch({ ...task, zones, updates: true })
    },
  }))
  const { servers, remarks } = await startAll(bench, folder, subjects, ORIGIN)
  const lines: Line[] = servers.map(({ name }) => ({ server: name, turns: [] }))
  try {
    for (let round = 0; round <= bench.rounds; round++)
      for (const [k, server] of servers.entries()) {
        bench.progress(`${size} records, round ${round} of ${bench.rounds}: ${server.name}`)
        const turn = await turnOf(bench, server, round)
        if (round > 0) lines[k] = { ...lines[k]!, turns: [...lines[k]!.turns, turn] }
      }
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
  const ours = lines.find(({ server }) => server === JANUS)
  const of = (pick: (turn: Turn) => number) => (ours === undefined ? Number.NaN : median(ours.turns.map(pick)))
  const zone = `zone of ${size.toLocaleString('en')} records`
  return {
    tables: [tableOf(zone, lines)],
    verdicts: [
      atLeast(
        `${zone}: updates a second`,
        of(({ many }) => many.perSecond),
        PER_SECOND,
      ),
      atMost(
        `${zone}: p50 of single ones`,
        of(({ single }) => single.p50),
        P50_MS[i]!,
        'ms',
      ),
      atMost(
        `${zone}: p99 of ${OUTSTANDING} at once`,
        of(({ many }) => many.p99),
        P99_MS,
        'ms',
      ),
    ],
    remarks: [
      ...remarks,
      ...lines.flatMap(({ server, turns }) => {
        const failed = turns.reduce((sum, { many, single }) => sum + many.failed + single.failed, 0)
        return failed > 0 ? [`${server}: ${failed} messages were not answered NOERROR`] : []
      }),
    ],
  }
}

async function turnOf({ cores, seconds }: Bench, server: Running, run: number): Promise<Turn> {
  const messages = seconds < 1 ? 100 : 3000
  const task = { port: server.port, zone: ORIGIN, key: UPDATE_KEY }
  const single = await runUpdates(
    { ...task, outstanding: 1, warmUp: 20, messages: messages / 10, run: run * 2 },
    cores.client,
  )
  const before = server.cpu()
  const warmUp = messages / 10
  const many = await runUpdates({ ...task, outstanding: OUTSTANDING, warmUp, messages, run: run * 2 + 1 }, cores.client)
  return { many, single, cpu: (server.cpu() - before) / (messages + warmUp) }
}

function tableOf(zone: string, lines: readonly Line[]): Result['tables'][number] {
  return {
    columns: [`${zone}: server`, 'a second', 'CPU of each, µs', 'p50, ms', 'p99, ms', 'single: p50, ms', 'p99, ms'],
    lines: lines.map(({ server, turns }) => {
      const of = (pick: (turn: Turn) => number) => median(turns.map(pick))
      return [
        server,
        of(({ many }) => many.perSecond).toFixed(0),
        of(({ cpu }) => cpu).toFixed(0),
        ...[({ many }: Turn) => many, ({ single }: Turn) => single].flatMap((pick) => [
          of((turn) => pick(turn).p50).toFixed(2),
          of((turn) => pick(turn).p99).toFixed(2),
        ]),
      ]
    }),
  }
}

function ableOf({ peers }: Bench): readonly ServerKind[] {
  return peers.filter(({ name }) => ABLE.has(name))
}
