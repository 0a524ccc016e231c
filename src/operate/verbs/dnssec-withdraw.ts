// `janus dnssec withdraw`: the way back from signed to unsigned, once no parent has a DS and none is in a cache.

import * as v from 'valibot'
import { ROOT, sameName } from '../../dns/name.ts'
import { readName } from '../../dns/name-text.ts'
import type { UnsignedFace } from '../../serve/unsigned-serials.ts'
import type { Withdrawn } from '../../serve/withdraw.ts'
import type { ServerAnswer } from '../../signing/parent-ds.ts'
import { speakerOf } from '../../signing/says.ts'
import { text } from '../../text/config/words.ts'
import type { Speaker } from '../../text/findings/wording.ts'
import { VerbError } from '../errors.ts'
import { field } from '../fields.ts'
import { say } from '../says.ts'
import { oneResult, type Plain } from '../verb.ts'
import { want } from '../wants.ts'
import { canonicalZone } from '../zone-meant.ts'

const askedLine = v.looseObject({
  server: v.string(),
  tags: v.pipe(v.array(v.number()), v.description('Key tags of the DS that it has.')),
  made: v.optional(
    v.pipe(v.boolean(), v.description('It is a zone of this server, which takes its DS away by itself.')),
  ),
  written: v.optional(
    v.pipe(
      v.boolean(),
      v.description('The source of a zone of this server has it: whoever writes that has to delete it.'),
    ),
  ),
  error: v.optional(v.pipe(v.string(), v.description('Why it says nothing.'))),
})

const withdrawn = v.looseObject({
  zone: v.string(),
  state: v.pipe(
    v.picklist(['unsigned', 'done', 'waits', 'refused', 'named']),
    v.description(
      'unsigned: nothing of it is signed here; done: it is served unsigned from now on; waits: somebody may have a DS in a ' +
        'cache; refused: a parent has a DS, or cannot be asked; named: it is still under "sign".',
    ),
  ),
  asked: v.array(askedLine),
  since: v.optional(v.pipe(v.string(), v.description('When all parents were seen without a DS first.'))),
  until: v.optional(v.pipe(v.string(), v.description('When the last DS is in no cache any more.'))),
  views: v.array(
    v.looseObject({
      view: v.string(),
      serial: v.number(),
      isBehind: v.pipe(v.boolean(), v.description('Secondaries have a newer one, and wait for the source.')),
    }),
  ),
})

type Told = {
  readonly state: Withdrawn['kind']
  readonly asked: readonly Plain<v.InferOutput<typeof askedLine>>[]
  readonly since?: string
  readonly until?: string
  readonly views: readonly UnsignedFace[]
}

export const dnssecWithdraw = oneResult({
  name: 'dnssec-withdraw',
  effect: 'changes',
  right: 'administer',
  concerns: 'all',
  request: {
    zone: field(text(want('want-zone')), 'the zone that is meant', { argument: '<zone>' }),
    force: v.optional(
      field(text(want('want-the-zone')), 'at once, whatever parents and caches have; the name of the zone once more', {
        option: '--force <name>',
      }),
    ),
  },
  errors: ['no-zone'],
  result: withdrawn,
  run: async ({ operated: { server, language = 'en' } }, { zone, force }) => {
    const origin = readName(zone, ROOT)
    if (typeof origin === 'string') throw new VerbError('bad-request', say('name-unread', { name: zone }), 'zone')
    const again = force === undefined ? undefined : readName(force, ROOT)
    if (typeof again === 'string' || (again !== undefined && !sameName(again, 0, origin, 0)))
      throw new VerbError('bad-request', say('withdraw-which', { force: String(force), zone }), 'force')
    const outcome = await server.withdraw(origin, again !== undefined)
    const isServed = server.current.candidate.settings.zones.some((one) => sameName(one.origin, 0, origin, 0))
    if (outcome.kind === 'unsigned' && !isServed)
      throw new VerbError('no-zone', say('withdraw-nothing', { zone }), 'zone')
    return { zone: canonicalZone(zone), ...toldOf(outcome, speakerOf(language)) }
  },
  text: (result) => textOf(result),
  good: ({ state }) => state === 'done' || state === 'unsigned',
  audited: ({ state, until }) => ({ state, until }),
  command: {
    under: 'dnssec',
    summary: 'serve a zone unsigned again, once no parent and no cache has a DS of it',
    more:
      'Take the zone out of "sign" and reload, and have the DS removed at the parent. The first run asks every server of the ' +
      'parent ("parents"), and notes when none has a DS; a run after the longest TTL of the DS and of the keys serves the zone ' +
      'unsigned. The keys stay in their folder.',
    examples: [
      ['janus dnssec withdraw univ.example', 'says until when to wait; run it again then'],
      [
        'janus dnssec withdraw univ.example --force univ.example',
        'at once: validating resolvers fail until no cache has a DS',
      ],
    ],
    exit: {
      done: 'the zone is served unsigned',
      refused: 'it is still signed: a parent has a DS or cannot be asked, or you have to wait',
      failed: 'no server to ask, or no such zone',
    },
  },
})

function toldOf(outcome: Withdrawn, speaker: Speaker): Told {
  const asked = (answers: readonly ServerAnswer[]) => answers.map((answer) => askedOf(answer, speaker))
  const plain = { state: outcome.kind, asked: [], views: [] }
  if (outcome.kind === 'done') return { ...plain, asked: asked(outcome.written), views: outcome.faces }
  if (outcome.kind !== 'refused' && outcome.kind !== 'waits') return plain
  const { answers, verdict } = outcome.seen
  const dates = verdict.kind === 'waits' && { since: dateOf(verdict.since), until: dateOf(verdict.until) }
  return { ...plain, asked: asked(answers), ...dates }
}

function askedOf(answer: ServerAnswer, { text }: Speaker): Plain<v.InferOutput<typeof askedLine>> {
  const server = typeof answer.server === 'string' ? answer.server : text(answer.server)
  if (answer.kind === 'unreachable') return { server, tags: [], error: text(answer.reason) }
  // RFC 4034 §5.1: the tag comes first.
  const tags = answer.kind === 'there' ? answer.records.map((ds) => (ds[0]! << 8) | ds[1]!) : []
  if (tags.length === 0 || answer.here !== 'made') return { server, tags }
  return { server, tags, ...(answer.isWritten ? { written: true } : { made: true }) }
}

function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}

function textOf({ zone, state, asked, since, until, views }: v.InferOutput<typeof withdrawn>): string {
  const lines = asked.map(({ server, tags, error }) =>
    error === undefined ? `${server}: ${tags.length === 0 ? 'no DS' : `DS ${tags.join(', ')}`}` : error,
  )
  return [...lines, ...sentences()].join('\n')

  function sentences(): string[] {
    switch (state) {
      case 'unsigned':
        return [`${zone} is not signed here`]
      case 'named':
        return [`${zone} is still signed: take it out of "sign", run "janus reload", and then this command again`]
      case 'refused':
        if (asked.some(({ written }) => written))
          return [
            `${zone} is still signed: delete its DS in the source of the zone above, run "janus reload", and then this command again`,
          ]
        if (isTakenHere(asked))
          return [
            `${zone} is still signed: this server is removing its DS from the zone above; run this command again in a minute`,
          ]
        return [
          `${zone} is still signed, because its parent has a DS: without signatures resolvers would answer SERVFAIL; have the DS removed at every server of the parent, and run this command again`,
        ]
      case 'waits':
        return [
          `${zone} is still signed: no parent has had a DS since ${since}, but caches may have one until ${until}; run this command again then`,
        ]
      case 'done':
        return [
          `${zone} is served unsigned; its keys stay in their folder`,
          ...(asked.some(({ written }) => written)
            ? [
                'resolvers answer SERVFAIL as long as the zone above has the DS: delete it in its source, and run "janus reload"',
              ]
            : []),
          ...views.map(({ view, serial, isBehind }) =>
            isBehind
              ? `in ${view} under serial ${serial}: secondaries have a newer serial: raise the one in the source above that, or they take nothing`
              : `in ${view} under serial ${serial}`,
          ),
        ]
    }
  }
}

/** Nobody else has one, nor is silent. */
function isTakenHere(asked: v.InferOutput<typeof withdrawn>['asked']): boolean {
  return asked.every(({ tags, made, error }) => error === undefined && (tags.length === 0 || made === true))
}
