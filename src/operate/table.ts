// Everything that one can ask of a running server: one row a verb, in the order in which help lists them.

import type { Verb } from './verb.ts'
import { apply } from './verbs/apply.ts'
import { audit } from './verbs/audit.ts'
import { catalog } from './verbs/catalog.ts'
import { catalogShow } from './verbs/catalog-show.ts'
import { change } from './verbs/change.ts'
import { diff } from './verbs/diff.ts'
import { dnssec } from './verbs/dnssec.ts'
import { dnssecClock } from './verbs/dnssec-clock.ts'
import { dnssecGone, dnssecRoll, dnssecSeen, dnssecTimetable } from './verbs/dnssec-roll.ts'
import { dnssecWithdraw } from './verbs/dnssec-withdraw.ts'
import { dynamic } from './verbs/dynamic.ts'
import { dynamicDiff } from './verbs/dynamic-diff.ts'
import { dynamicDrop } from './verbs/dynamic-drop.ts'
import { dynamicFold } from './verbs/dynamic-fold.ts'
import { dynamicShow } from './verbs/dynamic-show.ts'
import { edit } from './verbs/edit.ts'
import { explain } from './verbs/explain.ts'
import { explainUpdate } from './verbs/explain-update.ts'
import { file } from './verbs/file.ts'
import { findings } from './verbs/findings.ts'
import { findingsCheck } from './verbs/findings-check.ts'
import { generations } from './verbs/generations.ts'
import { health } from './verbs/health.ts'
import { judge } from './verbs/judge.ts'
import { keys } from './verbs/keys.ts'
import { leaks } from './verbs/leaks.ts'
import { list } from './verbs/list.ts'
import { listAdd } from './verbs/list-add.ts'
import { listFlush } from './verbs/list-flush.ts'
import { listRemove } from './verbs/list-remove.ts'
import { listShow } from './verbs/list-show.ts'
import { listStats } from './verbs/list-stats.ts'
import { log } from './verbs/log.ts'
import { mail } from './verbs/mail.ts'
import { metrics } from './verbs/metrics.ts'
import { names } from './verbs/names.ts'
import { plan } from './verbs/plan.ts'
import { planLast } from './verbs/plan-last.ts'
import { propose } from './verbs/propose.ts'
import { queryLog } from './verbs/query-log.ts'
import { ready } from './verbs/ready.ts'
import { reload } from './verbs/reload.ts'
import { rollback } from './verbs/rollback.ts'
import { rrsets } from './verbs/rrsets.ts'
import { search } from './verbs/search.ts'
import { stats } from './verbs/stats.ts'
import { status } from './verbs/status.ts'
import { stop } from './verbs/stop.ts'
import { transfers } from './verbs/transfers.ts'
import { transfersCheck } from './verbs/transfers-check.ts'
import { transfersFetch } from './verbs/transfers-fetch.ts'
import { transfersNotify } from './verbs/transfers-notify.ts'
import { zones } from './verbs/zones.ts'

export const verbs: readonly Verb[] = [
  ...[status, zones, reload, plan, planLast, apply, generations, rollback, stats, queryLog, log, audit, keys, stop],
  ...[transfers, transfersCheck, transfersFetch, transfersNotify],
  ...[catalog, catalogShow],
  ...[dnssec, dnssecClock, dnssecRoll, dnssecSeen, dnssecGone, dnssecWithdraw, dnssecTimetable],
  ...[dynamic, dynamicShow, dynamicDiff, dynamicDrop, dynamicFold, change],
  ...[file, judge, propose, edit],
  ...[list, listAdd, listShow, listRemove, listStats, listFlush],
  ...[
    explain,
    explainUpdate,
    rrsets,
    search,
    diff,
    findings,
    findingsCheck,
    leaks,
    mail,
    names,
    health,
    ready,
    metrics,
  ],
]

const byName = new Map(verbs.map((verb) => [verb.name, verb]))

export function findVerb(name: string): Verb | undefined {
  return byName.get(name)
}
