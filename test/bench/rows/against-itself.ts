// The rows that compare Janus with Janus: what more prefixes, more zones, and one more worker cost.

import type { Bench } from '../context.ts'
import { median } from '../measure/statistics.ts'
import { type Contest, cpuRatio, type Standing, type Subject, takeTurns, turnsSeconds } from '../measure/turns.ts'
import { janusLaunch } from '../servers/janus.ts'
import { randomFrom } from '../zones/random.ts'
import { writeZones } from '../zones/write-zones.ts'
import { departmentQuestions, departments, hostQuestions, hosts, ORIGIN, oneZone } from '../zones/zone-text.ts'
import { answersTable } from './answers.ts'
import { atMost, type Result, type Row, type Verdict } from './row.ts'

export const prefixes = row({
  name: 'prefixes',
  work: '10,000 prefixes over 50 views against 2 prefixes over 2 views',
  target: 'CPU per answer within 3 %',
  contest: (bench, folder) => {
    const zones = writeZones(folder, [hosts(bench.scale.hosts)])
    const views = manyViews(bench)
    return {
      subjects: [
        { name: '2 prefixes', launch: (task) => janusLaunch({ ...task, zones }) },
        { name: 'many prefixes', launch: (task) => janusLaunch({ ...task, zones, views }) },
      ],
      zone: ORIGIN,
      questions: hostQuestions(bench.scale.hosts, questionCount(bench)),
      // Another client each round, so that another prefix matches.
      source: (round) => `127.${round}.${(round * 37) & 255}.${round + 1}`,
    }
  },
  judge: ([few, many]) => [within('CPU per answer, many ÷ 2 prefixes', cpuRatio(many!, few!), 0.03)],
})

export const zones = row({
  name: 'zones',
  work: '10,000 zones of 20 records against one zone of 200,000',
  target: 'CPU per answer within 10 %',
  contest: (bench, folder) => {
    const one = writeZones(`${folder}/one`, [oneZone(bench.scale.departments)])
    const [top] = writeZones(`${folder}/many`, [hosts(1)])
    const many = writeZones(`${folder}/many`, departments(bench.scale.departments))
    return {
      subjects: [
        { name: 'one zone', launch: (task) => janusLaunch({ ...task, zones: one }) },
        { name: 'many zones', launch: (task) => janusLaunch({ ...task, zones: [top!, ...many] }) },
      ],
      zone: ORIGIN,
      questions: departmentQuestions(bench.scale.departments, questionCount(bench)),
    }
  },
  judge: ([one, many]) => [within('CPU per answer, many ÷ one zone', cpuRatio(many!, one!), 0.1)],
})

export const workers = row({
  name: 'workers',
  work: 'two workers on two cores, client on both',
  target: "answers per second at least 1.8 × one worker's where the client leaves room; CPU per answer within 10 %",
  contest: (bench, folder) => {
    const { serverPair: cores, clientPair: clientCores } = bench.cores
    const zones = writeZones(folder, [hosts(bench.scale.hosts)])
    const subject = (name: string, workers: number): Subject => ({
      name,
      launch: (task) => janusLaunch({ ...task, zones, workers }),
      cores,
    })
    return {
      subjects: [subject('one worker', 1), subject('two workers', 2)],
      zone: ORIGIN,
      questions: hostQuestions(bench.scale.hosts, 2 * questionCount(bench)),
      clientCores,
      // Many sockets: the kernel chooses a worker by the client's port.
      options: ['-c', '32', '-T', '2'],
    }
  },
  judge: ([one, two], bench) => [
    within('CPU per answer, two workers ÷ one', cpuRatio(two!, one!), 0.1),
    ratesVerdict(one!, two!, bench.cores.room),
  ],
})

type Own = {
  readonly name: string
  readonly work: string
  readonly target: string
  readonly contest: (bench: Bench, folder: string) => Contest
  readonly judge: (standings: readonly Standing[], bench: Bench) => Verdict[]
}

function row({ name, work, target, contest, judge }: Own): Row {
  return {
    name,
    work,
    target,
    // Differences of a few per cent want more rounds.
    estimate: (bench) => turnsSeconds(more(bench), 2) + 5,
    run: async (bench, folder): Promise<Result> => {
      const { standings, remarks } = await takeTurns(more(bench), folder, contest(bench, folder))
      const verdicts =
        standings.length < 2 ? [{ what: target, measured: 'not measured', met: undefined }] : judge(standings, bench)
      return { tables: [answersTable(standings)], verdicts, remarks }
    },
  }
}

function more(bench: Bench): Bench {
  return { ...bench, rounds: bench.rounds * 2 }
}

function questionCount(bench: Bench): number {
  return Math.ceil(bench.scale.questions * bench.seconds)
}

function within(what: string, ratio: number, share: number): Verdict {
  return atMost(what, ratio, 1 + share)
}

function ratesVerdict(one: Standing, two: Standing, room: boolean): Verdict {
  const [a, b] = [one, two].map(({ samples }) => median(samples.map(({ rate }) => rate))) as [number, number]
  const what = 'answers per second, two workers ÷ one: at least 1.8 ×'
  const measured = `${(b / a).toPrecision(3)} ×`
  return room
    ? { what, measured, met: b / a >= 1.8 }
    : { what, measured: `${measured}; the client takes the same cores`, met: undefined }
}

/** Half of them hold loopback addresses, so that clients are found among many. */
function manyViews({ scale }: Bench): Record<string, string[]> {
  const random = randomFrom(1)
  const views = Array.from({ length: scale.views }, (): string[] => [])
  views[0]!.push('127.0.0.0/8', '::1/128')
  views[1]!.push('any')
  const seen = new Set<string>()
  while (seen.size < scale.prefixes - 3) {
    const bits = 24 + random.below(9)
    const first = seen.size % 2 === 0 ? 127 : 11 + random.below(100)
    const last = random.below(256) & (0xff << (32 - bits))
    const prefix = `${first}.${random.below(256)}.${random.below(256)}.${last}/${bits}`
    if (seen.has(prefix)) continue
    views[seen.size % scale.views]!.push(prefix)
    seen.add(prefix)
  }
  return Object.fromEntries(views.map((list, i) => [`view${i}`, list]))
}
