// `janus log`: shows the last lines of the server's log, not of its query log.

import * as v from 'valibot'
import { text, wholeNumber } from '../../text/config/words.ts'
import { field } from '../fields.ts'
import { type LogLine, levels, readLogLine } from '../log-lines.ts'
import { manyResults } from '../verb.ts'
import { want } from '../wants.ts'
import { table } from '../words.ts'

const logLine = v.looseObject({
  at: v.string(),
  level: v.picklist(levels),
  message: v.string(),
  detail: v.record(v.string(), v.unknown()),
})

export const log = manyResults({
  name: 'log',
  effect: 'reads',
  right: 'log',
  concerns: 'all',
  request: {
    level: v.optional(
      field(v.picklist(levels, want('want-one-of', { words: levels.join(', ') })), 'only what weighs as much or more', {
        option: '--level <level>',
      }),
    ),
    holds: v.optional(
      field(text(want('want-line-part')), 'only lines with this in them', { option: '--holds <text>' }),
    ),
    last: v.optional(field(wholeNumber(1, 1000), 'only so many, the newest', { option: '--last <number>' })),
  },
  result: logLine,
  restsOn: ({ operated: { logTail } }) => String(logTail.count),
  run: ({ operated: { logTail } }, { level, holds, last = 1000 }) => {
    const least = levels.indexOf(level ?? 'trace')
    const lines = logTail.lines.flatMap((line) =>
      holds === undefined || line.includes(holds) ? (readLogLine(line) ?? []) : [],
    )
    return lines.filter((line) => levels.indexOf(line.level) >= least).slice(-last)
  },
  text: (lines) => logText(lines),
  command: {
    summary: 'the last lines of the log, wherever it is written',
    more: 'The server holds the last thousand lines. For queries see "janus query-log".',
    examples: [['janus log --level warn'], ['janus log --holds univ.example --last 20']],
    exit: { done: 'done', refused: 'refused', failed: 'no server to ask, or the command cannot be read' },
  },
})

function logText(lines: readonly LogLine[]): string {
  const rows = lines.map(({ at, level, message, detail }) => {
    const more = JSON.stringify(detail)
    return [at, level, message, more === '{}' ? '' : more]
  })
  return rows.length === 0 ? 'no such line' : table(['time', 'level', 'message', ''], rows).join('\n')
}
