// The rows about answers to a kind of question, served by all: Janus, the peers, and an echo as the floor. What they have
// in common; which zone and which questions, each row says itself.

import { isResponse } from '../clients/asker.ts'
import type { Bench, Scale } from '../context.ts'
import { median } from '../measure/statistics.ts'
import {
  cpuOfStanding,
  cpuRatio,
  type Outcome,
  type Standing,
  type Subject,
  takeTurns,
  turnRatios,
  turnsSeconds,
} from '../measure/turns.ts'
import { BARE, bareSubject } from '../servers/bare.ts'
import { EARLIER } from '../servers/earlier.ts'
import { ECHO, echoLaunch } from '../servers/echo.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import type { ServerKind } from '../servers/kind.ts'
import { securedBy } from '../servers/secured.ts'
import { signZones } from '../zones/sign.ts'
import { writeZones } from '../zones/write-zones.ts'
import { ORIGIN, type Questions, type ZoneText } from '../zones/zone-text.ts'
import { atMost, type Result, type Row, type Table, type Verdict } from './row.ts'

export type Work = {
  readonly name: string
  readonly work: string
  readonly zones: (scale: Scale) => readonly ZoneText[]
  /** The same as the outside sees them. */
  readonly outside?: (scale: Scale) => readonly ZoneText[]
  /** The zone files are signed before they are served. */
  readonly signed?: boolean
  /** Asked over TLS: `options` say so to dnsperf. */
  readonly secured?: boolean
  /** `count` of them for each round. */
  readonly questions: (scale: Scale, count: number) => Questions
  /** Rcode of every answer, as dnsperf prints it. */
  readonly rcode: string
  /** For dnsperf. */
  readonly options?: () => readonly string[]
  readonly cookies?: boolean
  /** Options by which Janus is asked in the clear too, to see what it costs to encrypt. */
  readonly plainly?: readonly string[]
  /**
   * CPU per answer as a multiple of the best peer's, of the echo's, of our own in the clear, and of an earlier version's
   * (by default BEFORE): at most this.
   */
  readonly limits: {
    readonly peer: number
    readonly floor?: number
    readonly plain?: number
    readonly before?: number
  }
  /** Whether there is an echo to compare with: not over TCP. */
  readonly floor?: boolean
  /** Longer turns than usual, by this factor. */
  readonly stretch?: number
  /** Memory must not grow. */
  readonly flat?: boolean
}

/** The same server, asked in the clear. */
const PLAIN = 'Janus, in the clear'

export function answersRow(work: Work): Row {
  return {
    name: work.name,
    work: work.work,
    target: targetText(work),
    estimate: (bench) =>
      turnsSeconds(
        bench,
        bench.peers.length + 1 + (withEcho(bench, work) ? 1 : 0) + (work.plainly ? 1 : 0) + (work.secured ? 1 : 0),
        work.stretch,
      ),
    run: (bench, folder) => run(bench, folder, work),
  }
}

function targetText({ limits: { peer, floor, plain }, flat }: Work): string {
  const parts = [`CPU per answer at most ${peer} × the best peer's`]
  if (plain !== undefined) parts.push(`at most ${plain} × our own in the clear`)
  if (floor !== undefined) parts.push(`at most ${floor} × the echo's`)
  if (flat) parts.push('memory flat')
  return parts.join(', ')
}

async function run(bench: Bench, folder: string, work: Work): Promise<Result> {
  const unsigned = writeZones(`${folder}/internal`, work.zones(bench.scale))
  const zones = work.signed ? await signZones(unsigned) : unsigned
  const outside = work.outside && writeZones(`${folder}/external`, work.outside(bench.scale))
  const tls = work.secured ? securedBy(folder) : undefined
  const common = { zones, ...(work.cookies && { cookies: true }), ...(tls && { tls }) }
  const janus: Subject = {
    name: JANUS,
    launch: (task) => janusLaunch({ ...task, ...common, ...(outside && { outside }) }),
  }
  const plain = work.plainly && { ...janus, name: PLAIN, plainly: work.plainly }
  const echo: Subject = { name: ECHO, launch: ({ port }) => echoLaunch(port), accept: isResponse }
  const able = bench.peers.filter((kind) => (kind.signed || !work.signed) && (kind.secured || !work.secured))
  const peers = able.map(
    (kind): Subject => ({ name: kind.name, launch: (task) => kind.launch({ ...task, ...common }) }),
  )
  const floors = [...(withEcho(bench, work) ? [echo] : []), ...(tls && !bench.pairs ? [bareSubject(tls)] : [])]
  const outcome = await takeTurns(bench, folder, {
    subjects: [janus, ...(plain && !bench.pairs ? [plain] : []), ...peers, ...floors],
    zone: ORIGIN,
    questions: work.questions(bench.scale, Math.ceil(bench.scale.questions * bench.seconds)),
    options: work.options?.() ?? [],
    stretch: work.stretch ?? 1,
    secured: work.secured ?? false,
  })
  return {
    tables: [
      answersTable(outcome.standings),
      ...(work.flat || bench.pairs ? [memoryTable(outcome.standings)] : []),
      ...(bench.pairs ? [turnsTable(outcome.standings)] : []),
    ],
    verdicts: bench.pairs ? pairVerdicts(outcome.standings, work) : verdicts(outcome.standings, work),
    remarks: [...unable(bench.peers, able, work), ...outcome.remarks, ...wrongRcodes(outcome, work.rcode)],
    cpu: new Map(outcome.standings.map((standing) => [standing.name, cpuOfStanding(standing)])),
  }
}

function withEcho({ pairs }: Bench, { floor }: Work): boolean {
  return floor !== false && !pairs
}

function unable(peers: readonly ServerKind[], able: readonly ServerKind[], { secured }: Work): string[] {
  return peers
    .filter((peer) => !able.includes(peer))
    .map(({ name }) => `${name} is left out: it ${secured ? 'speaks no TLS here' : 'serves no signed zone files'}`)
}

/** Servers from the first row on, each with what Janus costs as a multiple of it. */
export function answersTable(standings: readonly Standing[], first = standings[0]): Table {
  return {
    columns: ['server', 'CPU per answer, µs', 'answers/s', 'lost', 'latency, µs', 'octets', `${first?.name} ÷ it`],
    lines: standings.map((standing) => {
      const { name, samples } = standing
      const middle = (value: 'rate' | 'latency' | 'size') => median(samples.map((sample) => sample[value])).toFixed(0)
      const lost = samples.reduce((sum, sample) => sum + sample.lost, 0)
      const ratio = first && first !== standing ? figure(cpuRatio(first, standing)) : ''
      const cpu = figure(cpuOfStanding(standing))
      return [name, cpu, middle('rate'), String(lost), middle('latency'), middle('size'), ratio]
    }),
  }
}

function figure(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : '–'
}

function memoryTable(standings: readonly Standing[]): Table {
  return {
    columns: ['server', 'memory before, MB', 'after, MB'],
    lines: standings.map(({ name, memory }) => [name, megabytes(memory.before), megabytes(memory.after)]),
  }
}

/** What this version costs as a multiple of the other, turn by turn, from the best to the worst. */
function turnsTable([now, before]: readonly Standing[]): Table {
  const ratios = now && before ? turnRatios(now, before) : []
  return {
    columns: ['CPU per answer, turn by turn', ...ratios.map((_, i) => String(i + 1))],
    lines: [['now ÷ before', ...ratios.toSorted((a, b) => a - b).map((ratio) => ratio.toFixed(3))]],
  }
}

export function megabytes(octets: number): string {
  return (octets / 1e6).toFixed(1)
}

/** What a process may need more at one time than at another without growing. */
const FLAT = 1.05

function verdicts(standings: readonly Standing[], { limits, flat }: Work): Verdict[] {
  const janus = standings.find(({ name }) => name === JANUS)
  if (janus === undefined) return [{ what: 'Janus serves it', measured: 'it does not', met: false }]
  const found = [bestPeerVerdict(janus, standings, limits.peer)]
  const echo = standings.find(({ name }) => name === ECHO)
  if (limits.floor !== undefined && echo)
    found.push(atMost('CPU per answer ÷ echo', cpuRatio(janus, echo), limits.floor))
  const plain = standings.find(({ name }) => name === PLAIN)
  if (limits.plain !== undefined && plain)
    found.push(atMost('CPU per answer ÷ our own in the clear', cpuRatio(janus, plain), limits.plain))
  if (flat) found.push(atMost('memory after ÷ before', janus.memory.after / janus.memory.before, FLAT))
  return found
}

/** CPU per answer beside an earlier version's: the median of all turns, and the turn that nine of eleven do not exceed. */
const BEFORE = 1.02
const BEFORE_MOSTLY = 1.05

function pairVerdicts([now, before]: readonly Standing[], { limits, flat }: Work): Verdict[] {
  if (now?.name !== JANUS || before?.name !== EARLIER)
    return [{ what: 'both versions serve it', measured: 'they do not', met: false }]
  const ratios = turnRatios(now, before)
    .filter(Number.isFinite)
    .sort((a, b) => a - b)
  const ninth = ratios[Math.ceil((ratios.length * 9) / 11) - 1] ?? Number.NaN
  return [
    atMost('CPU per answer ÷ before, median of the turns', cpuRatio(now, before), limits.before ?? BEFORE),
    atMost('CPU per answer ÷ before, nine of eleven turns', ninth, BEFORE_MOSTLY),
    ...(flat ? [atMost('memory after ÷ before', now.memory.after / now.memory.before, FLAT)] : []),
  ]
}

function bestPeerVerdict(janus: Standing, standings: readonly Standing[], limit: number): Verdict {
  const peers = standings.filter(({ name }) => ![JANUS, ECHO, BARE, PLAIN].includes(name))
  // The best peer is the one beside which Janus looks worst.
  const [worst] = peers
    .map((peer) => ({ peer, ratio: cpuRatio(janus, peer) }))
    .filter(({ ratio }) => Number.isFinite(ratio))
    .sort((a, b) => b.ratio - a.ratio)
  if (worst === undefined) return { what: 'CPU per answer ÷ best peer', measured: 'no peer here', met: undefined }
  return atMost(`CPU per answer ÷ ${worst.peer.name}, the best peer`, worst.ratio, limit)
}

function wrongRcodes({ standings }: Outcome, wanted: string): string[] {
  return standings.flatMap(({ name, samples }) => {
    if (name === ECHO) return []
    const found = new Set(samples.flatMap(({ rcodes }) => [...rcodes.keys()]))
    found.delete(wanted)
    return found.size === 0 ? [] : [`${name} answered ${[...found].join(', ')} too, where ${wanted} is right`]
  })
}
