// Address lists of a million entries, beside rbldnsd: what it takes to load one, the memory that it is, and what an answer costs when
// three of ten addresses are listed. An echo shows what of that is the way through the kernel.

import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { askServer } from '../../../src/operate/control/client.ts'
import { isResponse } from '../clients/asker.ts'
import { type Bench, quickScale } from '../context.ts'
import { median } from '../measure/statistics.ts'
import { cpuOfStanding, type Sample, type Standing, type Subject, takeTurns, turnsSeconds } from '../measure/turns.ts'
import { ECHO, echoLaunch } from '../servers/echo.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import { type ListFile, rbldnsd, rbldnsdLaunch } from '../servers/rbldnsd.ts'
import type { Running } from '../servers/running.ts'
import { startServer, untilAtRest } from '../servers/start.ts'
import { LIST_ZONE, type ListFormat, listEntries, listFormats, listQuestions, writeList } from '../zones/list-text.ts'
import { writeZones } from '../zones/write-zones.ts'
import { hostQuestions, hosts, ORIGIN } from '../zones/zone-text.ts'
import { answersTable, megabytes } from './answers.ts'
import { atMost, type Result, type Row, type Table } from './row.ts'

const HOSTS = `${JANUS}, of a zone`
/** CPU of loading and of an answer as a multiple of rbldnsd's, and of an answer as a multiple of that of a zone with hosts. */
const LOAD = 2
const ANSWER = 0.8
const HITS = 1.1

/** Loading and memory are measured so often. */
const TIMES = 5

/** V8 gives back what loading took some ten seconds later: so many rests. */
const RESTS = 12

/** What all entries cost more than ten. */
type Cost = {
  readonly format: ListFormat
  readonly name: string
  /** CPU from the start to the first answer, and to where nothing is done any more. */
  readonly published: number
  readonly settled: number
  /** Octets of the list itself, as Janus says. */
  readonly image: number
  readonly memory: number
}

type Verdict = Result['verdicts'][number]

export const lists: Row = {
  name: 'lists',
  work: 'address lists of 1,000,000 entries: loading, memory, and answers of which 30 % are listed, from 200 ports',
  target: `loading at most ${LOAD} × rbldnsd's CPU, an answer at most ${ANSWER} × and ${HITS} × our own of a zone; ${listFormats.map(({ format, megabytes }) => `${format} ${megabytes}`).join(', ')} MB`,
  estimate: (bench) =>
    timesOf(bench) * (listFormats.length * 7 + (bench.scale.restMs * RESTS) / 1000) + turnsSeconds(bench, 4),
  run: async (bench, folder): Promise<Result> => {
    // Another user reads the lists.
    for (const open of [bench.folder, folder]) chmodSync(open, 0o755)
    const remarks: string[] = rbldnsd.program === undefined ? ['rbldnsd is not installed'] : []
    const { loads, verdicts } = await loaded(bench, folder, remarks)
    const [format] = listFormats as [ListFormat]
    const list = writeList(folder, format, listEntries(bench.scale))
    const [janus, ...peers] = subjectsOf(folder, list, bench.scale.hosts) as [Subject, ...Subject[]]
    const echo: Subject = { name: ECHO, launch: ({ port }) => echoLaunch(port), accept: isResponse }
    const count = bench.scale.questions * bench.seconds
    const outcome = await takeTurns(bench, join(folder, 'answers'), {
      subjects: [janus, ...peers, echo],
      zone: LIST_ZONE,
      questions: listQuestions(format, listEntries(bench.scale), count),
      options: ['-c', '200'],
    })
    // The same server, asked for hosts of a zone.
    const hits = await takeTurns(bench, join(folder, 'hits'), {
      subjects: [{ ...janus, name: HOSTS }],
      zone: ORIGIN,
      questions: hostQuestions(bench.scale.hosts, count),
      options: ['-c', '200'],
    })
    const standings = [...outcome.standings, ...hits.standings]
    const cpuOf = (name: string) => {
      const standing = standings.find((one) => one.name === name)
      return standing === undefined ? Number.NaN : cpuOfStanding(standing)
    }
    verdicts.push(
      atMost("CPU of an answer, beside rbldnsd's", cpuOf(JANUS) / cpuOf(rbldnsd.name), ANSWER),
      atMost('CPU of an answer, beside our own of a zone', cpuOf(JANUS) / cpuOf(HOSTS), HITS),
    )
    return {
      tables: [
        {
          columns: ['list: server', 'CPU until answered, s', 'until at rest', 'the list, MB', 'memory, MB'],
          lines: loads,
        },
        answersTable(standings),
        kernelTable(standings),
      ],
      verdicts,
      remarks: [...remarks, ...outcome.remarks, ...hits.remarks],
    }
  },
}

function kernelTable(standings: readonly Standing[]): Table {
  const figure = (samples: Standing['samples'], pick: (sample: Sample) => number) =>
    median(samples.map(pick)).toFixed(2)
  return {
    columns: ['CPU per answer, µs', 'in the kernel', 'outside'],
    lines: standings.map(({ name, samples }) => [
      name,
      figure(samples, ({ system }) => system),
      figure(samples, ({ cpu, system }) => cpu - system),
    ]),
  }
}

/** Of each format both servers, with ten entries and with all; the medians of a few times. */
async function loaded(
  bench: Bench,
  folder: string,
  remarks: string[],
): Promise<{ loads: string[][]; verdicts: Verdict[] }> {
  const costs: Cost[] = []
  for (let time = 0; time < timesOf(bench); time++) costs.push(...(await loadedOnce(bench, folder, time, remarks)))
  const of = (format: ListFormat, name: string, pick: (cost: Cost) => number) => {
    const own = costs.filter((one) => one.format === format && one.name === name)
    return own.length === 0 ? Number.NaN : median(own.map(pick))
  }
  const told = new Map(costs.map((cost) => [`${cost.format.format}: ${cost.name}`, cost]))
  return {
    loads: [...told].map(([line, { format, name, image }]) => [
      line,
      (of(format, name, ({ published }) => published) / 1e6).toFixed(2),
      (of(format, name, ({ settled }) => settled) / 1e6).toFixed(2),
      Number.isNaN(image) ? '' : megabytes(image),
      megabytes(of(format, name, ({ memory }) => memory)),
    ]),
    verdicts: listFormats.flatMap((format) => {
      const ours = (pick: (cost: Cost) => number) => of(format, JANUS, pick)
      const ratio = ours(({ published }) => published) / of(format, rbldnsd.name, ({ published }) => published)
      return [
        atMost(`${format.format}: CPU of loading, beside rbldnsd's`, ratio, LOAD),
        atMost(`${format.format}: the list`, ours(({ image }) => image) / 1e6, format.megabytes, 'MB'),
        atMost(`${format.format}: memory`, ours(({ memory }) => memory) / 1e6, format.megabytes, 'MB'),
      ]
    }),
  }
}

/** Of two, one with garbage that is not collected yet would stand for both. */
function timesOf({ scale }: Bench): number {
  return scale === quickScale ? 1 : TIMES
}

async function loadedOnce(bench: Bench, folder: string, time: number, remarks: string[]): Promise<Cost[]> {
  const standing: { readonly cost: Omit<Cost, 'memory'>; readonly pair: readonly Running[] }[] = []
  const ended: Running[] = []
  try {
    for (const format of listFormats) {
      bench.progress(`${format.format}, ${time + 1} of ${timesOf(bench)}`)
      const lists = [10, listEntries(bench.scale)].map((count) => writeList(folder, format, count))
      for (const { name } of subjectsOf(folder, lists[0]!)) {
        const pair: Running[] = []
        const published: number[] = []
        try {
          for (const list of lists) {
            const server = await started(bench, folder, `${name}-${time}`, name, list)
            pair.push(server)
            ended.push(server)
            published.push(server.cpu())
            await untilAtRest(server)
          }
          const [without, all] = pair as [Running, Running]
          const image = name === JANUS ? await imageOf(all) : Number.NaN
          const settled = all.cpu() - without.cpu()
          standing.push({ cost: { format, name, published: published[1]! - published[0]!, settled, image }, pair })
        } catch (error) {
          remarks.push((error as Error).message)
        }
      }
    }
    await sleep(bench.scale.restMs * RESTS)
    return standing.map(({ cost, pair: [without, all] }) => ({
      ...cost,
      memory: Math.max(all!.memory() - without!.memory(), 0),
    }))
  } finally {
    await Promise.all(ended.map((server) => server.stop()))
  }
}

function subjectsOf(folder: string, list: ListFile, count = 1): Subject[] {
  const zones = writeZones(join(folder, `zones-${count}`), [hosts(count)])
  const janus: Subject = { name: JANUS, launch: (task) => janusLaunch({ ...task, zones, lists: [list] }) }
  const peer: Subject = { name: rbldnsd.name, launch: ({ port }) => rbldnsdLaunch({ port, list }) }
  return rbldnsd.program === undefined ? [janus] : [janus, peer]
}

async function started({ cores }: Bench, folder: string, own: string, name: string, list: ListFile): Promise<Running> {
  const { launch } = subjectsOf(folder, list).find((one) => one.name === name)!
  const { server } = await startServer({
    name,
    launch,
    folder: join(folder, `${own}-${list.path.split('/').at(-1)}`),
    cores: cores.server,
    names: [LIST_ZONE],
  })
  return server
}

async function imageOf({ folder }: Running): Promise<number> {
  const answer = await askServer(join(folder, 'state/control.sock'), { verb: 'zones' })
  return Number(/"octets": ?(\d+)/.exec(JSON.stringify(answer))?.[1] ?? Number.NaN)
}
