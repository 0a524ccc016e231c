// `janus transfers`: shows what each secondary has of each face, and how each face from a primary fares, as far as this server has seen.

import * as v from 'valibot'
import type { Copy } from '../../serve/downstream.ts'
import type { Server } from '../../serve/server.ts'
import { text } from '../../text/config/words.ts'
import type { Problem } from '../../text/findings/problem.ts'
import type { Speaker } from '../../text/findings/wording.ts'
import type { FaceStatus } from '../../transfer/face-status.ts'
import { field } from '../fields.ts'
import { isSeenFault } from '../report.ts'
import { seenWhy } from '../seen-why.ts'
import { mustSeeZone } from '../seen-zone.ts'
import type { Sight } from '../sight.ts'
import { type Asked, manyResults, type Plain } from '../verb.ts'
import { want } from '../wants.ts'
import { counted, durationText, table } from '../words.ts'
import { wordsAtHand, wordsOf } from '../words-of.ts'
import { isMeant } from '../zone-meant.ts'

export const copyStates = ['current', 'behind', 'unknown', 'failed'] as const
export const fetchedStates = ['current', 'behind', 'failed', 'waiting', 'expired'] as const

const copyLine = v.looseObject({
  zone: v.string(),
  view: v.string(),
  peer: v.pipe(v.string(), v.description('The other server, as the configuration calls it.')),
  way: v.pipe(
    v.picklist(['to', 'from']),
    v.description('to: a secondary that fetches it here; from: a primary that it is fetched from.'),
  ),
  state: v.pipe(
    v.picklist([...copyStates, 'waiting', 'expired']),
    v.description(
      'unknown: it has fetched nothing since this server was started; failed: the last try came to nothing; ' +
        'waiting: it has never come; expired: nobody has confirmed it for too long, and its names get SERVFAIL.',
    ),
  ),
  serial: v.optional(v.pipe(v.number(), v.description('Of what is served here; none where nothing is.'))),
  there: v.optional(v.pipe(v.number(), v.description('That it was seen to have last.'))),
  seen: v.optional(v.pipe(v.string(), v.description('When it was.'))),
  told: v.optional(v.pipe(v.number(), v.description('That it said it knows of, by NOTIFY.'))),
  key: v.optional(v.pipe(v.string(), v.description('By which this server signs what it sends there.'))),
  lag: v.optional(v.pipe(v.number(), v.description('Seconds for which the newer version has been known.'))),
  age: v.optional(v.pipe(v.number(), v.description('Seconds since the primary was last known to have nothing newer.'))),
  expiresIn: v.optional(
    v.pipe(v.number(), v.description('Seconds for which it is served without a word of the primary.')),
  ),
  nextIn: v.optional(v.pipe(v.number(), v.description('Seconds until the primary is asked again.'))),
  error: v.optional(v.pipe(v.string(), v.description('What went wrong last, and what to do.'))),
  warnings: v.optional(
    v.pipe(
      v.number(),
      v.description(
        'Faults in what has come, which is served all the same; missing before it was looked at, and for who is not told them.',
      ),
    ),
  ),
  findings: v.optional(
    v.pipe(v.array(v.string()), v.description('Some of each kind of them, where one zone was asked for.')),
  ),
})

/** Puts a reason into words. */
type TellWhy = Speaker['text']

/** For callers that only count: no words. */
export const untold: TellWhy = ({ code }) => code

export type CopyLine = Plain<v.InferOutput<typeof copyLine>>

export function* copyLines(copies: Iterable<Copy>, sight: Sight, tell: TellWhy, zone?: string): Generator<CopyLine> {
  for (const copy of copies) if (sight.face(copy) && isMeant(copy.zone, zone)) yield lineOf(copy, tell)
}

export function* fetchedLines(
  faces: Iterable<FaceStatus>,
  sight: Sight,
  tell: TellWhy,
  zone?: string,
): Generator<CopyLine> {
  for (const face of faces) if (sight.face(face) && isMeant(face.zone, zone)) yield fetchedLine(face, sight, tell)
}

function* allLines({ operated, sight }: Asked, zone: string | undefined): Generator<CopyLine> {
  const { downstream, upstream } = operated.server
  const words = wordsAtHand(operated)
  yield* copyLines(downstream.copies(), sight, words.text, zone)
  for (const face of upstream.status) {
    if (!sight.face(face) || !isMeant(face.zone, zone)) continue
    const line = fetchedLine(face, sight, words.text)
    const faults = seenFaults(operated.server, sight, face)
    if (faults === undefined) yield line
    else {
      const isQuoted = zone !== undefined && faults.problems.length > 0
      const findings = operated.tell(isQuoted ? faults.problems : []).map(({ message, rule }) => `${message} [${rule}]`)
      yield { ...line, warnings: faults.count, ...(isQuoted && { findings }) }
    }
  }
}

/**
 * How many faults of the face the actor may see, and some of each kind. Undefined until the rules have looked at the face, and where the
 * actor does not see all views that they looked at beside it.
 */
export function seenFaults(
  { upstream }: Pick<Server, 'upstream'>,
  sight: Sight,
  face: FaceStatus,
): { readonly count: number; readonly problems: readonly Problem[] } | undefined {
  const faults = upstream.faultsOf(face.name)
  if (faults === undefined || !sight.allViews) return undefined
  if (sight.whole)
    return { count: Object.values(faults.kinds).reduce((sum, count) => sum + count, 0), problems: faults.problems }
  const problems = faults.problems.filter((one) => isSeenFault(one, sight))
  return { count: problems.length, problems }
}

/** The states alone, for counts over tens of thousands of copies. */
export function* statesOfCopies(copies: Iterable<Copy>, sight: Sight): Generator<CopyLine['state']> {
  for (const copy of copies) if (sight.face(copy)) yield copyState(copy)
}

export function* statesOfFetched(faces: Iterable<FaceStatus>, sight: Sight): Generator<CopyLine['state']> {
  for (const face of faces) if (sight.face(face)) yield fetchedState(face)
}

function copyState({ reason, there, serial }: Copy): CopyLine['state'] {
  if (reason !== undefined) return 'failed'
  if (there === undefined) return 'unknown'
  return there === serial ? 'current' : 'behind'
}

function lineOf(copy: Copy, tell: TellWhy): CopyLine {
  const { zone, view, peer, serial, there, seen, told, key, behindSince, reason } = copy
  const state = copyState(copy)
  const lag = behindSince && Math.max(0, Math.floor((Date.now() - behindSince.getTime()) / 1000))
  return {
    ...{ zone, view, peer, way: 'to', state, serial, there, told, key, lag },
    seen: seen?.toISOString(),
    error: reason && tell(reason),
  }
}

function fetchedLine(face: FaceStatus, sight: Sight, tell: TellWhy): CopyLine {
  const { zone, view, primary: peer, serial, there, lag, age, expiresIn, nextIn, lastError } = face
  const times = { lag: seconds(lag), age: seconds(age), expiresIn: seconds(expiresIn), nextIn: seconds(nextIn) }
  return {
    zone,
    view,
    peer,
    way: 'from',
    state: fetchedState(face),
    serial,
    there,
    ...times,
    error: lastError && tell(seenWhy(lastError, sight)),
  }
}

function fetchedState({ serial, isExpired, lastError, lag }: FaceStatus): CopyLine['state'] {
  if (serial === undefined) return isExpired ? 'expired' : 'waiting'
  if (lastError !== undefined) return 'failed'
  return lag === undefined ? 'current' : 'behind'
}

function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.floor(milliseconds / 1000)
}

export const transfers = manyResults({
  name: 'transfers',
  effect: 'reads',
  concerns: 'seen',
  request: {
    zone: v.optional(field(text(want('want-zone')), 'this zone alone', { argument: '[zone]' })),
    state: v.optional(
      field(
        v.picklist([...copyStates, 'waiting', 'expired', 'bad'], want('want-copy-state')),
        'only what is so; bad: all but current and unknown',
      ),
    ),
  },
  errors: ['no-zone'],
  result: copyLine,
  before: async ({ operated }) => void (await wordsOf(operated)),
  run: (asked, { zone, state }) => {
    mustSeeZone(asked.operated, asked.sight, zone)
    return inState(allLines(asked, zone), state)
  },
  text: (lines) => copiesText(lines),
  good: (lines) => lines.every(({ state }) => !BAD.has(state)),
  command: {
    summary: 'which version each secondary has of each zone in each view, and which has come from primaries',
    more:
      'The server knows what a secondary has fetched since the start, and what it answered to NOTIFY. ' +
      '"janus transfers check" asks the secondaries. "janus transfers fetch" fetches a zone from its primary now.',
    examples: [
      ['janus transfers', 'every zone, view and secondary'],
      ['janus transfers dept.univ.example', 'one zone'],
      [`janus transfers --json | jq '.[] | select(.state == "behind")'`],
    ],
    exit: {
      done: 'nothing has failed',
      refused: 'something has, or there is no such zone',
      failed: 'no server to ask',
    },
  },
})

function* inState(lines: Iterable<CopyLine>, wanted: CopyLine['state'] | 'bad' | undefined): Generator<CopyLine> {
  for (const line of lines) {
    const isBad = line.state !== 'current' && line.state !== 'unknown'
    if (wanted === undefined || (wanted === 'bad' ? isBad : line.state === wanted)) yield line
  }
}

const BAD: ReadonlySet<CopyLine['state']> = new Set(['failed', 'waiting', 'expired'])

export function copiesText(lines: readonly CopyLine[]): string {
  if (lines.length === 0) return 'no zone is transferred: name other servers under "secondaries" or "primaries"'
  const { to = [], from = [] } = Object.groupBy(lines, ({ way }) => way)
  const secondaries = table(
    ['zone', 'view', 'secondary', 'state', 'here', 'there', 'lag', 'key', ''],
    to.map((line) => [...named(line), span(line.lag), line.key ?? '-', line.error ?? '']),
  )
  const primaries = table(
    ['zone', 'view', 'primary', 'state', 'here', 'there', 'lag', 'expires', ''],
    from.map((line) => [...named(line), span(line.lag), span(line.expiresIn), line.error ?? warned(line)]),
  )
  const findings = from.flatMap(({ zone, view, findings = [] }) => findings.map((one) => `${zone} in ${view}: ${one}`))
  return [
    ...(to.length > 0 ? secondaries : []),
    ...(to.length > 0 && from.length > 0 ? [''] : []),
    ...(from.length > 0 ? primaries : []),
    ...(findings.length > 0 ? ['', ...findings] : []),
  ].join('\n')
}

function named({ zone, view, peer, state, serial, there }: CopyLine): string[] {
  return [zone, view, peer, state, `${serial ?? '-'}`, `${there ?? '-'}`]
}

function warned({ warnings = 0 }: CopyLine): string {
  return warnings === 0 ? '' : counted(warnings, 'fault')
}

function span(seconds: number | undefined): string {
  return seconds === undefined ? '-' : durationText(seconds)
}
