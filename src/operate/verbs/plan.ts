// `janus plan`: what a reload would do.

import { changeText, type Report, remarks, report, seenReport } from '../report.ts'
import { oneResult } from '../verb.ts'
import { counted } from '../words.ts'

export const plan = oneResult({
  name: 'plan',
  effect: 'reads',
  // It has every file read.
  right: 'edit',
  concerns: 'seen',
  configured: true,
  request: {},
  result: report,
  run: async ({ operated, sight, begin }) => seenReport(await operated.server.plan(begin), sight, operated.tell),
  text: (report, look) => {
    const { outcome, reason, changes } = report
    const { hash } = report
    const head = {
      switched: `a reload would change ${counted(changes.length, 'zone face')}`,
      unchanged: 'a reload would change nothing',
      refused: `a reload would be refused: ${reason}`,
    }[outcome]
    const lines = changes.flatMap((change) => [changeText(change), ...rrsetLines(change)])
    const then =
      hash !== undefined && outcome === 'switched' ? [`to do this and nothing else: janus apply ${hash}`] : []
    return [head, ...lines, ...remarks(report, look), ...then].join('\n')
  },
  good: ({ good }) => good,
  command: {
    summary: 'what a reload would change, rrset by rrset and view by view; nothing is changed',
    more: `Reads what a reload would read, puts the canaries' questions to it, and says what would come of it.`,
    examples: [
      ['janus plan', 'before a reload'],
      ['janus plan --json | jq .changes', 'for programs'],
    ],
    exit: {
      done: 'nothing would be refused',
      refused: 'something would',
      failed: 'no server to ask, or one with another configuration',
    },
  },
})

type Change = Report['changes'][number]
type RRsetText = NonNullable<NonNullable<Change['rrsets']>[number]['before']>

function rrsetLines({ rrsets = [], total = 0 }: Change): string[] {
  const lines = rrsets.flatMap(({ owner, type, before, after }) => [
    ...recordLines('-', owner, type, before),
    ...recordLines('+', owner, type, after),
  ])
  return total > rrsets.length ? [...lines, `  … and ${counted(total - rrsets.length, 'rrset')} more`] : lines
}

function recordLines(mark: string, owner: string, type: string, rrset: RRsetText | undefined): string[] {
  const shown = type.startsWith('RRSIG ') ? 'RRSIG' : type
  return rrset?.rdata.map((rdata) => `  ${mark} ${owner} ${rrset.ttl} ${shown} ${rdata}`) ?? []
}
