// `janus transfers fetch`: fetches a zone whole from its primary, now and whatever its serial.

import * as v from 'valibot'
import { text } from '../../text/config/words.ts'
import { VerbError } from '../errors.ts'
import { field } from '../fields.ts'
import type { Operated } from '../operated.ts'
import { say } from '../says.ts'
import { seenWhy } from '../seen-why.ts'
import type { Sight } from '../sight.ts'
import { manyResults, type Plain } from '../verb.ts'
import { want } from '../wants.ts'
import { table } from '../words.ts'
import { wordsOf } from '../words-of.ts'
import { hasFace } from '../zone-lines.ts'
import { isMeant } from '../zone-meant.ts'

const fetchedLine = v.looseObject({
  zone: v.string(),
  view: v.string(),
  primary: v.string(),
  good: v.boolean(),
  serial: v.optional(v.pipe(v.number(), v.description('Of what is served afterwards.'))),
  error: v.optional(v.pipe(v.string(), v.description('Why it has not come, and what to do.'))),
})

type FetchedLine = Plain<v.InferOutput<typeof fetchedLine>>

export const transfersFetch = manyResults({
  name: 'transfers-fetch',
  effect: 'changes',
  concerns: 'seen',
  request: {
    zone: field(text(want('want-zone')), 'the zone that is fetched', { argument: '<zone>' }),
    view: v.optional(field(text(want('want-views-name')), 'of this view alone')),
  },
  errors: ['no-zone'],
  result: fetchedLine,
  run: ({ operated, sight }, { zone, view }) => fetchedLines(operated, sight, zone, view),
  text: (lines) => fetchedText(lines),
  good: (lines) => lines.length > 0 && lines.every(({ good }) => good),
  command: {
    under: 'transfers',
    summary: 'fetch a whole zone from its primary now, even if its serial is lower',
    more: 'The version in service stays until the new one has come whole.',
    examples: [['janus transfers fetch dept.univ.example', 'in every view in which it comes from a primary']],
    exit: { done: 'the zone has come', refused: 'it has not, or there is no such zone', failed: 'no server to ask' },
  },
})

/** Looks for the zone before the first result is taken, so that it throws before the answer begins. */
function fetchedLines(
  operated: Operated,
  sight: Sight,
  zone: string,
  view: string | undefined,
): AsyncGenerator<FetchedLine> {
  const { server } = operated
  const meant = server.upstream.status.filter(
    (one) => isMeant(one.zone, zone) && (view === undefined || view === one.view) && sight.face(one),
  )
  if (meant.length === 0 && !hasFace(server, sight, zone, view))
    throw new VerbError(
      'no-zone',
      view === undefined ? say('fetch-no-zone', { zone }) : say('fetch-no-face', { zone, view }),
      'zone',
    )
  return fetchedEach(operated, sight, meant)
}

async function* fetchedEach(
  operated: Operated,
  sight: Sight,
  meant: Operated['server']['upstream']['status'],
): AsyncGenerator<FetchedLine> {
  const { upstream } = operated.server
  const tries = meant.map(async ({ name, ...face }): Promise<FetchedLine> => {
    const failed = await upstream.fetch(name)
    const error = failed && (await wordsOf(operated)).text(seenWhy(failed, sight))
    const { zone, view, primary } = face
    return { zone, view, primary, good: error === undefined, serial: upstream.serialOf(name), error }
  })
  for (const one of tries) yield await one
}

function fetchedText(lines: readonly FetchedLine[]): string {
  if (lines.length === 0)
    return 'nothing is fetched, because the zone comes from no primary: give one of its views "{primary: NAME}"'
  const rows = lines.map(({ zone, view, primary, good, serial, error }) => [
    ...[zone, view, primary, good ? 'fetched' : 'failed', `${serial ?? '-'}`, error ?? ''],
  ])
  return table(['zone', 'view', 'primary', '', 'serial', ''], rows).join('\n')
}
