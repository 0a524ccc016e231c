// `janus list add`: adds addresses and names to a list, where they end by themselves.

import * as v from 'valibot'
import { nameText } from '../../dns/name-text.ts'
import { entryText } from '../../lists/live/entry.ts'
import { isSaid } from '../../lists/live/read-entry.ts'
import { say } from '../../lists/live/says.ts'
import type { LeaseOutcome, LeaseRequest } from '../../store/leases/lease-terms.ts'
import { text } from '../../text/config/words.ts'
import type { Speaker } from '../../text/findings/wording.ts'
import { VerbError } from '../errors.ts'
import { field } from '../fields.ts'
import { lastsText, listMeant, listText, readWritten, refusalOf, type Written } from '../list-requests.ts'
import { say as sayOf, speakerOf } from '../says.ts'
import { type Asked, oneResult, type Plain } from '../verb.ts'
import { want } from '../wants.ts'

const times = {
  for: v.optional(
    field(text(want('want-lasts')), 'how long; by default as the list says', {
      option: '--for <duration>',
    }),
  ),
  text: v.optional(field(v.string(want('want-text')), 'what is answered to TXT', { option: '--text <text>' })),
  code: v.optional(
    field(text(want('want-code')), 'what is answered to A; by default as the list says', {
      option: '--code <address>',
    }),
  ),
}

const written = v.strictObject({ entry: v.string(want('want-entry')), ...times }, want('want-entry-object'))

/** Entries of one request. */
const MOST = 10_000

const request = {
  zone: field(text(want('want-list')), 'the list that is meant', { argument: '<zone>' }),
  entry: v.optional(
    field(text(want('want-entry')), 'an address, or a name', {
      argument: '[entry]',
      lines: 'entries',
    }),
  ),
  entries: v.optional(
    field(
      v.pipe(v.array(written, want('want-entries')), v.maxLength(MOST, want('want-entries-most', { most: MOST }))),
      'Several at once.',
    ),
  ),
  ...times,
}

const entryLine = v.looseObject({
  entry: v.string(),
  outcome: v.picklist(['added', 'extended', 'refused']),
  until: v.optional(v.pipe(v.string(), v.description('When it ends, by the clock of the machine.'))),
  left: v.optional(v.pipe(v.number(), v.description('Whole seconds until then.'))),
  note: v.optional(v.string()),
  code: v.optional(v.string()),
  error: v.optional(v.string()),
})

type EntryLine = Plain<v.InferOutput<typeof entryLine>>

const result = v.looseObject({ list: v.string(), entries: v.array(entryLine) })

export const listAdd = oneResult({
  name: 'list-add',
  effect: 'changes',
  right: 'edit',
  unaudited: true,
  concerns: 'seen',
  request,
  errors: ['no-zone', 'bad-entry', 'list-full', 'not-kept'],
  result,
  run: (asked, given) => added(asked, given),
  text: ({ list, entries }) => entries.map((line) => lineText(listText(list), line)).join('\n'),
  good: ({ entries }) => entries.every(({ outcome }) => outcome !== 'refused'),
  routes: [
    { method: 'PUT', path: '/api/janus/v1/lists/:zone/:entry' },
    { method: 'POST', path: '/api/janus/v1/lists/:zone' },
  ],
  command: {
    under: 'list',
    summary: 'add an address or a name to a list, for a time',
    more: 'Adding an entry again extends its time, and never shortens it. Once Janus has answered, the entry is on disk and in the answers.',
    typing: 'With "-" each line of standard input is an entry, followed by its text.',
    examples: [
      ['janus list add pop.univ.example 192.0.2.7 --for 10m', 'for ten minutes'],
      ['janus list add pop.univ.example 2001:db8::7', 'for as long as the list says'],
      ['echo 192.0.2.8 | janus list add pop.univ.example - --for 1h', 'one a line'],
    ],
    exit: { done: 'it is listed', refused: 'it is not', failed: 'no server to ask' },
  },
})

type Given = {
  readonly zone: string
  readonly entry?: string | undefined
  readonly entries?: readonly Written[] | undefined
} & Omit<Written, 'entry'>

async function added(
  asked: Asked,
  { zone, entry, entries, ...common }: Given,
): Promise<Plain<v.InferInput<typeof result>>> {
  const { leases, list } = listMeant(asked, zone)
  const all = [...(entry === undefined ? [] : [{ entry }]), ...(entries ?? [])]
  if (all.length === 0) throw new VerbError('bad-request', sayOf('add-nothing'), 'entry')
  const read = all.map((one) => readWritten({ ...common, ...one }))
  const good = read.filter((one): one is LeaseRequest => !isSaid(one))
  const outcomes = await leases.add(list.origin, good, asked.actor.who)
  const came = read.map((one, i): Came => {
    if (isSaid(one)) return { kind: 'refused', entry: all[i]!.entry, code: 'bad-entry', said: one }
    const outcome = outcomes[good.indexOf(one)]!
    const entry = entryText(one.entry)
    if (outcome.kind !== 'refused') return { entry, ...outcome }
    return { kind: 'refused', entry, ...refusalOf(list, one.entry, outcome) }
  })
  const speaker = speakerOf(asked.operated.language ?? 'en')
  const lines = came.map((one): EntryLine => {
    if (one.kind !== 'refused') return doneLine(one.entry, listText(list.name), list.max, one, speaker)
    return { entry: one.entry, outcome: 'refused', code: one.code, error: speaker.text(one.said) }
  })
  for (const { entry, outcome, left, code } of lines)
    asked.operated.queryLog.noteEntry({ zone: nameText(list.origin), entry, outcome, by: asked.actor.who, left, code })
  const [only] = came
  if (entry !== undefined && only?.kind === 'refused') throw new VerbError(only.code, only.said, 'entry')
  return { list: list.name, entries: lines }
}

type Done = Exclude<LeaseOutcome, { kind: 'refused' }>
type Came = { readonly entry: string } & (Done | ({ readonly kind: 'refused' } & ReturnType<typeof refusalOf>))

function doneLine(
  entry: string,
  list: string,
  max: number,
  { kind, until, left, shortened }: Done,
  speaker: Speaker,
): EntryLine {
  const note = shortened && speaker.text(say('lease-shortened', { granted: lastsText(max), list }))
  return {
    entry,
    outcome: kind,
    until: new Date(until).toISOString(),
    left: Math.floor(left / 1000),
    ...(note && { note }),
  }
}

function lineText(list: string, { entry, outcome, left = 0, note, error }: EntryLine): string {
  if (outcome === 'refused') return `${entry}: ${error}`
  const told = outcome === 'added' ? 'is listed in' : 'was listed already in'
  return `${entry} ${told} ${list}, and ends in ${lastsText(left * 1000)}${note === undefined ? '' : `: ${note}`}`
}
