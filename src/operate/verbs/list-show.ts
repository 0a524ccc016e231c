// `janus list show`: lists the added entries of a list that have not ended: until when, with which value, and who added them.

import * as v from 'valibot'
import { addressText } from '../../dns/address.ts'
import { entryText } from '../../lists/live/entry.ts'
import type { LiveEntry } from '../../lists/live/live-table.ts'
import { say } from '../../lists/live/says.ts'
import type { Leases } from '../../store/leases/leases.ts'
import { text } from '../../text/config/words.ts'
import { VerbError } from '../errors.ts'
import { field } from '../fields.ts'
import { entryMeant, lastsText, listMeant, listText } from '../list-requests.ts'
import { manyResults, type Plain } from '../verb.ts'
import { want } from '../wants.ts'
import { table } from '../words.ts'

const shownLine = v.looseObject({
  entry: v.string(),
  until: v.pipe(v.string(), v.description('When it ends, by the clock of the machine.')),
  left: v.pipe(v.number(), v.description('Whole seconds until then.')),
  code: v.string(),
  text: v.optional(v.string()),
  by: v.pipe(v.string(), v.description('Who added it last.')),
})

type ShownLine = Plain<v.InferOutput<typeof shownLine>>

export const listShow = manyResults({
  name: 'list-show',
  effect: 'reads',
  concerns: 'seen',
  request: {
    zone: field(text(want('want-list')), 'the list that is meant', { argument: '<zone>' }),
    entry: v.optional(field(text(want('want-entry')), 'only this one', { argument: '[entry]' })),
  },
  errors: ['no-zone', 'bad-entry', 'no-entry'],
  result: shownLine,
  run: (asked, { zone, entry }) => {
    const { leases, list } = listMeant(asked, zone)
    if (entry === undefined) return shownLines(leases, list.origin)
    const meant = entryMeant(entry)
    const held = leases.get(list.origin, meant)
    if (held !== undefined) return [lineOf(leases, held)]
    const said = say('entry-not-there', { entry: entryText(meant), list: listText(list.name) })
    throw new VerbError('no-entry', said, 'entry')
  },
  text: (lines) => shownText(lines),
  routes: [
    { method: 'GET', path: '/api/janus/v1/lists/:zone/:entry' },
    { method: 'GET', path: '/api/janus/v1/lists/:zone' },
  ],
  command: {
    under: 'list',
    summary: 'the entries that were added and have not ended',
    examples: [['janus list show pop.univ.example'], ['janus list show pop.univ.example 192.0.2.7']],
    exit: { done: 'done', refused: 'it is not listed', failed: 'no server to ask' },
  },
})

/** All lines at once: the list may change before the last one is told. */
function shownLines(leases: Leases, origin: Uint8Array): ShownLine[] {
  return Array.from(leases.each(origin), (one) => lineOf(leases, one))
}

function lineOf(leases: Leases, one: LiveEntry): ShownLine {
  const { left, until } = leases.ends(one)
  const { code, text, by } = one.value
  return {
    entry: entryText(one.entry),
    until: new Date(until).toISOString(),
    left: Math.floor(left / 1000),
    code: addressText(code),
    ...(text && { text: Buffer.from(text).toString() }),
    by,
  }
}

function shownText(lines: readonly ShownLine[]): string {
  if (lines.length === 0) return 'the list has no added entries'
  const rows = lines.map(({ entry, left, code, text = '', by }) => [entry, lastsText(left * 1000), code, by, text])
  return table(['entry', 'left', 'code', 'by', 'text'], rows).join('\n')
}
