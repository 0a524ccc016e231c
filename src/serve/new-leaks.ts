// What a change would show to strangers, and its sources do not: the rules about leaks, asked of its new records alone.

import { rules } from '../check/rules/index.ts'
import type { Subject, ViewZones } from '../check/subject.ts'
import { type ActiveRule, walkFace, walkNames } from '../check/walk.ts'
import { sameName } from '../dns/name.ts'
import { Type } from '../dns/types.ts'
import type { FaceName } from '../store/change.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import { thisMoment } from '../system/clocks.ts'
import { matchesName } from '../text/config/name-pattern.ts'
import type { ReviewedSetting } from '../text/config/one-source.ts'
import { severitiesOf } from '../text/config/rule-settings.ts'
import type { Problem } from '../text/findings/problem.ts'
import { stateOf } from '../update/overlay.ts'
import { ZoneBuilder } from '../zone/builder.ts'
import type { Zone } from '../zone/zone.ts'

type At = { readonly view: number; readonly member: number; readonly face: number }

/** `changed`: the nodes by which the edition, which stands in its view already, differs from what is served. */
export function newLeaks(
  { settings, loaded }: Candidate,
  at: At,
  edition: Zone,
  changed: readonly number[],
  subjectOf: (name: FaceName, zone: Zone) => Subject,
): readonly Problem[] {
  const { name: view, public: isPublic } = settings.views[at.view]!
  const { zone: base, face } = loaded.faces[at.face]!
  if (!isPublic || face.source.kind === 'primary') return []
  const isAllowed = (owner: Uint8Array, type: number) =>
    settings.allowedLeaks.some((one) => covers(one, { zone: edition.apex, owner, type, view: at.view }))
  const news = newRecords(edition, base, changed, isAllowed)
  if (news === undefined) return []
  const subject = subjectOf({ view, origin: edition.apex }, news)
  const { zones } = loaded.views[at.view]!
  const own: ViewZones = { name: view, public: true, inside: settings.inside, zones, subjects: [] }
  const active = activeRules(settings.rules.length === 0 ? {} : severitiesOf(settings.rules))
  const nodes = Array.from({ length: news.nodes }, (_, node) => node)
  const within = walkNames(
    active.filter(({ rule }) => rule.check.over !== 'faces'),
    subject,
    own,
    nodes,
  )
  const beside = loaded.views.flatMap((other, i) => {
    if (settings.views[i]!.public) return []
    const view = { name: settings.views[i]!.name, public: false }
    return walkFace(active, subject, own, { subject, view, zones: other.zones, isFirst: false })
  })
  return [...within, ...beside]
}

function activeRules(severities: ReturnType<typeof severitiesOf>): readonly ActiveRule[] {
  return rules.flatMap((rule) =>
    rule.leak !== true || severities[rule.name] === 'off' ? [] : [{ rule, severity: 'error' as const }],
  )
}

/** Records of the edition that the source does not have, as a zone; undefined where there are none. */
function newRecords(
  edition: Zone,
  base: Zone | undefined,
  changed: readonly number[],
  isAllowed: (owner: Uint8Array, type: number) => boolean,
): Zone | undefined {
  const builder = new ZoneBuilder(edition.apex)
  for (const node of changed) {
    if (!edition.exists(node)) continue
    const owner = edition.name(node)
    for (let set = edition.firstSet(node), end = edition.setsEnd(node); set < end; set++) {
      const type = edition.type(set)
      if (type === Type.SOA || isAllowed(owner, type)) continue
      const known = base && stateOf(base, owner, type).records
      const { records } = stateOf(edition, owner, type)
      for (const [key, rdata] of records) {
        if (known?.has(key)) continue
        builder.owner(owner, 0)
        builder.record(type, edition.ttl(set), rdata, rdata.length, 0)
      }
    }
  }
  return builder.records === 0 ? undefined : builder.finish()
}

type Shown = { readonly zone: Uint8Array; readonly owner: Uint8Array; readonly type: number; readonly view: number }

/** Somebody has looked at it, and it still holds. */
function covers({ zone, name, type, views, until }: ReviewedSetting, shown: Shown): boolean {
  if (until !== undefined && until < new Date(thisMoment().wall).toISOString().slice(0, 10)) return false
  if (zone && !sameName(zone, 0, shown.zone, 0)) return false
  if (name && !matchesName(name, shown.owner)) return false
  if (type !== undefined && type !== shown.type) return false
  return views.length === 0 || views.includes(shown.view)
}
