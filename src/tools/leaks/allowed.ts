// Leaves out leaks that the configuration allows, with a reason and perhaps a last day.

import { rules } from '../../check/rules/index.ts'
import { sameName } from '../../dns/name.ts'
import { type FaceRecord, recordsOf } from '../../supply/faces/records.ts'
import type { ReadZone } from '../../supply/read-zone.ts'
import { matchesName } from '../../text/config/matches-name.ts'
import type { ReviewedSetting } from '../../text/config/one-source.ts'
import type { Settings } from '../../text/config/settings.ts'
import type { FaceSetting } from '../../text/config/sources.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { inForce, isExpired } from '../diff/reviewed.ts'
import { say } from './says.ts'

/** Names of the rules whose findings the configuration may allow. */
const leakRules: ReadonlySet<string> = new Set(rules.filter(({ leak }) => leak).map(({ name }) => name))

/** The problems without those allowed on `day`; a finding whose allowance has expired says so. */
export function withoutAllowedLeaks(
  problems: readonly Problem[],
  settings: Settings,
  faces: ReadonlyMap<FaceSetting, ReadZone>,
  day: string,
): Problem[] {
  if (settings.allowedLeaks.length === 0) return [...problems]
  const records = publicRecords(settings, faces)
  return problems.flatMap((problem) => {
    if (!leakRules.has(problem.rule) || problem.others !== undefined) return [problem]
    const { file, line } = problem.place
    const here = records.get(`${file}:${line}`) ?? []
    const covering = settings.allowedLeaks.filter((one) => here.some((record) => covers(one, record)))
    const allowance = inForce(covering, day)
    if (allowance === undefined) return [problem]
    if (!isExpired(allowance, day)) return []
    const { until, reason } = allowance
    const message = say('allowed-until', { message: problem.said.message, until: until!, reason })
    return [{ ...problem, said: { ...problem.said, message } }]
  })
}

type PublicRecord = FaceRecord & { readonly zone: Uint8Array; readonly view: number }

/** The records of public views, by file and line. */
function publicRecords(settings: Settings, faces: ReadonlyMap<FaceSetting, ReadZone>): Map<string, PublicRecord[]> {
  const records = new Map<string, PublicRecord[]>()
  for (const { origin, faces: own } of settings.zones)
    for (const face of own) {
      const subject = faces.get(face)?.subject
      if (!subject || !settings.views[face.view]!.public) continue
      for (const record of recordsOf(subject.zone)) {
        const { file, line } = subject.text.fileLine(record.line)
        const key = `${file}:${line}`
        records.set(key, [...(records.get(key) ?? []), { ...record, zone: origin, view: face.view }])
      }
    }
  return records
}

function covers({ zone, name, type, views }: ReviewedSetting, record: PublicRecord): boolean {
  if (zone && !sameName(zone, 0, record.zone, 0)) return false
  if (name && !matchesName(name, record.owner)) return false
  if (type !== undefined && type !== record.type) return false
  return views.length === 0 || views.includes(record.view)
}
