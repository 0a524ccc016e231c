// `janus list flush`: removes all added entries from a list.

import * as v from 'valibot'
import { whyOf } from '../../system/why.ts'
import { text } from '../../text/config/words.ts'
import { VerbError } from '../errors.ts'
import { field } from '../fields.ts'
import { listMeant, listText } from '../list-requests.ts'
import { say } from '../says.ts'
import { oneResult } from '../verb.ts'
import { want } from '../wants.ts'

export const listFlush = oneResult({
  name: 'list-flush',
  effect: 'changes',
  right: 'edit',
  concerns: 'seen',
  request: {
    zone: field(text(want('want-list')), 'the list that is meant', { argument: '<zone>' }),
    yes: v.optional(
      field(v.boolean(want('want-boolean')), 'remove them; without it nothing is removed', { option: '--yes' }),
    ),
  },
  errors: ['no-zone', 'not-kept'],
  result: v.looseObject({ list: v.string(), removed: v.number() }),
  run: async (asked, { zone, yes }) => {
    const { leases, list } = listMeant(asked, zone)
    const { entries } = leases.statsOf(list.origin)!
    if (yes !== true)
      throw new VerbError('bad-request', say('flush-unsaid', { entries, list: listText(list.name) }), 'yes')
    const removed = await leases.flush(list.origin).catch((error: unknown) => {
      throw new VerbError('not-kept', say('flush-not-kept', { list: listText(list.name), why: whyOf(error) }))
    })
    return { list: list.name, removed }
  },
  text: ({ list, removed }) => `${removed} entries removed from ${listText(list)}`,
  command: {
    under: 'list',
    summary: 'remove all entries that were added to a list; the entries of its files stay',
    examples: [['janus list flush pop.univ.example --yes']],
    exit: { done: 'all are removed', refused: 'none is removed', failed: 'no server to ask' },
  },
})
