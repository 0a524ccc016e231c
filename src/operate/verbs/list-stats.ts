// `janus list stats`: counts what became of a list's entries since the start.

import * as v from 'valibot'
import { text } from '../../text/config/words.ts'
import { field } from '../fields.ts'
import { listMeant } from '../list-requests.ts'
import { manyResults } from '../verb.ts'
import { want } from '../wants.ts'
import { isMeant } from '../zone-meant.ts'
import { listLine, listLines, listsText } from './list.ts'

export const listStats = manyResults({
  name: 'list-stats',
  effect: 'reads',
  concerns: 'seen',
  request: { zone: v.optional(field(text(want('want-list')), 'only this one', { argument: '[zone]' })) },
  errors: ['no-zone'],
  result: listLine,
  run: (asked, { zone }) => {
    if (zone !== undefined) listMeant(asked, zone)
    return listLines(asked.operated, asked.sight).filter((line) => isMeant(line.list, zone))
  },
  text: (lines) => listsText(lines),
  command: {
    under: 'list',
    summary: 'how many entries were added, removed and ended since the start',
    examples: [['janus list stats'], ['janus list stats pop.univ.example --json', 'for programs']],
    exit: { done: 'done', refused: 'there is no such list', failed: 'no server to ask' },
  },
})
