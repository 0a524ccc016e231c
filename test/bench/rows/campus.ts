// The sample campus, started cold: how long the doors are closed when a small nameserver is restarted.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench } from '../context.ts'
import { median } from '../measure/statistics.ts'
import { environment } from '../servers/environment.ts'
import { janusCommand } from '../servers/janus.ts'
import { startServer, untilAtRest } from '../servers/start.ts'
import type { Result, Row } from './row.ts'

const LIMIT_MS = 250
const CAMPUS = join(import.meta.dirname, '../../../zones')

export const campus: Row = {
  name: 'campus',
  work: 'cold start with the sample campus',
  target: `first answer in under ${LIMIT_MS} ms`,
  estimate: (bench) => 2 * starts(bench),
  run: async (bench, folder): Promise<Result> => {
    const cacheless: number[] = []
    const usual: number[] = []
    for (let i = 0; i < starts(bench); i++) {
      bench.progress(`start ${i + 1} of ${starts(bench)}`)
      const cache = join(folder, `${i}`, 'compile-cache')
      cacheless.push(await start(bench, join(folder, `${i}`, 'new'), cache))
      usual.push(await start(bench, join(folder, `${i}`, 'again'), cache))
    }
    const line = (name: string, times: number[]) => [name, median(times).toFixed(0), Math.max(...times).toFixed(0)]
    const middle = median(usual)
    return {
      tables: [
        {
          columns: ['start', 'first answer after, ms', 'slowest, ms'],
          lines: [line('with nothing in `state`', usual), line('and nothing in the compile cache of Node', cacheless)],
        },
      ],
      verdicts: [
        {
          what: `first answer: under ${LIMIT_MS} ms`,
          measured: `${middle.toFixed(0)} ms`,
          met: middle < LIMIT_MS,
        },
      ],
    }
  },
}

function starts(bench: Bench): number {
  return bench.rounds + 2
}

async function start(bench: Bench, folder: string, compileCache: string): Promise<number> {
  mkdirSync(folder, { recursive: true })
  cpSync(CAMPUS, join(folder, 'zones'), { recursive: true })
  const config = join(folder, 'zones', 'janus.yaml')
  const text = readFileSync(config, 'utf8')
  const { server, milliseconds } = await startServer({
    name: 'Janus',
    launch: ({ port }) => {
      writeFileSync(
        config,
        text.replace(/^listen:.*/m, `listen: [127.0.0.1:${port}]\nworkers: 1\nstate: ${folder}/state`),
      )
      return {
        ...janusCommand(config),
        env: { ...environment, NODE_COMPILE_CACHE: compileCache } as Record<string, string>,
      }
    },
    folder,
    cores: bench.cores.server,
    names: ['univ.example'],
  })
  // Node writes its cache when the server is done with starting, and when it ends.
  await untilAtRest(server)
  await server.stop()
  return milliseconds
}
