// Changing what is served while it is served: the large zone under load, and a hundred small ones at once.

import { renameSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { hasSerial, whenAnswered } from '../clients/asker.ts'
import { type LatencyReport, runLatency } from '../clients/latency.ts'
import type { Bench } from '../context.ts'
import { median } from '../measure/statistics.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import { hangUp, type ServerKind, type ZonePath } from '../servers/kind.ts'
import type { Running } from '../servers/running.ts'
import { startServer, untilAtRest } from '../servers/start.ts'
import { writeZones } from '../zones/write-zones.ts'
import { department, departments, hostQuestions, hosts, type ZoneText } from '../zones/zone-text.ts'
import type { Result, Row, Verdict } from './row.ts'

/** A server that can be told to read its zones again. */
type Reloadable = Pick<ServerKind, 'name' | 'launch'> & { readonly reload: NonNullable<ServerKind['reload']> }

const RELOAD_MS = 30_000
const P999_MS = 10
const SMALL_MS = 100

export const reload: Row = {
  name: 'reload',
  work: 'reload of the zone of 1,000,000 records under 50,000 queries a second',
  target: `no query lost, p99.9 of the worst second under ${P999_MS} ms`,
  estimate: (bench) => reloadable(bench).length * (bench.scale.reloadSeconds + 6),
  run: async (bench, folder): Promise<Result> => {
    const questions = `${folder}/questions`
    writeFileSync(questions, hostQuestions(bench.scale.largeHosts, bench.scale.questions)(1))
    const texts = [1, 2].map((serial) => hosts(bench.scale.largeHosts, { serial }))
    const lines: string[][] = []
    const remarks: string[] = []
    let own: { report: LatencyReport; live: number | undefined } | undefined
    for (const kind of reloadable(bench))
      await onceServed(bench, `${folder}/${kind.name}`, kind, [texts[0]!], remarks, async (server, zones) => {
        bench.progress(kind.name)
        const { report, live } = await reloadUnderLoad(bench, server, kind, zones, texts[1]!, questions)
        if (kind.name === JANUS) own = { report, live }
        const times = [report.p50, report.p99, report.worstP999, report.max].map((ms) => ms.toFixed(2))
        const rate = (report.sent / bench.scale.reloadSeconds).toFixed(0)
        lines.push([kind.name, seconds(live), String(report.lost), rate, ...times])
      })
    const columns = ['server', 'live after, s', 'lost', 'asked/s', 'p50, ms', 'p99, ms', 'p99.9, ms', 'max, ms']
    return { tables: [{ columns, lines }], verdicts: reloadVerdicts(own), remarks }
  },
}

export const small: Row = {
  name: 'small',
  work: '100 small zones of 1,000 changed and reloaded',
  target: `live in under ${SMALL_MS} ms`,
  estimate: (bench) => reloadable(bench).length * (2 + bench.rounds),
  run: async (bench, folder): Promise<Result> => {
    const { servedDepartments, changedDepartments } = bench.scale
    const lines: string[][] = []
    const remarks: string[] = []
    let own: number[] = []
    for (const kind of reloadable(bench)) {
      const texts = departments(servedDepartments)
      await onceServed(bench, `${folder}/${kind.name}`, kind, texts, remarks, async (server, zones) => {
        const times: number[] = []
        for (let round = 1; round <= bench.rounds; round++) {
          bench.progress(`round ${round} of ${bench.rounds}: ${kind.name}`)
          const changed = zones.slice(0, changedDepartments)
          changed.forEach((zone, i) => {
            writeBeside(zone, department(i, round + 1))
            putInPlace(zone)
          })
          const live = await reloadUntilLive(server, kind, changed, round + 1)
          if (live === undefined) throw new Error(`${kind.name} is left out: what changed was never live`)
          times.push(live)
          await untilAtRest(server)
        }
        if (kind.name === JANUS) own = times
        lines.push([kind.name, median(times).toFixed(0), Math.max(...times).toFixed(0)])
      })
    }
    const middle = own.length > 0 ? median(own) : Number.NaN
    return {
      tables: [{ columns: ['server', 'live after, ms', 'slowest, ms'], lines }],
      verdicts: [underMilliseconds('live', middle, SMALL_MS)],
      remarks,
    }
  },
}

function reloadable(bench: Bench): Reloadable[] {
  const janus: Reloadable = { name: JANUS, launch: janusLaunch, reload: hangUp }
  return [janus, ...bench.peers.flatMap(({ name, launch, reload }) => (reload ? [{ name, launch, reload }] : []))]
}

/** Each server has zone files of its own here, because they are changed. */
async function onceServed(
  bench: Bench,
  folder: string,
  { name, launch }: Reloadable,
  texts: readonly ZoneText[],
  remarks: string[],
  then: (server: Running, zones: readonly ZonePath[]) => Promise<void>,
): Promise<void> {
  const zones = writeZones(`${folder}/zone-files`, texts)
  const names = zones.map(({ origin }) => origin)
  try {
    const start = { name, folder: `${folder}/server`, cores: bench.cores.server, names }
    const { server } = await startServer({ ...start, launch: (task) => launch({ ...task, zones }) })
    try {
      await untilAtRest(server)
      await then(server, zones)
    } finally {
      await server.stop()
    }
  } catch (error) {
    remarks.push((error as Error).message)
  }
}

async function reloadUnderLoad(
  bench: Bench,
  server: Running,
  kind: Reloadable,
  zones: readonly ZonePath[],
  text: ZoneText,
  questions: string,
): Promise<{ report: LatencyReport; live: number | undefined }> {
  const { reloadRate: rate, reloadSeconds: seconds } = bench.scale
  writeBeside(zones[0]!, text)
  const measured = runLatency({ port: server.port, questions, rate, seconds }, bench.cores.client)
  // Some time before and after the reload belongs to it.
  await sleep(seconds * 250)
  putInPlace(zones[0]!)
  const live = await reloadUntilLive(server, kind, zones, 2)
  return { report: await measured, live }
}

/** Milliseconds until all `zones` are answered with this serial. */
async function reloadUntilLive(
  server: Running,
  { reload }: Reloadable,
  zones: readonly ZonePath[],
  serial: number,
): Promise<number | undefined> {
  const start = performance.now()
  reload(server.pid, server.folder)
  const live = await whenAnswered({
    port: server.port,
    names: zones.map(({ origin }) => origin),
    accept: hasSerial(serial),
    timeoutMs: RELOAD_MS,
    until: server.ended,
  })
  return live === undefined ? undefined : live - start
}

/** A file is changed as an editor or a deployment does it: written beside, then renamed. */
function writeBeside({ path }: ZonePath, { text }: ZoneText): void {
  writeFileSync(`${path}.new`, text)
}

function putInPlace({ path }: ZonePath): void {
  renameSync(`${path}.new`, path)
}

function reloadVerdicts(own: { report: LatencyReport; live: number | undefined } | undefined): Verdict[] {
  if (own === undefined) return [{ what: 'Janus serves it', measured: 'it does not', met: false }]
  const { report, live } = own
  return [
    { what: 'reloaded while it was asked', measured: `after ${seconds(live)} s`, met: live !== undefined },
    { what: 'no query lost', measured: `${report.lost} of ${report.sent}`, met: report.lost === 0 },
    underMilliseconds('p99.9 of the worst second', report.worstP999, P999_MS),
  ]
}

function underMilliseconds(what: string, ms: number, limit: number): Verdict {
  const known = !Number.isNaN(ms)
  const measured = known ? `${ms.toPrecision(3)} ms` : 'not measured'
  return { what: `${what}: under ${limit} ms`, measured, met: known ? ms < limit : undefined }
}

function seconds(milliseconds: number | undefined): string {
  return milliseconds === undefined ? 'never' : (milliseconds / 1000).toFixed(2)
}
