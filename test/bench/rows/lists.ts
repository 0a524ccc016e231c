// Address lists of a million entries, beside rbldnsd: what it takes to load one, the memory that it is, and what an answer costs when
// three of ten addresses are listed.

import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { askServer } from '../../../src/operate/control/client.ts'
import type { Bench } from '../context.ts'
import { median } from '../measure/statistics.ts'
import { type Subject, takeTurns, turnsSeconds } from '../measure/turns.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import { type ListFile, rbldnsd, rbldnsdLaunch } from '../servers/rbldnsd.ts'
import type { Running } from '../servers/running.ts'
import { startServer, untilAtRest } from '../servers/start.ts'
import { type Random, randomFrom } from '../zones/random.ts'
import { writeZones } from '../zones/write-zones.ts'
import { hosts, ORIGIN, type Questions } from '../zones/zone-text.ts'
import { answersTable, megabytes } from './answers.ts'
import { atMost, type Result, type Row } from './row.ts'

const ZONE = `bl.${ORIGIN}`
const HEAD = `$SOA 300 ns1.${ORIGIN} hostmaster.${ORIGIN} 1 1h 15m 30d 10s\n$NS 300 ns1.${ORIGIN}\n:127.0.0.2:listed\n`
const ENTRIES_TO_HOSTS = 3
const LISTED = 0.3
const TXT = 0.2
/** CPU of loading and of an answer as a multiple of rbldnsd's. */
const LOAD = 2
const ANSWER = 0.8

type Format = { readonly format: string; readonly entry: (random: Random) => string; readonly megabytes: number }

const octets = (random: Random) => Array.from({ length: 4 }, () => 1 + random.below(223))
const group = (random: Random) => random.below(0x10000).toString(16)

/** `megabytes`: what a million may take. */
const formats: readonly Format[] = [
  { format: 'ip4set', entry: (random) => octets(random).join('.'), megabytes: 8 },
  { format: 'ip4tset', entry: (random) => octets(random).join('.'), megabytes: 5 },
  { format: 'ip4trie', entry: (random) => octets(random).join('.'), megabytes: 12 },
  {
    format: 'ip6trie',
    entry: (random) => `2001:${group(random)}:${group(random)}:${group(random)}::/64`,
    megabytes: 20,
  },
  { format: 'dnset', entry: (random) => `${random.label(9)}.com`, megabytes: 40 },
]

/** V8 gives back what loading took some ten seconds later: so many rests. */
const RESTS = 12

type Standing = {
  readonly format: Format
  readonly name: string
  readonly cpu: number
  /** Octets of the list itself, as Janus says. */
  readonly image: number
  /** With ten entries, and with all. */
  readonly pair: readonly Running[]
}

type Verdict = Result['verdicts'][number]

export const lists: Row = {
  name: 'lists',
  work: 'address lists of 1,000,000 entries: loading, memory, and answers of which 30 % are listed, from 200 ports',
  target: `loading at most ${LOAD} × rbldnsd's CPU, an answer at most ${ANSWER} ×; ${formats.map(({ format, megabytes }) => `${format} ${megabytes}`).join(', ')} MB`,
  estimate: (bench) => formats.length * 12 + (bench.scale.restMs * RESTS) / 1000 + turnsSeconds(bench, 2),
  run: async (bench, folder): Promise<Result> => {
    // Another user reads the lists.
    for (const open of [bench.folder, folder]) chmodSync(open, 0o755)
    const remarks: string[] = rbldnsd.program === undefined ? ['rbldnsd is not installed'] : []
    const { loads, verdicts } = await loaded(bench, folder, remarks)
    const [format] = formats as [Format]
    const list = write(folder, format, bench.scale.largeHosts * ENTRIES_TO_HOSTS)
    const outcome = await takeTurns(bench, join(folder, 'answers'), {
      subjects: subjectsOf(folder, list),
      zone: ZONE,
      questions: questionsOf(format, bench.scale.largeHosts * ENTRIES_TO_HOSTS, bench.scale.questions * bench.seconds),
      options: ['-c', '200'],
    })
    const cpuOf = (name: string) => {
      const samples = outcome.standings.find((standing) => standing.name === name)?.samples ?? []
      return median(samples.map(({ cpu }) => cpu))
    }
    verdicts.push(atMost("CPU of an answer, beside rbldnsd's", cpuOf(JANUS) / cpuOf(rbldnsd.name), ANSWER))
    return {
      tables: [
        { columns: ['list: server', 'CPU of loading, s', 'the list, MB', 'memory, MB'], lines: loads },
        answersTable(outcome.standings),
      ],
      verdicts,
      remarks: [...remarks, ...outcome.remarks],
    }
  },
}

/** Of each format both servers, with ten entries and with all. */
async function loaded(
  bench: Bench,
  folder: string,
  remarks: string[],
): Promise<{ loads: string[][]; verdicts: Verdict[] }> {
  const standing: Standing[] = []
  try {
    for (const format of formats) {
      bench.progress(format.format)
      const lists = [10, bench.scale.largeHosts * ENTRIES_TO_HOSTS].map((count) => write(folder, format, count))
      for (const { name } of subjectsOf(folder, lists[0]!)) {
        const pair: Running[] = []
        try {
          for (const list of lists) pair.push(await started(bench, folder, name, list))
          const [without, all] = pair as [Running, Running]
          const cpu = all.cpu() - without.cpu()
          standing.push({ format, name, cpu, image: name === JANUS ? await imageOf(all) : Number.NaN, pair })
        } catch (error) {
          await Promise.all(pair.map((server) => server.stop()))
          remarks.push((error as Error).message)
        }
      }
    }
    await sleep(bench.scale.restMs * RESTS)
    const costs = standing.map(({ pair: [without, all], ...one }) => ({
      ...one,
      memory: all!.memory() - without!.memory(),
    }))
    const of = (format: Format, name: string) => costs.find((one) => one.format === format && one.name === name)
    return {
      loads: costs.map(({ format: { format }, name, cpu, image, memory }) => [
        `${format}: ${name}`,
        (cpu / 1e6).toFixed(2),
        Number.isNaN(image) ? '' : megabytes(image),
        megabytes(Math.max(memory, 0)),
      ]),
      verdicts: formats.flatMap((format) => {
        const [ours, theirs] = [of(format, JANUS), of(format, rbldnsd.name)]
        const ratio = (ours?.cpu ?? Number.NaN) / (theirs?.cpu ?? Number.NaN)
        return [
          atMost(`${format.format}: CPU of loading, beside rbldnsd's`, ratio, LOAD),
          atMost(`${format.format}: the list`, (ours?.image ?? Number.NaN) / 1e6, format.megabytes, 'MB'),
          atMost(`${format.format}: memory`, (ours?.memory ?? Number.NaN) / 1e6, format.megabytes, 'MB'),
        ]
      }),
    }
  } finally {
    await Promise.all(standing.flatMap(({ pair }) => pair.map((server) => server.stop())))
  }
}

function write(folder: string, { format, entry }: Format, count: number): ListFile {
  const path = join(folder, `${format}-${count}`)
  writeFileSync(path, `${HEAD}${entriesOf(entry, count).join('\n')}\n`)
  return { zone: ZONE, format, path }
}

function entriesOf(entry: Format['entry'], count: number): string[] {
  const random = randomFrom(15)
  return Array.from({ length: count }, () => entry(random))
}

function subjectsOf(folder: string, list: ListFile): Subject[] {
  const zones = writeZones(join(folder, 'zones'), [hosts(1)])
  const janus: Subject = { name: JANUS, launch: (task) => janusLaunch({ ...task, zones, lists: [list] }) }
  const peer: Subject = { name: rbldnsd.name, launch: ({ port }) => rbldnsdLaunch({ port, list }) }
  return rbldnsd.program === undefined ? [janus] : [janus, peer]
}

async function started({ cores }: Bench, folder: string, name: string, list: ListFile): Promise<Running> {
  const { launch } = subjectsOf(folder, list).find((one) => one.name === name)!
  const own = join(folder, `${name}-${list.path.split('/').at(-1)}`)
  const { server } = await startServer({ name, launch, folder: own, cores: cores.server, names: [ZONE] })
  await untilAtRest(server)
  return server
}

async function imageOf({ folder }: Running): Promise<number> {
  const answer = await askServer(join(folder, 'state/control.sock'), { verb: 'zones' })
  return Number(/"octets": ?(\d+)/.exec(JSON.stringify(answer))?.[1] ?? Number.NaN)
}

function questionsOf({ entry }: Format, entries: number, count: number): Questions {
  const listed = entriesOf(entry, entries)
  return (round) => {
    const random = randomFrom(round)
    return `${Array.from({ length: count }, () => {
      const address = random.below(1000) < LISTED * 1000 ? listed[random.below(listed.length)]! : entry(random)
      const type = random.below(1000) < TXT * 1000 ? 'TXT' : 'A'
      return `${address.split('.').reverse().join('.')}.${ZONE} ${type}`
    }).join('\n')}\n`
  }
}
