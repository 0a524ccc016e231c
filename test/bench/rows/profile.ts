// Where the time of answers goes: how much the kernel takes, and which functions of ours the rest. Of hits from one port, of hits from many,
// and of an address list from many.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runDnsperf } from '../clients/dnsperf.ts'
import type { Bench } from '../context.ts'
import { type Shares, sharesIn } from '../measure/cpu-profile.ts'
import { JANUS, type JanusTask, janusLaunch } from '../servers/janus.ts'
import { startServer, untilAtRest } from '../servers/start.ts'
import { LIST_ZONE, type ListFormat, listEntries, listFormats, listQuestions, writeList } from '../zones/list-text.ts'
import { writeZones } from '../zones/write-zones.ts'
import { hostQuestions, hosts, ORIGIN, type Questions } from '../zones/zone-text.ts'
import type { Result, Row, Table } from './row.ts'

/** The loop of a UDP worker. */
const LOOP = 'serveBatches'
const TURNS = 4
const LINES = 14
const FROM_MANY = ['-c', '200']

type Asked = {
  readonly name: string
  readonly zone: string
  readonly served: Pick<JanusTask, 'zones' | 'outside' | 'lists'>
  readonly questions: Questions
  readonly options: readonly string[]
}

type Cost = {
  readonly name: string
  readonly user: number
  readonly system: number
  readonly shares: Shares | undefined
}

export const profile: Row = {
  name: 'profile',
  work: 'where the time of the hits goes, and that of an address list',
  target: 'none of its own',
  estimate: (bench) => 3 * ((TURNS + 1) * bench.seconds + 5),
  run: async (bench, folder): Promise<Result> => {
    const { hosts: count, questions } = bench.scale
    const entries = listEntries(bench.scale)
    const zones = writeZones(`${folder}/internal`, [hosts(count)])
    const outside = writeZones(`${folder}/external`, [hosts(count, { gateway: true })])
    const [format] = listFormats as [ListFormat]
    const list = writeList(folder, format, entries)
    const ofHosts = { zone: ORIGIN, served: { zones, outside }, questions: hostQuestions(count, questions) }
    const ofList = { zone: LIST_ZONE, served: { zones, lists: [list] } }
    const all: Asked[] = [
      { name: 'hits', ...ofHosts, options: [] },
      { name: 'hits from 200 ports', ...ofHosts, options: FROM_MANY },
      {
        ...{ name: 'a list, from 200 ports', ...ofList },
        questions: listQuestions(format, entries, questions),
        options: FROM_MANY,
      },
    ]
    const costs: Cost[] = []
    for (const one of all) costs.push(await measured(bench, join(folder, one.name.replaceAll(/\W+/g, '-')), one))
    return {
      tables: [costTable(costs), ...costs.flatMap(({ name, shares }) => (shares ? [functionTable(name, shares)] : []))],
      verdicts: [],
      remarks: costs.flatMap(({ name, shares }) => (shares ? [] : [`${name}: the worker left no profile`])),
    }
  },
}

async function measured(bench: Bench, folder: string, asked: Asked): Promise<Cost> {
  const profiles = join(folder, 'profiles')
  const node = ['--cpu-prof', `--cpu-prof-dir=${profiles}`, '--cpu-prof-interval=200']
  const { server } = await startServer({
    name: JANUS,
    launch: (task) => janusLaunch({ ...task, ...asked.served, node }),
    folder,
    cores: bench.cores.server,
    names: [asked.zone],
  })
  try {
    await untilAtRest(server)
    await load(bench, folder, server.port, asked, 1)
    const before = server.cpuTime()
    const from = monotonic()
    const { answered } = await load(bench, folder, server.port, asked, TURNS)
    const to = monotonic()
    const after = server.cpuTime()
    await server.stop()
    return {
      name: asked.name,
      user: (after.user - before.user) / answered,
      system: (after.system - before.system) / answered,
      shares: sharesIn(profiles, LOOP, from, to),
    }
  } finally {
    await server.stop()
  }
}

function load(bench: Bench, folder: string, port: number, { questions, options }: Asked, turns: number) {
  const file = join(folder, 'questions')
  writeFileSync(file, questions(turns))
  return runDnsperf({ port, questions: file, seconds: bench.seconds * turns, cores: bench.cores.client, options })
}

function monotonic(): number {
  return Number(process.hrtime.bigint() / 1000n)
}

function costTable(costs: readonly Cost[]): Table {
  return {
    columns: [
      'CPU per answer, with the profiler running, µs',
      'system: the kernel receives and sends',
      'user: ours, Node, koffi',
    ],
    lines: costs.map(({ name, system, user }) => [name, system.toFixed(2), user.toFixed(2)]),
  }
}

/** The functions that call recvmmsg and sendmmsg have the kernel's time, and that of waiting, in theirs. */
function functionTable(name: string, shares: Shares): Table {
  return {
    columns: [`${name}: function, itself alone`, "% of the worker's time"],
    lines: shares.slice(0, LINES).map(([name, share]) => [name, (share * 100).toFixed(1)]),
  }
}
