// A hundred changes in the file of a large zone, reloaded: what it costs to read it, and to find and keep what has changed for secondaries
// that want the changes alone.

import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasSerial, whenAnswered } from '../clients/asker.ts'
import type { Bench } from '../context.ts'
import { median } from '../measure/statistics.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import { hangUp, type ServerKind } from '../servers/kind.ts'
import type { Running } from '../servers/running.ts'
import { startServer, untilAtRest } from '../servers/start.ts'
import { writeZones } from '../zones/write-zones.ts'
import { changedHosts, hosts, ORIGIN } from '../zones/zone-text.ts'
import type { Result, Row } from './row.ts'

const ABLE: ReadonlySet<string> = new Set(['NSD', 'Knot', 'BIND'])
const CHANGES = 100
const RELOAD_MS = 60_000
/** Of the CPU that reading takes. */
const EXTRA = 0.1

type Line = { readonly name: string; readonly plain: number; readonly kept: number }

export const differences: Row = {
  name: 'differences',
  work: `a zone of 1,000,000 records, of which ${CHANGES} are others, reloaded: without and with what has changed for secondaries`,
  target: 'figures beside those of the peers; Janus always keeps what has changed',
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
        return Number.NaN
      }
    }
    const kept = await measure(JANUS, { launch: janusLaunch, reload: hangUp }, true)
    lines.push({ name: JANUS, plain: Number.NaN, kept })
    for (const kind of ableOf(bench))
      lines.push({
        name: kind.name,
        plain: await measure(kind.name, kind, false),
        kept: await measure(kind.name, kind, true),
      })
    return {
      tables: [
        {
          columns: ['server', 'CPU without, s', 'CPU with, s', 'more'],
          lines: lines.map(({ name, plain, kept }) => [name, seconds(plain), seconds(kept), share(kept / plain - 1)]),
        },
      ],
      verdicts: [],
      remarks: [
        ...remarks,
        `wanted: at most ${share(EXTRA)} more; Janus has no way without, so its figure stands alone`,
      ],
    }
  },
}

/** CPU seconds of a reload. */
async function measured(
  bench: Bench,
  folder: string,
  name: string,
  { launch, reload = hangUp }: Pick<ServerKind, 'launch' | 'reload'>,
  isKept: boolean,
): Promise<number> {
  const zones = writeZones(join(folder, 'zones'), [hosts(bench.scale.largeHosts)])
  const { server } = await startServer({
    name,
    launch: (at) => launch({ ...at, zones, transfers: true, differences: isKept }),
    folder: join(folder, 'server'),
    cores: bench.cores.server,
    names: [ORIGIN],
  })
  const { path } = zones[0]!
  const spent: number[] = []
  try {
    await untilAtRest(server)
    for (let round = 1; round <= Math.min(3, bench.rounds); round++) {
      writeFileSync(`${path}.new`, changedHosts(bench.scale.largeHosts, round + 1, CHANGES).text)
      const before = server.cpu()
      renameSync(`${path}.new`, path)
      reload(server.pid, server.folder)
      await untilServed(server, round + 1)
      await untilAtRest(server)
      spent.push((server.cpu() - before) / 1e6)
    }
  } finally {
    await server.stop()
  }
  return median(spent)
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
