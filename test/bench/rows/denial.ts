// Denials that are signed when somebody asks (RFC 9824), each for a name that nobody asked for before: what one costs beside one out of the
// chain, and what answers that lie there cost and wait beside a flood of them.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type LoadReport, runDnsperf } from '../clients/dnsperf.ts'
import type { Bench } from '../context.ts'
import { startAll } from '../measure/turns.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import type { ServerKind } from '../servers/kind.ts'
import type { Running } from '../servers/running.ts'
import { writeZones } from '../zones/write-zones.ts'
import { absentQuestions, hostQuestions, hosts, ORIGIN } from '../zones/zone-text.ts'
import { atMost, type Result, type Row } from './row.ts'

const CHAIN = 'Janus, out of its chain'
/** A signature, and what it takes to ask another thread for it. */
const DENIAL_US = 60
/** Latency of others beside the flood, and how many questions of it a second. */
const BESIDE = 1.1
const FLOOD = 2000
/** Of what is answered: then nothing waits for want of CPU. */
const SHARE = 0.25

type Line = {
  readonly name: string
  readonly denial: number
  readonly alone: LoadReport
  readonly beside: LoadReport
  readonly flood: LoadReport
}

export const denial: Row = {
  name: 'denial',
  work: `denials signed when somebody asks, and questions for what lies there at a quarter of what is answered, beside ${FLOOD} of them a second`,
  target: `at most ${DENIAL_US} µs of CPU a denial; others wait no longer (${BESIDE} ×), and none is lost`,
  estimate: (bench) => 3 * (4 * bench.seconds + 4),
  run: async (bench, folder): Promise<Result> => {
    const zones = writeZones(join(folder, 'zones'), [hosts(bench.scale.hosts)])
    const files = { there: join(folder, 'there'), absent: join(folder, 'absent') }
    const { questions } = bench.scale
    writeFileSync(files.there, hostQuestions(bench.scale.hosts, questions * bench.seconds)(1))
    writeFileSync(files.absent, absentQuestions(questions * bench.seconds)(1))
    const signed = (form: string) => `sign: {${ORIGIN}: {parents: [], denial: ${form}}}\n`
    const subjects = [
      { name: JANUS, launch: (task: Place) => janusLaunch({ ...task, zones, more: signed('compact') }) },
      { name: CHAIN, launch: (task: Place) => janusLaunch({ ...task, zones, more: signed('nsec') }) },
      ...bench.peers.flatMap((peer) => (peer.name === 'Knot' ? [onlineKnot(peer, zones)] : [])),
    ].map((one) => ({ ...one, cores: bench.cores.serverPair }))
    const { servers, remarks } = await startAll(bench, folder, subjects, ORIGIN)
    const lines: Line[] = []
    try {
      for (const server of servers) {
        bench.progress(server.name)
        lines.push(await measured(bench, server, files))
      }
    } finally {
      await Promise.all(servers.map((server) => server.stop()))
    }
    const ours = lines.find(({ name }) => name === JANUS)
    return {
      tables: [
        {
          columns: [
            'server',
            'CPU of a denial, µs',
            'others: latency alone, µs',
            'beside, µs',
            'lost',
            'denials a second',
          ],
          lines: lines.map(({ name, denial, alone, beside, flood }) => [
            name,
            denial.toFixed(1),
            alone.latency.toFixed(0),
            beside.latency.toFixed(0),
            String(beside.lost),
            flood.rate.toFixed(0),
          ]),
        },
      ],
      verdicts: [
        atMost('CPU of a denial', ours?.denial ?? Number.NaN, DENIAL_US, 'µs'),
        atMost(
          'latency of others beside ÷ alone',
          ours ? ours.beside.latency / ours.alone.latency : Number.NaN,
          BESIDE,
        ),
        atMost('of others lost', ours?.beside.lost ?? Number.NaN, 0, 'queries'),
      ],
      remarks,
    }
  },
}

type Place = { readonly port: number; readonly folder: string }

async function measured(
  { seconds, cores }: Bench,
  server: Running,
  { there, absent }: { readonly there: string; readonly absent: string },
): Promise<Line> {
  const ask = (questions: string, options: readonly string[]) =>
    runDnsperf({ port: server.port, questions, seconds, cores: cores.client, options: ['-D', ...options] })
  const { rate } = await ask(there, [])
  const alone = await ask(there, ['-Q', String(Math.ceil(rate * SHARE))])
  const before = server.cpu()
  const many = await ask(absent, ['-Q', String(FLOOD)])
  const cpu = (server.cpu() - before) / many.answered
  const [beside, flood] = await Promise.all([
    ask(there, ['-Q', String(Math.ceil(rate * SHARE))]),
    ask(absent, ['-Q', String(FLOOD)]),
  ])
  return { name: server.name, denial: cpu, alone, beside, flood }
}

/** Its module signs each answer when it is asked for. */
function onlineKnot({ name, launch }: ServerKind, zones: ReturnType<typeof writeZones>) {
  return {
    name: `${name}, mod-onlinesign`,
    launch: (task: Place) => {
      const made = launch({ ...task, zones })
      const conf = made.files!['knot.conf']!.replace(/(file: ".*"\n)/, '$1    module: mod-onlinesign\n')
      return { ...made, files: { ...made.files, 'knot.conf': conf } }
    },
  }
}
