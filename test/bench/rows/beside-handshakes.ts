// What clients of plain UDP and TCP notice of others that shake hands: a handshake costs some hundred times what an answer does.

import { mkdirSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ProbeReport, probe } from '../clients/crowd.ts'
import { runDnsperf } from '../clients/dnsperf.ts'
import type { Bench } from '../context.ts'
import { startAll } from '../measure/turns.ts'
import { JANUS } from '../servers/janus.ts'
import type { Running } from '../servers/running.ts'
import { securedBy, securedPort } from '../servers/secured.ts'
import { securedSubjects } from '../servers/secured-subjects.ts'
import { writeZones } from '../zones/write-zones.ts'
import { hosts, ORIGIN } from '../zones/zone-text.ts'
import type { Result, Row, Table, Verdict } from './row.ts'

/** Questions per second of the client that waits. */
const RATE = 500
const LIMIT = 2
const BEFORE_S = 1

type Line = {
  readonly server: string
  readonly over: 'udp' | 'tcp'
  readonly alone: ProbeReport
  readonly beside: ProbeReport
  /** Of handshakes in a second. */
  readonly rate: number
}

export const besideHandshakes: Row = {
  name: 'beside-handshakes',
  work: 'plain UDP and TCP while 500 TLS handshakes a second come (200 where their client has no core of its own)',
  target: `no query lost, p99 within ${LIMIT} × of what it is without`,
  estimate: (bench) => 3 * 2 * (2 * secondsOf(bench) + 6),
  run: async (bench, folder): Promise<Result> => {
    mkdirSync(folder, { recursive: true })
    const [zones, tls] = [writeZones(`${folder}/zones`, [hosts(bench.scale.hosts)]), securedBy(folder)]
    const subjects = securedSubjects({ ...bench, pairs: true }, { zones, tls })
    const questions = `${folder}/questions`
    writeFileSync(questions, `h1.${ORIGIN} A\n`)
    const { servers, remarks } = await startAll(bench, folder, subjects, ORIGIN)
    const lines: Line[] = []
    try {
      for (const server of servers)
        for (const over of ['udp', 'tcp'] as const) {
          bench.progress(`${server.name}, over ${over}`)
          lines.push(await lineOf(bench, server, over, questions))
        }
    } finally {
      await Promise.all(servers.map((server) => server.stop()))
    }
    return {
      tables: [tableOf(lines)],
      verdicts: lines.filter(({ server }) => server === JANUS).map(verdictOf),
      remarks,
    }
  },
}

function secondsOf({ seconds }: Bench): number {
  return Math.max(1, Math.round(10 * seconds))
}

async function lineOf(bench: Bench, { name, port }: Running, over: 'udp' | 'tcp', questions: string): Promise<Line> {
  const seconds = secondsOf(bench)
  const { client: cores, room } = bench.cores
  const task = { port, over, name: `h2.${ORIGIN}`, rate: RATE, seconds }
  const shake = (length: number) =>
    runDnsperf({
      // Whoever waits for answers is not to wait for who shakes hands on the same core: servers are compared, not clients.
      ...{ port: securedPort(port), questions, seconds: length, cores, yields: true },
      options: ['-m', 'dot', '-c', '50', '-Q', room ? '500' : '200', '-O', 'num-queries-per-conn=1'],
    })
  // Nobody's first handshakes, nor first answers, are what others notice for long.
  await Promise.all([shake(BEFORE_S), probe({ ...task, seconds: BEFORE_S }, cores)])
  const alone = await probe(task, cores)
  const shaken = shake(seconds + 2 * BEFORE_S)
  await sleep(BEFORE_S * 1000)
  const beside = await probe(task, cores)
  return { server: name, over, alone, beside, rate: (await shaken).rate }
}

function tableOf(lines: readonly Line[]): Table {
  return {
    columns: ['server', 'over', 'handshakes/s', 'p99 alone, ms', 'p99 beside, ms', 'max beside, ms', 'lost'],
    lines: lines.map(({ server, over, rate, alone, beside }) => [
      ...[server, over, rate.toFixed(0)],
      ...[alone.p99, beside.p99, beside.max].map((value) => value.toFixed(2)),
      String(beside.lost),
    ]),
    words: true,
  }
}

function verdictOf({ over, alone, beside, rate }: Line): Verdict {
  return {
    what: `p99 over ${over} beside handshakes: within ${LIMIT} ×, none lost`,
    measured: `${(beside.p99 / alone.p99).toPrecision(3)} ×, ${beside.lost} lost, ${rate.toFixed(0)} handshakes/s`,
    met: beside.lost === 0 && beside.p99 <= LIMIT * alone.p99,
  }
}
