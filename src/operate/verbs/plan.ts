// `janus plan`: shows what a reload would do.

import * as v from 'valibot'
import type { ReloadReport } from '../../store/generation/report.ts'
import { wholeNumber } from '../../text/config/words.ts'
import { field } from '../fields.ts'
import type { Operated } from '../operated.ts'
import { changeText, type Report, remarks, report, seenReport } from '../report.ts'
import type { Sight } from '../sight.ts'
import { oneResult, type Plain } from '../verb.ts'
import { counted } from '../words.ts'

export const planned = v.looseObject({
  ...report.entries,
  more: v.optional(
    v.pipe(v.looseObject({ changes: v.number(), refused: v.number() }), v.description('Faces that are not told.')),
  ),
})

export type Planned = Plain<v.InferOutput<typeof planned>>

export const planRequest = {
  limit: v.optional(
    field(wholeNumber(1, 10_000), 'so many of the faces that change, of those refused, and of the findings of each'),
  ),
}

export const plan = oneResult({
  name: 'plan',
  effect: 'reads',
  // A plan reads every file, which costs much.
  right: 'edit',
  concerns: 'seen',
  configured: true,
  request: planRequest,
  result: planned,
  run: async ({ operated, actor, sight, begin }, { limit }) => {
    const { server, plans } = operated
    const report = await server.plan(begin)
    plans.last = { report, reload: server.lastReload, made: new Date(), by: actor.who }
    return partOfPlan(report, { sight, operated, limit })
  },
  text: (report, look) => {
    const { outcome, reason, changes } = report
    const { hash } = report
    const head = {
      switched: `a reload would change ${counted(changes.length, 'zone face')}`,
      unchanged: 'a reload would change no zone face, and would take up configuration and keys as they are now',
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
    more: `Reads what a reload would read, asks the canaries, and shows the result.`,
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

type Part = {
  readonly sight: Sight
  readonly operated: Pick<Operated, 'tell' | 'language'>
  readonly limit: number | undefined
}

export async function partOfPlan(report: ReloadReport, { sight, operated, limit }: Part): Promise<Planned> {
  return firstOf(await seenReport(report, sight, operated), limit)
}

/** The first changes of a plan, which may concern ten thousand zones, and how many it leaves out. */
function firstOf(whole: Plain<v.InferInput<typeof report>>, limit = Number.POSITIVE_INFINITY): Planned {
  const changes = whole.changes.slice(0, limit)
  const refused = whole.refused.slice(0, limit)
  const more = { changes: whole.changes.length - changes.length, refused: whole.refused.length - refused.length }
  return {
    ...whole,
    changes,
    refused: refused.map(({ findings, ...face }) => ({ ...face, findings: findings.slice(0, limit) })),
    findings: whole.findings.slice(0, limit),
    warnings: whole.warnings.slice(0, limit),
    ...(more.changes + more.refused > 0 && { more }),
  }
}

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
