// `janus dynamic show`: each record that messages have added to a zone or hidden in it, by whom, when, and until when.

import { dynamicRequest, type EntryLine, entryLine, entryLines, layeredFaces } from '../dynamic-lines.ts'
import { manyResults } from '../verb.ts'
import { table } from '../words.ts'

export const dynamicShow = manyResults({
  name: 'dynamic-show',
  effect: 'reads',
  concerns: 'seen',
  request: dynamicRequest,
  errors: ['no-zone'],
  result: entryLine,
  run: ({ operated: { server }, sight }, { zone, view }) => entryLines(layeredFaces(server, sight, zone, view)),
  text: (lines) => entriesText(lines),
  command: {
    under: 'dynamic',
    summary: 'each record that messages added or hid, by whom, when, and until when',
    examples: [['janus dynamic show univ.example'], ['janus dynamic show univ.example --view external --json']],
    exit: { done: 'done', refused: 'there is no such zone', failed: 'no server to ask, or the command cannot be read' },
  },
})

function entriesText(lines: readonly EntryLine[]): string {
  if (lines.length === 0) return 'no message has changed the zone'
  const rows = lines.map(({ view, how, owner, ttl, type, rdata, by, at, until }) => [
    ...[view, how, owner, `${ttl}`, type, rdata, by, at, until ?? '-'],
  ])
  return table(['view', '', 'owner', 'ttl', 'type', 'data', 'by', 'since', 'until'], rows).join('\n')
}
