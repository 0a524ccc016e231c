// Where the time of the hits goes: how much the kernel takes, and which functions of ours the rest.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runDnsperf } from '../clients/dnsperf.ts'
import type { Bench } from '../context.ts'
import { sharesIn } from '../measure/cpu-profile.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import { startServer, untilAtRest } from '../servers/start.ts'
import { writeZones } from '../zones/write-zones.ts'
import { hostQuestions, hosts, ORIGIN } from '../zones/zone-text.ts'
import type { Result, Row, Table } from './row.ts'

/** The loop of a UDP worker. */
const LOOP = 'serveBatches'
const TURNS = 4
const LINES = 14

export const profile: Row = {
  name: 'profile',
  work: 'where the time of the hits goes',
  target: 'none of its own',
  estimate: (bench) => (TURNS + 1) * bench.seconds + 5,
  run: async (bench, folder): Promise<Result> => {
    const profiles = join(folder, 'profiles')
    const zones = writeZones(`${folder}/internal`, [hosts(bench.scale.hosts)])
    const outside = writeZones(`${folder}/external`, [hosts(bench.scale.hosts, { gateway: true })])
    const node = ['--cpu-prof', `--cpu-prof-dir=${profiles}`, '--cpu-prof-interval=200']
    const { server } = await startServer({
      name: JANUS,
      launch: (task) => janusLaunch({ ...task, zones, outside, node }),
      folder: join(folder, 'server'),
      cores: bench.cores.server,
      names: [ORIGIN],
    })
    await untilAtRest(server)
    await load(bench, folder, server.port, 1)
    const before = server.cpuTime()
    const from = monotonic()
    const { answered } = await load(bench, folder, server.port, TURNS)
    const to = monotonic()
    const after = server.cpuTime()
    await server.stop()
    const user = (after.user - before.user) / answered
    const system = (after.system - before.system) / answered
    const shares = sharesIn(profiles, LOOP, from, to)
    return {
      tables: [costTable(user, system), ...(shares ? [functionTable(shares)] : [])],
      verdicts: [],
      remarks: shares ? [] : ['the worker left no profile'],
    }
  },
}

function load(bench: Bench, folder: string, port: number, turns: number) {
  const questions = join(folder, 'questions')
  writeFileSync(questions, hostQuestions(bench.scale.hosts, bench.scale.questions)(turns))
  return runDnsperf({ port, questions, seconds: bench.seconds * turns, cores: bench.cores.client, options: [] })
}

function monotonic(): number {
  return Number(process.hrtime.bigint() / 1000n)
}

function costTable(user: number, system: number): Table {
  return {
    columns: ['CPU per answer, with the profiler running', 'µs'],
    lines: [
      ['system: the kernel receives and sends', system.toFixed(2)],
      ['user: ours, Node, koffi', user.toFixed(2)],
    ],
  }
}

/** The functions that call recvmmsg and sendmmsg have the kernel's time, and that of waiting, in theirs. */
function functionTable(shares: readonly (readonly [string, number])[]): Table {
  return {
    columns: ['function, itself alone', "% of the worker's time"],
    lines: shares.slice(0, LINES).map(([name, share]) => [name, (share * 100).toFixed(1)]),
  }
}
