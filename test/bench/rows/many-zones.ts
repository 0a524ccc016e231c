// Ten thousand zones of one primary: until all have come, how long a NOTIFY of one that is served waits meanwhile, and what is asked when
// the server starts again.

import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { nameText } from '../../../src/dns/name-text.ts'
import { hasAnswer, hasSerial, whenAnswered } from '../clients/asker.ts'
import { BenchPrimary, smallZone } from '../clients/primary.ts'
import type { Bench } from '../context.ts'
import { median } from '../measure/statistics.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import type { Launch } from '../servers/kind.ts'
import type { Running } from '../servers/running.ts'
import { startServer, untilAtRest } from '../servers/start.ts'
import { megabytes } from './answers.ts'
import { atMost, type Result, type Row } from './row.ts'

const ABLE: ReadonlySet<string> = new Set(['NSD', 'Knot', 'BIND'])
const [SOA, AXFR, IXFR] = [6, 252, 251]
/** BIND asks for twenty zones a second. */
const PATIENCE_MS = 900_000
const LOOK_MS = 20
/** After a start: what is not asked by then is not asked because of it. */
const WATCHED_MS = 5000
const SAMPLE = 50
/** Between two NOTIFY: each is a question to the primary, which bears so many. */
const TOLD_EVERY_MS = 500
/** Whoever was told and has not fetched by then has missed it. */
const TOLD_PATIENCE_MS = 60_000
const MOST_WAITED_MS = 1000

type Line = {
  readonly name: string
  readonly seconds: number
  readonly cpu: number
  readonly memory: number
  readonly told: readonly Told[]
  readonly again: number
  readonly asked: number
}

/** Milliseconds from a NOTIFY until the change was served, and for how many of them the server's first thread had no processor. */
type Told = { readonly took: number; readonly waited: number }

export const manyZones: Row = {
  name: 'many-zones',
  work: '10,000 zones from one primary: all transferred at first, while it tells of one that changes; then a new start with what is kept',
  target: `a NOTIFY waits for ${MOST_WAITED_MS} ms at the most; nothing is asked after the new start`,
  estimate: (bench) =>
    [JANUS, ...ableOf(bench).map(({ name }) => name)].reduce((sum, name) => sum + secondsFor(bench, name), 0),
  run: async (bench, folder): Promise<Result> => {
    const remarks: string[] = []
    const lines: Line[] = []
    const zones = Array.from({ length: bench.scale.departments }, (_, i) => ({ origin: `d${i}.example`, path: '' }))
    const changing = new ChangingZones()
    const primary = await BenchPrimary.start(changing.answers)
    try {
      for (const { name, launch } of [{ name: JANUS, launch: janusLaunch }, ...ableOf(bench)]) {
        bench.progress(name)
        try {
          const task = { zones, primary: primary.port }
          const own = join(folder, name)
          lines.push(
            await measured(bench, name, own, (at) => launch({ ...at, ...task }), primary, changing, zones.length),
          )
        } catch (error) {
          remarks.push((error as Error).message)
        }
      }
    } finally {
      primary.stop()
    }
    const ours = lines.find(({ name }) => name === JANUS)
    return {
      tables: [
        {
          columns: [
            `${zones.length.toLocaleString('en')} zones`,
            'all have come after, s',
            'CPU for it, s',
            'memory, MB',
            'NOTIFY → served meanwhile, ms: p50',
            'worst',
            'of that without a processor',
            'started again, first answers after, s',
            'questions to the primary then',
          ],
          lines: lines.map(({ name, seconds, cpu, memory, told, again, asked }) => [
            name,
            seconds.toFixed(1),
            cpu.toFixed(2),
            megabytes(memory),
            // Some answer nothing before all have come.
            told.length === 0 ? '–' : median(told.map(({ took }) => took)).toFixed(0),
            told.length === 0 ? '–' : worstOf(told).took.toFixed(0),
            told.length === 0 ? '–' : worstOf(told).waited.toFixed(0),
            again.toFixed(2),
            String(asked),
          ]),
        },
      ],
      verdicts: [
        atMost(
          'NOTIFY → served while the others come',
          ours === undefined || ours.told.length === 0 ? Number.NaN : worstOf(ours.told).took,
          MOST_WAITED_MS,
          'ms',
        ),
        {
          what: 'questions to the primary after a new start: none',
          measured: ours === undefined ? 'not measured' : String(ours.asked),
          met: ours && ours.asked === 0,
        },
      ],
      remarks,
    }
  },
}

function worstOf(told: readonly Told[]): Told {
  return told.reduce((worst, one) => (one.took > worst.took ? one : worst))
}

function secondsFor({ scale }: Bench, name: string): number {
  return 60 + scale.departments / (name === 'BIND' ? 20 : 200)
}

async function measured(
  bench: Bench,
  name: string,
  folder: string,
  launch: (at: { readonly port: number; readonly folder: string }) => Launch,
  primary: BenchPrimary,
  changing: ChangingZones,
  count: number,
): Promise<Line> {
  const names = Array.from({ length: SAMPLE }, (_, i) => `d${Math.floor((i * count) / SAMPLE)}.example`)
  const { cores } = bench
  changing.fetched.clear()
  const first = await startServer({ name, launch, folder, cores: cores.server, names: names.slice(0, 1) })
  const begun = first.server.started
  const [told] = await Promise.all([
    timesUntilServed(first.server, primary, changing, names[0]!, count),
    allCame(first.server, changing, count),
  ])
  const seconds = (performance.now() - begun) / 1000
  await allServed(first.server, names)
  await untilAtRest(first.server)
  const [cpu, memory] = [first.server.cpu() / 1e6, first.server.memory()]
  await first.server.stop()
  primary.asked.clear()
  const second = await startServer({ name, launch, folder, cores: cores.server, names })
  await sleep(WATCHED_MS)
  await second.server.stop()
  const asked = primary.count(SOA, AXFR, IXFR)
  return { name, seconds, cpu, memory, told, again: second.milliseconds / 1000, asked }
}

async function allCame(server: Running, { fetched }: ChangingZones, count: number): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; fetched.size < count; await sleep(LOOK_MS))
    if (server.over || performance.now() > end)
      throw new Error(`${server.name}: ${fetched.size} of ${count} zones were asked for: ${server.lastWords()}`)
}

/** Of a zone that is served, until all have come. */
async function timesUntilServed(
  server: Running,
  primary: BenchPrimary,
  changing: ChangingZones,
  name: string,
  count: number,
): Promise<readonly Told[]> {
  const told: Told[] = []
  while (changing.fetched.size < count && !server.over) {
    const serial = changing.change(name)
    const [begun, before] = [performance.now(), server.waited()]
    primary.tell(server.port, name)
    const { port, ended: until } = server
    const accept = hasSerial(serial)
    const served = await whenAnswered({ port, names: [name], accept, timeoutMs: TOLD_PATIENCE_MS, until })
    const took = served === undefined ? TOLD_PATIENCE_MS : served - begun
    told.push({ took, waited: server.over ? 0 : server.waited() - before })
    await sleep(TOLD_EVERY_MS)
  }
  return told
}

/** Small zones, of which some are changed. */
class ChangingZones {
  /** Names of those that were fetched. */
  readonly fetched = new Set<string>()
  readonly #serials = new Map<string, number>()

  readonly answers = (name: Uint8Array, type: number): readonly Uint8Array[] => {
    const text = nameText(name)
    if (type === AXFR || type === IXFR) this.fetched.add(text)
    return smallZone(name, type, this.#serials.get(text) ?? 1)
  }

  /** Gives its new serial. */
  change(name: string): number {
    const serial = (this.#serials.get(`${name}.`) ?? 1) + 1
    this.#serials.set(`${name}.`, serial)
    return serial
  }
}

async function allServed({ name, port, ended: until }: Running, names: readonly string[]): Promise<void> {
  const served = await whenAnswered({ port, names, accept: hasAnswer, timeoutMs: PATIENCE_MS, until })
  if (served === undefined) throw new Error(`${name}: not all of ${names.length} zones are served`)
}

function ableOf({ peers }: Bench) {
  return peers.filter(({ name }) => ABLE.has(name))
}
