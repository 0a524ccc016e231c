// Compares two views, rrset by rrset, in what is served now, and tells which differences are expected. For programs: people ask `janus diff`.

import * as v from 'valibot'
import type { LoadedFace } from '../../supply/load.ts'
import { text } from '../../text/config/words.ts'
import { VerbError } from '../errors.ts'
import { field, quoted } from '../fields.ts'
import { say } from '../says.ts'
import { mustSeeZone } from '../seen-zone.ts'
import { type Asked, manyResults, type Plain } from '../verb.ts'
import { want } from '../wants.ts'
import { isMeant } from '../zone-meant.ts'
import { rrsetLines } from './rrsets.ts'

const states = ['new', 'expected', 'expired'] as const

const side = v.looseObject({
  ttl: v.optional(v.number()),
  records: v.array(v.looseObject({ rdata: v.string(), file: v.optional(v.string()), line: v.optional(v.number()) })),
})

const difference = v.looseObject({
  zone: v.string(),
  name: v.optional(v.pipe(v.string(), v.description('Missing where one of the views has no such zone.'))),
  type: v.optional(v.string()),
  left: v.optional(side),
  right: v.optional(side),
  state: v.pipe(
    v.picklist(states),
    v.description('expected: the configuration says why; expired: it said so until a day that is over.'),
  ),
  reason: v.optional(v.string()),
  until: v.optional(v.string()),
  at: v.optional(v.pipe(v.string(), v.description('Where it is expected.'))),
})

export const diff = manyResults({
  name: 'diff',
  about: 'where two views differ in what is served, and which differences are expected',
  effect: 'reads',
  concerns: 'seen',
  request: {
    left: field(text(want('want-views-name')), 'one of the two views'),
    right: field(text(want('want-views-name')), 'the other one of the two'),
    zone: v.optional(field(text(want('want-zone')), 'only what this zone says')),
    state: v.optional(field(v.picklist(states, want('want-diff-state')), 'only differences of this kind')),
  },
  errors: ['no-view', 'no-zone'],
  result: difference,
  run: (asked, request) => {
    const views = viewsMeant(asked, request)
    mustSeeZone(asked.operated, asked.sight, request.zone)
    return differences(asked, request, views)
  },
  text: (lines) => lines.map(({ zone, name = zone, type = 'as a whole' }) => `${name} ${type}`).join('\n'),
})

type Request = {
  readonly left: string
  readonly right: string
  readonly zone?: string | undefined
  readonly state?: (typeof states)[number] | undefined
}

function viewsMeant({ operated: { server }, sight }: Asked, { left, right }: Request): readonly [number, number] {
  const { views } = server.current.candidate.settings
  const [a, b] = [left, right].map((name) => views.findIndex((view) => view.name === name && sight.view(name)))
  for (const [index, name, key] of [
    [a!, left, 'left'],
    [b!, right, 'right'],
  ] as const)
    if (index < 0) throw new VerbError('no-view', say('view-not-seen', { view: quoted(name) }), key)
  if (a === b) throw new VerbError('bad-request', say('compare-itself', { view: quoted(left) }), 'right')
  return [a!, b!]
}

async function* differences(
  asked: Asked,
  request: Request,
  views: readonly [number, number],
): AsyncGenerator<Plain<v.InferInput<typeof difference>>> {
  const { operated, sight } = asked
  const { settings, loaded } = operated.server.current.candidate
  const { Expectations } = await import('../../tools/diff/diff.ts')
  const expectations = new Expectations(settings, views)
  for (const { name: zone, origin } of settings.zones) {
    if (!isMeant(zone, request.zone) || !sight.zone(zone)) continue
    const [a, b] = views.map((view) => loaded.faces.find((face) => face.view === view && face.name === zone))
    for await (const { name, type, ...sides } of compared(asked, a, b)) {
      const told = expectations.about(origin, name ?? zone, type)
      const { reason, until, at, state } = told
      if (request.state !== undefined && state !== request.state) continue
      yield { zone, name, type, ...sides, state, ...(sight.whole && { reason, until, at }) }
    }
  }
}

type Compared = {
  readonly name?: string
  readonly type?: string
  readonly left?: Plain<v.InferInput<typeof side>> | undefined
  readonly right?: Plain<v.InferInput<typeof side>> | undefined
}

async function* compared(asked: Asked, a: LoadedFace | undefined, b: LoadedFace | undefined): AsyncGenerator<Compared> {
  if (a?.served === undefined || b?.served === undefined) {
    // A face of which nothing is served cannot be compared; the other view may lack the zone.
    if ((a === undefined) !== (b === undefined)) yield { left: whole(a), right: whole(b) }
    return
  }
  if (a.served === b.served) return
  const request = { zone: a.name, differs: true }
  for await (const { owner, type, faces } of rrsetLines(asked, [a, b], request)) {
    const of = (face: LoadedFace) => {
      const found = faces.find(({ view }) => view === face.face.viewName)
      return found && { ttl: found.ttl, records: found.records }
    }
    yield { name: owner, type, left: of(a), right: of(b) }
  }
}

function whole(face: LoadedFace | undefined): Plain<v.InferInput<typeof side>> | undefined {
  return face && { records: [{ rdata: `${face.served?.nodes ?? 0} names` }] }
}
