// A hundred changes in the file of a large zone, reloaded: what it costs to read it, and to find and keep what has changed for secondaries
// that want the changes alone. Janus compares in any case, because what has not changed keeps its serial: it has no reload without, and a
// thread of its own tells what comparing has cost.

import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasSerial, whenAnswered } from '../clients/asker.ts'
import type { Bench } from '../context.ts'
import { spentBy, threadsOf } from '../measure/process-tree.ts'
import { median } from '../measure/statistics.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import { hangUp, type ServerKind } from '../servers/kind.ts'
import type { Running } from '../servers/running.ts'
import { startServer, untilAtRest } from '../servers/start.ts'
import { writeZones } from '../zones/write-zones.ts'
import { changedHosts, hosts, ORIGIN } from '../zones/zone-text.ts'
import { atMost, type Result, type Row } from './row.ts'

const ABLE: ReadonlySet<string> = new Set(['NSD', 'Knot', 'BIND'])
const CHANGES = 100
const RELOAD_MS = 60_000
/** CPU of a reload with what has changed, over that of one without. */
const MORE = 1.1
const LOOK_MS = 20
/** Janus' thread that compares. */
const COMPARING = 'compare'
/** Threads in which V8 compiles and collects garbage for all others. */
const HELPING = 'node-V8Worker'

/** CPU seconds of a reload, and those among them that comparing has cost: NaN where no thread tells. */
type Spent = { readonly whole: number; readonly comparing: number }

type Line = { readonly name: string; readonly plain: number; readonly kept: number }

export const differences: Row = {
  name: 'differences',
  work: `a zone of 1,000,000 records, of which ${CHANGES} are others, reloaded: without and with what has changed for secondaries`,
  target: `CPU of a reload at most ${MORE} × that without comparing`,
  estimate: (bench) => (2 * ableOf(bench).length + 1) * (10 + 4 * bench.rounds),
  run: async (bench, folder): Promise<Result> => {
    const remarks: string[] = []
    const lines: Line[] = []
    const measure = async (name: string, kind: Pick<ServerKind, 'launch' | 'reload'>, isKept: boolean) => {
      bench.progress(`${name}, ${isKept ? 'with' : 'without'} changes kept`)
      try {
        return await measured(bench, join(folder, `${name}-${isKept}`), name, kind, isKept)
      } catch (error) {
        remarks.push((error as Error).message)
        return { whole: Number.NaN, comparing: Number.NaN }
      }
    }
    const { whole, comparing } = await measure(JANUS, { launch: janusLaunch, reload: hangUp }, true)
    lines.push({ name: JANUS, plain: whole - comparing, kept: whole })
    for (const kind of ableOf(bench)) {
      const plain = await measure(kind.name, kind, false)
      const kept = await measure(kind.name, kind, true)
      lines.push({ name: kind.name, plain: plain.whole, kept: kept.whole })
    }
    return {
      tables: [
        {
          columns: ['server', 'CPU without, s', 'CPU with, s', 'more'],
          lines: lines.map(({ name, plain, kept }) => [name, seconds(plain), seconds(kept), share(kept / plain - 1)]),
        },
      ],
      verdicts: [atMost('CPU with what has changed ÷ without', whole / (whole - comparing), MORE)],
      remarks: [...remarks, 'without: for Janus what is left without the thread that compares, and V8 meanwhile'],
    }
  },
}

async function measured(
  bench: Bench,
  folder: string,
  name: string,
  { launch, reload = hangUp }: Pick<ServerKind, 'launch' | 'reload'>,
  isKept: boolean,
): Promise<Spent> {
  const zones = writeZones(join(folder, 'zones'), [hosts(bench.scale.largeHosts)])
  const { server } = await startServer({
    name,
    launch: (at) => launch({ ...at, zones, transfers: true, differences: isKept }),
    folder: join(folder, 'server'),
    cores: bench.cores.server,
    names: [ORIGIN],
  })
  const { path } = zones[0]!
  const spent: Spent[] = []
  try {
    await untilAtRest(server)
    for (let round = 1; round <= Math.min(3, bench.rounds); round++) {
      writeFileSync(`${path}.new`, changedHosts(bench.scale.largeHosts, round + 1, CHANGES).text)
      const before = server.cpu()
      const watch = new ComparingWatch(server)
      renameSync(`${path}.new`, path)
      reload(server.pid, server.folder)
      await untilServed(server, round + 1)
      watch.end()
      await untilAtRest(server)
      spent.push({ whole: (server.cpu() - before) / 1e6, comparing: watch.spent / 1e6 })
    }
  } finally {
    await server.stop()
  }
  return { whole: median(spent.map(({ whole }) => whole)), comparing: median(spent.map(({ comparing }) => comparing)) }
}

/** What the thread that compares has cost, and V8's threads since it began: reading is over by then. */
class ComparingWatch {
  readonly #pid: number
  readonly #begun: ReturnType<typeof threadsOf>
  readonly #timer: NodeJS.Timeout
  #comparing = 0
  #helping = { before: 0, now: 0 }

  constructor({ pid }: Running) {
    this.#pid = pid
    this.#begun = threadsOf([pid])
    this.#timer = setInterval(() => this.#look(), LOOK_MS)
  }

  end(): void {
    this.#look()
    clearInterval(this.#timer)
  }

  /** In microseconds. */
  get spent(): number {
    return this.#comparing > 0 ? this.#comparing + this.#helping.now - this.#helping.before : Number.NaN
  }

  #look(): void {
    const threads = threadsOf([this.#pid])
    this.#comparing = Math.max(this.#comparing, spentBy(COMPARING, this.#begun, threads))
    this.#helping.now = spentBy(HELPING, this.#begun, threads)
    if (this.#comparing === 0) this.#helping.before = this.#helping.now
  }
}

async function untilServed({ name, port, ended: until, lastWords }: Running, serial: number): Promise<void> {
  const accept = hasSerial(serial)
  const served = await whenAnswered({ port, names: [ORIGIN], accept, timeoutMs: RELOAD_MS, until })
  if (served === undefined) throw new Error(`${name}: the changes were not served: ${lastWords()}`)
}

function ableOf({ peers }: Bench) {
  return peers.filter(({ name }) => ABLE.has(name))
}

function seconds(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : '-'
}

function share(value: number): string {
  return Number.isFinite(value) ? `${(value * 100).toFixed(0)} %` : '-'
}
