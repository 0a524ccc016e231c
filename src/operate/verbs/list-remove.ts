// `janus list remove`: removes entries from a list before they end.

import * as v from 'valibot'
import { entryText } from '../../lists/live/entry.ts'
import { say } from '../../lists/live/says.ts'
import { whyOf } from '../../system/why.ts'
import { text } from '../../text/config/words.ts'
import { VerbError } from '../errors.ts'
import { field } from '../fields.ts'
import { entryMeant, listMeant, listText } from '../list-requests.ts'
import { say as sayOf } from '../says.ts'
import { oneResult } from '../verb.ts'
import { want } from '../wants.ts'

export const listRemove = oneResult({
  name: 'list-remove',
  effect: 'changes',
  right: 'edit',
  unaudited: true,
  concerns: 'seen',
  request: {
    zone: field(text(want('want-list')), 'the list that is meant', { argument: '<zone>' }),
    entry: field(text(want('want-entry')), 'an address or a name that was added', { argument: '<entry>' }),
  },
  errors: ['no-zone', 'bad-entry', 'no-entry', 'not-kept'],
  result: v.looseObject({ list: v.string(), entry: v.string() }),
  run: async (asked, { zone, entry }) => {
    const { leases, list } = listMeant(asked, zone)
    const meant = entryMeant(entry)
    const removed = await leases.remove(list.origin, [meant]).catch((error: unknown) => {
      throw new VerbError('not-kept', sayOf('remove-not-kept', { entry, why: whyOf(error) }))
    })
    if (removed === 0)
      throw new VerbError(
        'no-entry',
        say('entry-not-there', { entry: entryText(meant), list: listText(list.name) }),
        'entry',
      )
    return { list: list.name, entry: entryText(meant) }
  },
  text: ({ list, entry }) => `${entry} is no longer listed in ${listText(list)}`,
  routes: [{ method: 'DELETE', path: '/api/janus/v1/lists/:zone/:entry' }],
  command: {
    under: 'list',
    summary: 'remove an added entry from a list before its time ends',
    examples: [['janus list remove pop.univ.example 192.0.2.7']],
    exit: { done: 'it is gone', refused: 'it was not there', failed: 'no server to ask' },
  },
})
