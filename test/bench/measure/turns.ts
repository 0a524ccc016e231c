// Several servers under the same load, in turns: a few rounds, and in each every server once, beginning with another each
// time. What else the machine does falls on all of them alike, and ratios are taken within a round.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type LoadReport, runDnsperf } from '../clients/dnsperf.ts'
import type { Bench } from '../context.ts'
import type { Launch } from '../servers/kind.ts'
import type { Running } from '../servers/running.ts'
import { securedPort } from '../servers/secured.ts'
import { startServer, untilAtRest } from '../servers/start.ts'
import type { Questions } from '../zones/zone-text.ts'
import { median, pairedRatio } from './statistics.ts'

export type Subject = {
  readonly name: string
  readonly launch: (task: { readonly port: number; readonly folder: string }) => Launch
  /** By default the one of servers. */
  readonly cores?: string
  /** What counts as a first answer. */
  readonly accept?: (reply: Uint8Array) => boolean
  /** Asked in the clear, with these options, whatever the others are asked by. */
  readonly plainly?: readonly string[]
}

export type Contest = {
  readonly subjects: readonly Subject[]
  /** A zone that all have. */
  readonly zone: string
  readonly questions: Questions
  /** For dnsperf. */
  readonly options?: readonly string[]
  /** Address that is asked from, by round. */
  readonly source?: (round: number) => string
  readonly clientCores?: string
  /** Asked where they speak TLS. */
  readonly secured?: boolean
  /** Longer turns than usual, by this factor. */
  readonly stretch?: number
}

/**
 * `cpu`: of the server's whole process tree for each answer, user and system, in microseconds; NaN where it cannot be told. `system`: the
 * kernel's part of that.
 */
export type Sample = LoadReport & { readonly cpu: number; readonly system: number }

export type Standing = {
  readonly name: string
  /** One each round. */
  readonly samples: readonly Sample[]
  /** In octets, after warming up and in the end. */
  readonly memory: { readonly before: number; readonly after: number }
}

export type Outcome = { readonly standings: readonly Standing[]; readonly remarks: readonly string[] }

/** The servers that start; those that do not are in the remarks. */
export async function startAll(
  bench: Bench,
  folder: string,
  subjects: readonly Subject[],
  zone: string,
): Promise<{ servers: Running[]; remarks: string[] }> {
  const remarks: string[] = []
  const starts = subjects.map(async ({ name, launch, cores = bench.cores.server, accept }) => {
    try {
      const own = join(folder, name.replaceAll(' ', '-'))
      const { server } = await startServer({ name, launch, folder: own, cores, names: [zone], accept })
      await untilAtRest(server)
      return server
    } catch (error) {
      remarks.push((error as Error).message)
      return undefined
    }
  })
  const servers = (await Promise.all(starts)).filter((server) => server !== undefined)
  return { servers, remarks }
}

/** Of a turn: enough for a compiler that learns from running code, and for caches. */
const WARM_UP = 0.6

/** Fewer answers say nothing about the cost of one. */
const ENOUGH = 500

export async function takeTurns(bench: Bench, folder: string, contest: Contest): Promise<Outcome> {
  const { servers, remarks } = await startAll(bench, folder, contest.subjects, contest.zone)
  const samples = new Map(servers.map(({ name }): [string, Sample[]] => [name, []]))
  const load = async (server: Running, round: number): Promise<Sample> => {
    const plainly = contest.subjects.find(({ name }) => name === server.name)?.plainly
    const before = server.cpuTime()
    const report = await runDnsperf({
      port: contest.secured && !plainly ? securedPort(server.port) : server.port,
      questions: questionFile(folder, round),
      seconds: bench.seconds * (contest.stretch ?? 1) * (round === 0 ? WARM_UP : 1),
      cores: contest.clientCores ?? bench.cores.client,
      options: plainly ?? contest.options ?? [],
      ...(contest.source && { source: contest.source(round) }),
    })
    const { user, system } = server.cpuTime()
    const each = (spent: number) => (report.answered < ENOUGH ? Number.NaN : spent / report.answered)
    return { ...report, cpu: each(user + system - before.user - before.system), system: each(system - before.system) }
  }
  try {
    writeFileSync(questionFile(folder, 0), contest.questions(0))
    for (const server of servers) await load(server, 0)
    const before = new Map(servers.map((server) => [server.name, server.memory()]))
    for (let round = 1; round <= bench.rounds; round++) {
      writeFileSync(questionFile(folder, round), contest.questions(round))
      for (let i = 0; i < servers.length; i++) {
        const server = servers[(i + round) % servers.length]!
        bench.progress(`round ${round} of ${bench.rounds}: ${server.name}`)
        samples.get(server.name)!.push(await load(server, round))
      }
    }
    const standings = servers.map((server) => ({
      name: server.name,
      samples: samples.get(server.name)!,
      memory: { before: before.get(server.name)!, after: server.memory() },
    }))
    return { standings, remarks }
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
}

/** About how long takeTurns() takes: the turns, starting dnsperf for each, and starting and stopping the servers. */
export function turnsSeconds({ rounds, seconds }: Bench, subjects: number, stretch = 1): number {
  return subjects * (rounds + WARM_UP) * (seconds * stretch + 0.2) + 4
}

function questionFile(folder: string, round: number): string {
  return join(folder, `questions-${round}`)
}

export function cpuOfStanding({ samples }: Standing): number {
  return median(samples.map(({ cpu }) => cpu).filter(Number.isFinite))
}

/** One each round; NaN where one of them has no figure. */
export function turnRatios(one: Standing, other: Standing): number[] {
  return one.samples.map(({ cpu }, round) => cpu / (other.samples[round]?.cpu ?? Number.NaN))
}

/** CPU per answer of the one as a multiple of the other's. */
export function cpuRatio(one: Standing, other: Standing): number {
  return pairedRatio(
    one.samples.map(({ cpu }) => cpu),
    other.samples.map(({ cpu }) => cpu),
  )
}
