// `janus catalog show`: what a catalog lists, and what has become of each member; with --why-not, why.

import * as v from 'valibot'
import type { CatalogLine, MemberLine } from '../../serve/catalog-lines.ts'
import { text, wholeNumber, yesOrNo } from '../../text/config/words.ts'
import type { Speaker } from '../../text/findings/wording.ts'
import { VerbError } from '../errors.ts'
import { field } from '../fields.ts'
import { offsetOf } from '../pages.ts'
import { say } from '../says.ts'
import type { Sight } from '../sight.ts'
import { oneResult, type Plain } from '../verb.ts'
import { want } from '../wants.ts'
import { counted, table } from '../words.ts'
import { wordsOf } from '../words-of.ts'
import { seenError } from './catalog.ts'

const memberLine = v.looseObject({
  zone: v.string(),
  label: v.optional(v.pipe(v.string(), v.description('That stands for it in the catalog.'))),
  state: v.pipe(
    v.picklist(['listed', 'served', 'waiting', 'not-served', 'not-listed']),
    v.description(
      'Made here: listed, or not-listed where a consumer may not fetch it. Followed: served; waiting: no version from its ' +
        'primary is served; not-served: the configuration does not let it be.',
    ),
  ),
  primary: v.optional(v.string()),
  why: v.optional(v.string()),
})

const catalogResult = v.looseObject({
  catalog: v.string(),
  view: v.string(),
  kind: v.picklist(['produced', 'consumed']),
  serial: v.optional(v.pipe(v.number(), v.description('Of the newest version.'))),
  followed: v.optional(v.pipe(v.number(), v.description('Serial of the version that is followed.'))),
  peers: v.pipe(v.array(v.string()), v.description('Who gets it, or the primary that it comes from.')),
  error: v.optional(v.pipe(v.string(), v.description('Why the newest version is not followed, or has not come.'))),
  members: v.array(memberLine),
  next: v.optional(v.pipe(v.string(), v.description('Where the next page of members begins, as "after".'))),
})

type Result = Plain<v.InferOutput<typeof catalogResult>>

export const catalogShow = oneResult({
  name: 'catalog-show',
  effect: 'reads',
  concerns: 'seen',
  request: {
    catalog: field(text(want('want-catalog')), 'the catalog', { argument: '<name>' }),
    whyNot: v.optional(
      field(yesOrNo(), 'say of each zone why it is served or listed, or why not', { option: '--why-not' }),
    ),
    limit: v.optional(field(wholeNumber(1, 10_000), 'so many of its members; all where not given')),
    after: v.optional(field(text(want('want-next')), 'begins where an earlier answer has ended')),
  },
  result: catalogResult,
  errors: ['no-zone'],
  run: async ({ operated, sight, revision }, { catalog, whyNot = false, limit, after }): Promise<Result> => {
    const begin = after === undefined ? 0 : offsetOf(after, revision)
    const wanted = `${catalog.replace(/\.$/, '').toLowerCase()}.`
    const all = operated.server.catalogLines.filter(({ view, name }) => sight.face({ zone: name, view }))
    const found = all.find(({ name }) => name.toLowerCase() === wanted)
    if (found === undefined) {
      const names = all.map(({ name }) => name)
      const said =
        names.length > 0
          ? say('catalog-others', { catalog, names: names.join(', ') })
          : say('catalog-none', { catalog })
      throw new VerbError('no-zone', said, 'catalog')
    }
    const end = begin + (limit ?? found.members.length)
    return resultOf(found, sight, await wordsOf(operated), { whyNot, begin, end, revision })
  },
  text: (result) => catalogText(result),
  good: ({ error, members }) => error === undefined && members.every(({ state }) => state !== 'waiting'),
  command: {
    under: 'catalog',
    summary: 'the members of a catalog, and the state of each',
    examples: [
      ['janus catalog show catalog.internal.example', 'what is listed or served'],
      ['janus catalog show catalog.internal.example --why-not', 'and why, or why not'],
    ],
    exit: {
      done: 'the newest version is followed',
      refused: 'it is not followed, or a zone has not come',
      failed: 'no server to ask',
    },
  },
})

type Page = { readonly begin: number; readonly end: number; readonly revision: string }

/** Leaves out members that the actor does not see. Why a member is not served may name zones of any view. */
function resultOf(
  line: CatalogLine,
  sight: Sight,
  words: Speaker,
  { whyNot, begin, end, revision }: Page & { readonly whyNot: boolean },
): Result {
  const { name, view, kind, serial, followed, peers } = line
  const seen = line.members.filter(({ zone }) => sight.zone(zone))
  const members = whyNot ? seen : seen.filter(({ state }) => state !== 'not-listed')
  const error = seenError(line, sight, words)
  return {
    ...{ catalog: name, view, kind, serial, followed, peers: [...peers], error },
    ...(members.length > end && { next: `${revision}:${end}` }),
    members: members.slice(begin, end).map(({ why, ...member }: MemberLine) => ({
      ...member,
      why: whyNot && sight.whole && why ? words.text(why) : undefined,
    })),
  }
}

function catalogText({ catalog, view, kind, serial, followed, peers, error, members }: Result): string {
  const part = kind === 'produced' ? 'made here for' : 'from'
  const version = serial === undefined ? 'it has not come yet' : `serial ${serial}`
  const behind = kind === 'consumed' && followed !== undefined && followed !== serial ? `, ${followed} is followed` : ''
  const head = `${catalog} in ${view}, ${part} ${peers.join(', ')}: ${version}${behind}, ${counted(members.length, 'zone')}`
  const rows = members.map((line) => [line.zone, line.state, line.primary ?? '-', line.label ?? '-', line.why ?? ''])
  return [
    head,
    ...(error === undefined ? [] : [`not followed: ${error}`]),
    ...(rows.length === 0 ? [] : table(['zone', 'state', 'primary', 'label', ''], rows)),
  ].join('\n')
}
