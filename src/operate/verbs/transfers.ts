// `janus transfers`: what each secondary has of each face that it gets, and what has come of each face that comes from a primary, as
// far as this server has seen.

import * as v from 'valibot'
import type { Copy } from '../../serve/downstream.ts'
import type { Server } from '../../serve/server.ts'
import { text } from '../../text/config/words.ts'
import type { FaceStatus } from '../../transfer/face-status.ts'
import { field } from '../fields.ts'
import type { Sight } from '../sight.ts'
import { manyResults, type Plain } from '../verb.ts'
import { table } from '../words.ts'
import { isMeant } from '../zone-meant.ts'

export const copyStates = ['current', 'behind', 'unknown', 'failed'] as const
export const fetchedStates = ['current', 'behind', 'failed', 'waiting', 'expired'] as const

export const copyLine = v.looseObject({
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
})

export type CopyLine = Plain<v.InferOutput<typeof copyLine>>

export function* copyLines(copies: Iterable<Copy>, sight: Sight, zone?: string): Generator<CopyLine> {
  for (const copy of copies) if (sight.face(copy) && isMeant(copy.zone, zone)) yield lineOf(copy)
}

export function* fetchedLines(faces: Iterable<FaceStatus>, sight: Sight, zone?: string): Generator<CopyLine> {
  for (const face of faces) if (sight.face(face) && isMeant(face.zone, zone)) yield fetchedLine(face)
}

function* allLines({ downstream, upstream }: Server, sight: Sight, zone: string | undefined): Generator<CopyLine> {
  yield* copyLines(downstream.copies(), sight, zone)
  yield* fetchedLines(upstream.status, sight, zone)
}

function lineOf({ zone, view, peer, serial, there, seen, told, key, behindSince, reason }: Copy): CopyLine {
  const state =
    reason !== undefined ? 'failed' : there === undefined ? 'unknown' : there === serial ? 'current' : 'behind'
  const lag = behindSince && Math.max(0, Math.floor((Date.now() - behindSince.getTime()) / 1000))
  return {
    ...{ zone, view, peer, way: 'to', state, serial, there, told, key, lag },
    seen: seen?.toISOString(),
    error: reason,
  }
}

function fetchedLine(face: FaceStatus): CopyLine {
  const { zone, view, primary: peer, serial, there, lag, age, expiresIn, nextIn, lastError: error } = face
  const times = { lag: seconds(lag), age: seconds(age), expiresIn: seconds(expiresIn), nextIn: seconds(nextIn) }
  return { zone, view, peer, way: 'from', state: fetchedState(face), serial, there, ...times, error }
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
    zone: v.optional(field(text('the name of a zone'), 'this zone alone', { argument: '[zone]' })),
  },
  result: copyLine,
  run: ({ operated, sight }, { zone }) => allLines(operated.server, sight, zone),
  text: (lines) => copiesText(lines),
  good: (lines) => lines.every(({ state }) => !BAD.has(state)),
  command: {
    summary: 'what each secondary has of each zone in each view, and what has come from primaries',
    more:
      'Known is what a secondary has fetched from this server since its start, and what it answered to NOTIFY. ' +
      '"janus transfers check" asks them. Of a zone that comes from a primary all is known; "janus transfers fetch" has it come now.',
    examples: [
      ['janus transfers', 'every zone, view and secondary'],
      ['janus transfers dept.univ.example', 'one zone'],
      [`janus transfers --json | jq '.[] | select(.state == "behind")'`],
    ],
    exit: { done: 'nothing has failed', refused: 'something has', failed: 'no server to ask' },
  },
})

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
    from.map((line) => [...named(line), span(line.lag), span(line.expiresIn), line.error ?? '']),
  )
  return [
    ...(to.length > 0 ? secondaries : []),
    ...(to.length > 0 && from.length > 0 ? [''] : []),
    ...(from.length > 0 ? primaries : []),
  ].join('\n')
}

function named({ zone, view, peer, state, serial, there }: CopyLine): string[] {
  return [zone, view, peer, state, `${serial ?? '-'}`, `${there ?? '-'}`]
}

function span(seconds: number | undefined): string {
  return seconds === undefined ? '-' : `${seconds}s`
}
