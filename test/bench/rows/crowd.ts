// How long a client waits beside fifty connections that pipeline as fast as they can.

import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from '../../../src/dns/types.ts'
import { flood, type ProbeReport, probe } from '../clients/crowd.ts'
import { type Subject, startAll } from '../measure/turns.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import type { Running } from '../servers/running.ts'
import { writeZones } from '../zones/write-zones.ts'
import { hosts, ORIGIN } from '../zones/zone-text.ts'
import type { Result, Row, Verdict } from './row.ts'

const CONNECTIONS = 50
const RATE = 100
const P99_MS = 50
/** Until all of them ask. */
const BEFORE_S = 1

const FLOODS = [
  { answers: 'small', name: `h1.${ORIGIN}`, type: Type.A },
  { answers: '64 kB', name: `large.${ORIGIN}`, type: Type.TXT },
] as const

type Line = { readonly server: string; readonly answers: string; readonly over: string; readonly report: ProbeReport }

export const crowd: Row = {
  name: 'crowd',
  work: `${RATE} questions a second beside ${CONNECTIONS} TCP connections that pipeline as fast as they can`,
  target: `p99 under ${P99_MS} ms, over UDP and over a TCP connection of its own, none lost`,
  estimate: (bench) => (bench.peers.length + 1) * FLOODS.length * 2 * (secondsOf(bench.seconds) + 4),
  run: async (bench, folder): Promise<Result> => {
    const zones = writeZones(`${folder}/zones`, [withLargeAnswer()])
    const subjects: Subject[] = [
      { name: JANUS, launch: (task) => janusLaunch({ ...task, zones }) },
      ...bench.peers.map(({ name, launch }) => ({ name, launch: (task) => launch({ ...task, zones }) }) as Subject),
    ]
    const { servers, remarks } = await startAll(bench, folder, subjects, ORIGIN)
    const lines: Line[] = []
    try {
      for (const server of servers)
        for (const { answers, ...asked } of FLOODS)
          for (const over of ['udp', 'tcp'] as const) {
            bench.progress(`${server.name}: ${answers} answers, over ${over}`)
            const report = await beside(server, asked, over, secondsOf(bench.seconds), bench.cores.client)
            lines.push({ server: server.name, answers, over, report })
          }
    } finally {
      await Promise.all(servers.map((server) => server.stop()))
    }
    return { tables: [tableOf(lines)], verdicts: verdicts(lines), remarks }
  },
}

/** Ten seconds where others take one: of a thousand questions ten are above the p99. */
function secondsOf(seconds: number): number {
  return seconds < 1 ? 1 : 10
}

function withLargeAnswer() {
  const { origin, text } = hosts(100)
  const strings = Array.from({ length: 245 }, (_, i) => `large IN TXT "${String(i).padStart(250, 'x')}"\n`)
  return { origin, text: text + strings.join('') }
}

async function beside(
  { port }: Running,
  asked: { readonly name: string; readonly type: number },
  over: 'udp' | 'tcp',
  seconds: number,
  cores: string,
): Promise<ProbeReport> {
  const flooded = flood({ port, connections: CONNECTIONS, ...asked, seconds: seconds + BEFORE_S + 2 }, cores)
  await sleep(BEFORE_S * 1000)
  const report = await probe({ port, over, name: `h2.${ORIGIN}`, rate: RATE, seconds }, cores)
  await flooded
  return report
}

function tableOf(lines: readonly Line[]) {
  const milliseconds = (value: number) => (Number.isFinite(value) ? value.toFixed(2) : '-')
  return {
    columns: ['server', 'answers, over', 'p50, ms', 'p99, ms', 'max, ms', 'lost'],
    lines: lines.map(({ server, answers, over, report: { p50, p99, max, lost } }) => [
      server,
      `${answers}, ${over}`,
      ...[p50, p99, max].map(milliseconds),
      String(lost),
    ]),
    words: true,
  }
}

function verdicts(lines: readonly Line[]): Verdict[] {
  return lines
    .filter(({ server }) => server === JANUS)
    .map(({ answers, over, report: { p99, lost } }) => ({
      what: `p99 over ${over} beside ${answers} answers: under ${P99_MS} ms, none lost`,
      measured: `${p99.toPrecision(3)} ms, ${lost} lost`,
      met: p99 < P99_MS && lost === 0,
    }))
}
