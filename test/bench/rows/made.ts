// A face that is made out of another one: how much later a server starts with it, how long a client waits while it is made again, and for
// how long the main thread has no time for anything else meanwhile.

import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasSerial, whenAnswered } from '../clients/asker.ts'
import { askOverTcp, type Waiting } from '../clients/tcp-asker.ts'
import type { Bench } from '../context.ts'
import { longestTurn, watchingTurns } from '../measure/long-turns.ts'
import { median } from '../measure/statistics.ts'
import { janusCommand } from '../servers/janus.ts'
import { hangUp, type Launch } from '../servers/kind.ts'
import type { Running } from '../servers/running.ts'
import { startServer, untilAtRest } from '../servers/start.ts'
import { hosts, ORIGIN } from '../zones/zone-text.ts'
import { atMost, type Result, type Row, type Verdict } from './row.ts'

const EVERY_MS = 3
const P99_MS = 20
const WORST_MS = 60
const START_RATIO = 1.5
const TURN_MS = 20
/** Of a server whose turns are watched. */
const RELOADS = 10

const PLAIN = 'both views have the file'
const MADE = 'one view has it, the other is made of that'
const FACES = { [PLAIN]: 'zone.file', [MADE]: '{from: internal, rules: [{drop: private}]}' } as const
type Kind = keyof typeof FACES
const KINDS: readonly Kind[] = [PLAIN, MADE]

export const made: Row = {
  name: 'made',
  work: 'a face of 200,000 records made out of another: start, and a reload beside a TCP question every 3 ms',
  target: `a start within ${START_RATIO} of a plain file's; p99 under ${P99_MS} ms, worst under ${WORST_MS} ms; turns of the main thread under ${TURN_MS}`,
  estimate: (bench) => bench.rounds * 8 + (bench.seconds < 1 ? 15 : 40),
  run: async (bench, folder): Promise<Result> => {
    const starts = new Map<Kind, number[]>(KINDS.map((kind) => [kind, []]))
    const waits = new Map<Kind, Waiting[]>(KINDS.map((kind) => [kind, []]))
    for (let round = 1; round <= bench.rounds; round++)
      for (const kind of KINDS) {
        bench.progress(`round ${round} of ${bench.rounds}: ${kind}`)
        const own = join(folder, `${round}-${kind === MADE ? 'made' : 'plain'}`)
        const { server, milliseconds } = await start(bench, own, kind)
        starts.get(kind)!.push(milliseconds)
        await untilAtRest(server)
        waits.get(kind)!.push(await reloadOnce(bench, own, server, 2))
        await server.stop()
      }
    const turns = new Map<Kind, number>()
    for (const kind of KINDS) {
      bench.progress(`turns of the main thread: ${kind}`)
      turns.set(kind, await longestOf(bench, join(folder, `turns-${kind === MADE ? 'made' : 'plain'}`), kind))
    }
    const line = (kind: Kind) => [
      kind,
      (median(starts.get(kind)!) / 1000).toFixed(2),
      median(waits.get(kind)!.map(({ p99 }) => p99)).toFixed(1),
      Math.max(...waits.get(kind)!.map(({ max }) => max)).toFixed(1),
      turns.get(kind)!.toFixed(1),
    ]
    return {
      tables: [
        {
          columns: [
            'faces',
            'first answer after, s',
            'p99 in a reload, ms',
            'worst, ms',
            `main thread’s longest turn in ${RELOADS}, ms of CPU`,
          ],
          lines: [line(PLAIN), line(MADE)],
        },
      ],
      verdicts: [
        ...verdicts(median(starts.get(MADE)!) / median(starts.get(PLAIN)!), waits.get(MADE)!),
        atMost(`longest turn of the main thread in ${RELOADS} reloads`, turns.get(MADE)!, TURN_MS, 'ms of CPU'),
      ],
    }
  },
}

function verdicts(ratio: number, waits: readonly Waiting[]): Verdict[] {
  return [
    atMost('first answer ÷ that of a plain file', ratio, START_RATIO),
    atMost('p99 in a reload', median(waits.map(({ p99 }) => p99)), P99_MS, 'ms'),
    atMost('worst in a reload', Math.max(...waits.map(({ max }) => max)), WORST_MS, 'ms'),
  ]
}

/** Milliseconds of CPU that the main thread takes in one turn at the most, while a client asks as ever. */
async function longestOf(bench: Bench, folder: string, kind: Kind): Promise<number> {
  const file = join(folder, 'turns')
  const { server } = await start(bench, folder, kind, watchingTurns(file))
  try {
    await untilAtRest(server)
    const begun = Date.now()
    for (let serial = 2; serial < 2 + RELOADS; serial++) {
      await reloadOnce(bench, folder, server, serial)
      await untilAtRest(server)
    }
    return longestTurn(file, begun)
  } finally {
    await server.stop()
  }
}

function start(bench: Bench, folder: string, kind: Kind, env: Launch['env'] = {}) {
  mkdirSync(folder, { recursive: true })
  writeZone(bench, folder, 1)
  return startServer({
    name: 'Janus',
    launch: ({ port }) => {
      const config = join(folder, 'janus.yaml')
      writeFileSync(
        config,
        `listen: [127.0.0.1:${port}]
workers: 1
views: {internal: [10.0.0.0/8], external: [any]}
zones: {${ORIGIN}: {internal: zone.file, external: ${FACES[kind]}}}
`,
      )
      return { ...janusCommand(config), env }
    },
    folder,
    cores: bench.cores.server,
    names: [ORIGIN],
  })
}

async function reloadOnce(bench: Bench, folder: string, server: Running, serial: number): Promise<Waiting> {
  writeZone(bench, folder, serial)
  hangUp(server.pid)
  const task = { port: server.port, names: [ORIGIN], accept: hasSerial(serial), timeoutMs: 60_000, until: server.ended }
  return askOverTcp(server.port, ORIGIN, EVERY_MS, whenAnswered(task))
}

/** As a deployment does it: written beside, then renamed. */
function writeZone(bench: Bench, folder: string, serial: number): void {
  const { text } = hosts(Math.round(bench.scale.largeHosts / 5), { serial })
  writeFileSync(join(folder, 'zone.new'), text)
  renameSync(join(folder, 'zone.new'), join(folder, 'zone.file'))
}
