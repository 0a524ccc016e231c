// `janus reload`: reads configuration and zones anew.

import { changeText, type Report, remarks, report, seenReport } from '../report.ts'
import { type Look, oneResult } from '../verb.ts'
import { counted } from '../words.ts'

export const reload = oneResult({
  name: 'reload',
  effect: 'changes',
  concerns: 'all',
  configured: true,
  request: {},
  result: report,
  run: async ({ operated, sight, begin, conditional }) =>
    seenReport(await operated.reload(conditional ? begin : undefined), sight, operated),
  text: reloadText,
  good: ({ good }) => good,
  audited: ({ outcome, generation, changes }) => ({ outcome, generation, faces: changes.length }),
  command: {
    summary: 'read configuration and zones again, and serve what has no errors',
    more:
      'A zone with errors in the file of one view stays as it was in every view, and the report shows the errors. With ' +
      '"reload: atomic" in the configuration, such a zone keeps all zones as they were. If you ask during a reload, another one ' +
      'follows it.',
    examples: [['janus reload'], ['janus plan && janus reload', 'only where nothing would be refused']],
    exit: {
      done: 'done',
      refused: 'refused or not all done',
      failed: 'no server to ask, or one with another configuration',
    },
  },
})

export function reloadText(report: Report, look: Look): string {
  const { outcome, reason, generation, seconds, changes } = report
  const head = {
    switched: `generation ${generation} is in service after ${milliseconds(seconds)}: ${counted(changes.length, 'zone face')} changed`,
    // Such a reload still takes over keys, secondaries and the like.
    unchanged: `no zone face has changed: generation ${generation} stays in service, with configuration and keys as they are now`,
    refused: `refused: ${reason}`,
  }[outcome]
  return [head, ...changes.map(changeText), ...remarks(report, look)].join('\n')
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toFixed(0)} ms`
}
