// `janus list`: shows the lists whose entries end, and counts what became of entries since the start.

import * as v from 'valibot'
import { listText } from '../list-requests.ts'
import type { Operated } from '../operated.ts'
import type { Sight } from '../sight.ts'
import { manyResults, type Plain } from '../verb.ts'
import { table } from '../words.ts'

const count = v.number()

export const listLine = v.looseObject({
  list: v.string(),
  views: v.array(v.string()),
  entries: v.pipe(count, v.description('That are held now.')),
  limit: v.pipe(count, v.description('Of entries.')),
  octets: v.pipe(count, v.description('Of memory.')),
  ...{ added: count, extended: count, removed: count, ended: count, refused: count },
})

export type ListLine = Plain<v.InferOutput<typeof listLine>>

/** The lists of which the actor sees all views. */
export function listLines({ server }: Pick<Operated, 'server'>, sight: Sight): ListLine[] {
  const { leases } = server
  const names = server.current.candidate.settings.views.map(({ name }) => name)
  return (leases?.settings ?? []).flatMap(({ name, origin, views }) => {
    const shown = views.map((view) => names[view] ?? '')
    const counts = leases!.statsOf(origin)
    if (counts === undefined || !shown.every((view) => sight.face({ zone: name, view }))) return []
    return [{ list: name, views: shown, ...counts }]
  })
}

export function listsText(lines: readonly ListLine[]): string {
  if (lines.length === 0) return 'there is no list to which entries can be added: give a list "leases" under "lists"'
  const rows = lines.map(({ list, views, entries, limit, added, extended, removed, ended, refused }) => [
    ...[listText(list), views.join(' '), `${entries}`, `${limit}`],
    ...[added, extended, removed, ended, refused].map(String),
  ])
  const heads = ['list', 'views', 'entries', 'limit', 'added', 'extended', 'removed', 'ended', 'refused']
  return table(heads, rows).join('\n')
}

export const list = manyResults({
  name: 'list',
  effect: 'reads',
  concerns: 'seen',
  request: {},
  result: listLine,
  run: ({ operated, sight }) => listLines(operated, sight),
  text: (lines) => listsText(lines),
  command: {
    summary: 'the lists to which entries can be added, and the commands that do it',
    examples: [['janus list'], ['janus list add pop.univ.example 192.0.2.7 --for 10m']],
    exit: { done: 'done', refused: 'refused', failed: 'no server to ask' },
  },
})
