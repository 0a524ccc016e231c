// The words in which `janus status` tells people how the server is.

import type { FaceState } from '../../store/generation/candidate.ts'
import { certificatesText } from '../certificate-lines.ts'
import { keysText } from '../key-lines.ts'
import { updatesText } from '../update-lines.ts'
import { columns, counted, durationText, table } from '../words.ts'
import { zonesText } from '../zone-lines.ts'
import { queryLogText } from './query-log.ts'
import type { Counted, Status } from './status.ts'
import { copyStates, fetchedStates } from './transfers.ts'

export function statusText(status: Status): string {
  const { zones, lastReload, notCurrent } = status
  const count = (word: Exclude<FaceState, 'current'>) => (zones[word] > 0 ? `, ${zones[word]} ${word}` : '')
  const rolledBack = status.rolledBackTo ? `, rolled back to ${status.rolledBackTo} until the next reload` : ''
  const process = status.pid === undefined ? '' : `${status.pid}, `
  const facts: readonly Fact[] = [
    ['version', status.version],
    ['process', `${process}up ${durationText(status.uptime)}`],
    ['configuration', status.config],
    ['listens on', status.listen?.join(' ')],
    ['views', status.views.join(' ')],
    ['generation', `${status.generation}${rolledBack}, in service since ${status.since}`],
    [
      'zone faces',
      `${zones.configured}: ${zones.current} current${count('stale-source')}${count('held')}${count('refused')}${count('waiting')}${count('expired')}${count('rolled-back')}${count('pending')}`,
    ],
    ['findings', status.findings && findingsText(status.findings)],
    ['misfits', status.misfits && misfitsText(status.misfits)],
    ['withheld', status.withheld && withheldText(status.withheld)],
    ['secondaries', status.secondaries && copiesText('at', copyStates, status.secondaries)],
    ['primaries', status.primaries && primariesText(status.primaries)],
    ['lists', status.lists && listsText(status.lists)],
    ['catalogs', status.catalogs && catalogsText(status.catalogs)],
    ['TSIG keys', status.keys && keysText(status.keys)],
    ['certificates', status.certificates && certificatesText(status.certificates, Date.now())],
    ['last reload', lastReload ? lastReloadText(lastReload) : status.config === undefined ? undefined : 'none'],
    ...processFacts(status),
  ]
  const tables = status.tables?.map(({ table, used, limit }) => [table, `${used ?? '-'}`, `of ${limit ?? '-'}`])
  return [
    ...columns(facts.flatMap(([name, fact]) => (fact === undefined ? [] : [[name, fact]]))),
    ...(tables === undefined ? [] : ['', ...table(['table', 'used', 'limit'], tables)]),
    ...(notCurrent.length > 0 ? ['', zonesText(notCurrent)] : []),
  ].join('\n')
}

/** Undefined where there are no errors and warnings. */
function findingsText({ configuration, rules }: NonNullable<Status['findings']>): string | undefined {
  const parts = [
    ...([[configuration, 'in the configuration']] as const),
    ...(rules === undefined ? [] : ([[rules, 'in what is served, by all rules']] as const)),
  ].flatMap(([{ error, warning }, where]) => {
    const told = [
      ...(error > 0 ? [counted(error, 'error')] : []),
      ...(warning > 0 ? [counted(warning, 'warning')] : []),
    ]
    return told.length === 0 ? [] : [`${told.join(' and ')} ${where}`]
  })
  return parts.length === 0 ? undefined : parts.join('; ')
}

function misfitsText({ faces, findings }: NonNullable<Status['misfits']>): string {
  return `${counted(findings, 'finding')} in ${counted(faces, 'zone face')} beside others, since a change: the log has the first of them`
}

function withheldText({ copies, changed, names }: NonNullable<Status['withheld']>): string {
  const parts = [
    ...(copies > 0 ? [`${counted(copies, 'zone face')} from primaries (see janus transfers)`] : []),
    ...(changed > 0
      ? [`changes at ${counted(names, 'name')} of ${counted(changed, 'zone face')} (see janus dynamic)`]
      : []),
  ]
  return `${parts.join(', ')}: everybody would learn of the inside`
}

function copiesText<State extends string>(
  where: 'at' | 'from',
  states: readonly State[],
  counts: Counted<State>,
): string {
  const { copies } = counts
  const each = states.filter((state) => state === 'current' || counts[state] > 0)
  const told = each.map((state) => `${counts[state]} ${state}`).join(', ')
  return `${copies} zone ${copies === 1 ? 'face' : 'faces'} ${where} them: ${told}`
}

function primariesText(primaries: NonNullable<Status['primaries']>): string {
  const { faulty, faults } = primaries
  const told = faulty > 0 ? `; ${counted(faults, 'fault')} in ${faulty} of them: "janus transfers"` : ''
  return `${copiesText('from', fetchedStates, primaries)}${told}`
}

function listsText({ lists, entries, refused }: NonNullable<Status['lists']>): string {
  return `${lists} with ${entries} ${entries === 1 ? 'entry' : 'entries'} that end${refused > 0 ? `, ${refused} refused` : ''}`
}

function catalogsText({ catalogs, members, waiting, notServed, failed }: NonNullable<Status['catalogs']>): string {
  const told = (number: number, what: string) => (number > 0 ? `, ${number} ${what}` : '')
  return `${catalogs} with ${counted(members, 'zone')}${told(waiting, 'waiting')}${told(notServed, 'not served')}${told(failed, 'not followed')}`
}

/** A line of the table; the table leaves it out where its text is undefined. */
type Fact = readonly [name: string, text: string | undefined]

function processFacts({ updates, audit, state, workers, memory, log, queryLog, dnstap }: Status): Fact[] {
  return [
    ['updates', updates && updatesText(updates)],
    ['audit trail', audit && auditText(audit)],
    ['state folder', state && `${state.path}${notKeptText(state)}`],
    ['UDP workers', workers && `${workers.running} running, ${workers.restarts} replaced`],
    ['memory', memory && `${octetsText(memory.resident)} resident, ${octetsText(memory.buffers)} of it buffers`],
    ['log', log && `${counted(log.dropped, 'line')} dropped`],
    ['query log', queryLog && queryLogText(queryLog)],
    ['dnstap', dnstap && `${dnstap.sent} sent, ${dnstap.dropped} dropped`],
  ]
}

function auditText({ entries, octets, limit, lost, error }: NonNullable<Status['audit']>): string {
  const missing = lost > 0 ? `; ${counted(lost, 'change')} not on record` : ''
  if (error !== undefined) return `none: ${error}${missing}`
  return `${entries === 1 ? '1 entry' : `${entries} entries`}, ${octetsText(octets)} of ${octetsText(limit)}${missing}`
}

function notKeptText({ failed, reason }: NonNullable<Status['state']>): string {
  return failed > 0 ? `: ${counted(failed, 'zone face')} not kept: ${reason}` : ''
}

function lastReloadText({ outcome, reason, good, restart = [] }: NonNullable<Status['lastReload']>): string {
  if (reason !== undefined) return `${outcome}: ${reason}`
  const waits = restart.length > 0 ? `; takes effect at the next start: ${restart.join(', ')}` : ''
  return `${good ? outcome : `${outcome}, but for the zones with errors`}${waits}`
}

function octetsText(octets: number): string {
  return `${(octets / 1e6).toFixed(1)} MB`
}
