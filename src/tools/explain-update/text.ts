// Writes the explanation of an update for people.

import type { UpdateExplanation, ViewVerdict } from './explain.ts'

export function updateExplanationText({ key, source, name, type, rcode, why, views }: UpdateExplanation): string {
  const by = key === undefined ? `unsigned from ${source}` : `by the key ${key} from ${source}`
  return [
    `a change of ${type} at ${name}, ${by}`,
    ...views.map((view) => `  ${viewText(view)}`),
    `${rcode}: ${outcomeText({ rcode, why, views })}`,
  ].join('\n')
}

function viewText({ view, verdict, zone, why, file, line, lease, maxLease }: ViewVerdict): string {
  const where = zone === undefined ? view : `${view}, zone ${zone}`
  if (verdict === 'other') return `${where}: not meant: ${why}`
  const at = line === undefined ? '' : ` (${file}:${line})`
  const leases = [
    ...(lease === undefined ? [] : [`; it ends by itself after ${spanText(lease)}`]),
    ...(maxLease === undefined || maxLease === lease
      ? []
      : [`; a lease that is asked for is at most ${spanText(maxLease)}`]),
  ]
  return verdict === 'granted' ? `${where}: granted by a rule${at}${leases.join('')}` : `${where}: denied: ${why}${at}`
}

function outcomeText({ rcode, why, views }: Pick<UpdateExplanation, 'rcode' | 'why' | 'views'>): string {
  if (why !== undefined) return why
  const named = (wanted: ViewVerdict['verdict']) =>
    views.filter(({ verdict }) => verdict === wanted).map(({ view }) => view)
  if (rcode === 'NOERROR') return `permitted in ${named('granted').join(' and ')}, if the zone is good afterwards`
  const granted = named('granted')
  const all = granted.length === 0 ? '' : `; so it is not done in ${granted.join(' and ')} either`
  return `denied in ${named('denied').join(' and ')}${all}`
}

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1000, 's'],
] as const

function spanText(milliseconds: number): string {
  const [size, unit] = UNITS.find(([size]) => milliseconds % size === 0) ?? [1, 'ms']
  return `${milliseconds / size}${unit}`
}
