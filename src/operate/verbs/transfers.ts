// `janus transfers`: what each secondary has of each face that it gets, as far as this server has seen.

import * as v from 'valibot'
import type { Copy } from '../../serve/downstream.ts'
import { text } from '../../text/config/words.ts'
import { field } from '../fields.ts'
import type { Sight } from '../sight.ts'
import { manyResults, type Plain } from '../verb.ts'
import { table } from '../words.ts'
import { isMeant } from '../zone-meant.ts'

export const copyStates = ['current', 'behind', 'unknown', 'failed'] as const

export const copyLine = v.looseObject({
  zone: v.string(),
  view: v.string(),
  peer: v.pipe(v.string(), v.description('The secondary, as the configuration calls it.')),
  state: v.pipe(
    v.picklist(copyStates),
    v.description(
      'unknown: it has fetched nothing since this server was started; failed: the last try came to nothing.',
    ),
  ),
  serial: v.pipe(v.number(), v.description('Of what is served here.')),
  there: v.optional(v.pipe(v.number(), v.description('That it was seen to have last.'))),
  seen: v.optional(v.pipe(v.string(), v.description('When it was.'))),
  told: v.optional(v.pipe(v.number(), v.description('That it said it knows of, by NOTIFY.'))),
  key: v.optional(v.pipe(v.string(), v.description('By which this server signs what it sends there.'))),
  lag: v.optional(v.pipe(v.number(), v.description('Seconds for which it has lacked what is served here.'))),
  error: v.optional(v.pipe(v.string(), v.description('What went wrong last, and what to do.'))),
})

export type CopyLine = Plain<v.InferOutput<typeof copyLine>>

export function* copyLines(copies: Iterable<Copy>, sight: Sight, zone?: string): Generator<CopyLine> {
  for (const copy of copies) if (sight.face(copy) && isMeant(copy.zone, zone)) yield lineOf(copy)
}

function lineOf({ zone, view, peer, serial, there, seen, told, key, behindSince, reason }: Copy): CopyLine {
  const state =
    reason !== undefined ? 'failed' : there === undefined ? 'unknown' : there === serial ? 'current' : 'behind'
  const lag = behindSince && Math.max(0, Math.floor((Date.now() - behindSince.getTime()) / 1000))
  return { ...{ zone, view, peer, state, serial, there, told, key, lag }, seen: seen?.toISOString(), error: reason }
}

export const transfers = manyResults({
  name: 'transfers',
  effect: 'reads',
  concerns: 'seen',
  request: {
    zone: v.optional(field(text('the name of a zone'), 'this zone alone', { argument: '[zone]' })),
  },
  result: copyLine,
  run: ({ operated, sight }, { zone }) => copyLines(operated.server.downstream.copies(), sight, zone),
  text: (lines) => copiesText(lines),
  good: (lines) => lines.every(({ state }) => state !== 'failed'),
  command: {
    summary: 'what each secondary has of each zone in each view',
    more:
      'Known is what a secondary has fetched from this server since its start, and what it answered to NOTIFY. ' +
      '"janus transfers check" asks them.',
    examples: [
      ['janus transfers', 'every zone, view and secondary'],
      ['janus transfers dept.univ.example', 'one zone'],
      [`janus transfers --json | jq '.[] | select(.state == "behind")'`],
    ],
    exit: { done: 'nothing has failed', refused: 'something has', failed: 'no server to ask' },
  },
})

export function copiesText(lines: readonly CopyLine[]): string {
  if (lines.length === 0) return 'no secondary gets a zone: name them under "secondaries"'
  const rows = lines.map(({ zone, view, peer, state, serial, there, lag, key, error }) => [
    zone,
    view,
    peer,
    state,
    `${serial}`,
    `${there ?? '-'}`,
    lag === undefined ? '-' : `${lag}s`,
    key ?? '-',
    error ?? '',
  ])
  return table(['zone', 'view', 'secondary', 'state', 'here', 'there', 'lag', 'key', ''], rows).join('\n')
}
