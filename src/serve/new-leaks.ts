// Finds what a change would show to strangers that its sources do not show: it applies the rules about leaks to the new records alone.

import { rules } from '../check/rules/index.ts'
import type { Subject, ViewZones } from '../check/subject.ts'
import { type ActiveRule, walkFace, walkNames } from '../check/walk.ts'
import { sameName } from '../dns/name.ts'
import { Type } from '../dns/types.ts'
import type { FaceName } from '../store/change.ts'
import { thisMoment } from '../system/clocks.ts'
import { matchesName } from '../text/config/matches-name.ts'
import type { ReviewedSetting } from '../text/config/one-source.ts'
import type { Settings } from '../text/config/settings.ts'
import { severitiesOf } from '../text/config/severities.ts'
import type { Problem } from '../text/findings/problem.ts'
import { stateOf } from '../update/overlay.ts'
import type { View } from '../views/view.ts'
import { ZoneBuilder } from '../zone/builder.ts'
import type { Zone } from '../zone/zone.ts'

/** The views, and in which of them the zone would be shown. */
export type LeakScene = {
  readonly settings: Pick<Settings, 'inside' | 'allowedLeaks' | 'rules'> & {
    readonly views: readonly Pick<Settings['views'][number], 'name' | 'public'>[]
  }
  /** In the order of the settings. */
  readonly views: readonly Pick<View, 'zones'>[]
  /** Index of the view that shows the zone. */
  readonly view: number
  readonly subjectOf: (name: FaceName, zone: Zone) => Subject
  /** The zone comes from another server: only leaks count that tell of our own inside. */
  readonly isForeign: boolean
}

/**
 * Leaks of the edition's new records. The edition stands in its view already. `changed`: the nodes by which it may differ. `base`: the
 * zone whose records are no news.
 */
export function newLeaks(
  scene: LeakScene,
  base: Zone | undefined,
  edition: Zone,
  changed: readonly number[],
): readonly Problem[] {
  const { settings, view } = scene
  if (!settings.views[view]!.public) return []
  const isAllowed = (owner: Uint8Array, type: number) =>
    settings.allowedLeaks.some((one) => covers(one, { zone: edition.apex, owner, type, view }))
  const news = newRecords(edition, base, changed, isAllowed)
  return news === undefined ? [] : leaksIn(scene, news)
}

/** All leaks of the zone, or of the part of a zone that is passed here. */
export function leaksIn({ settings, views, view, subjectOf, isForeign }: LeakScene, zone: Zone): readonly Problem[] {
  const { name, public: isPublic } = settings.views[view]!
  if (!isPublic) return []
  const subject = subjectOf({ view: name, origin: zone.apex }, zone)
  const own: ViewZones = { name, public: true, inside: settings.inside, zones: views[view]!.zones, subjects: [] }
  const active = activeRules(settings.rules.length === 0 ? {} : severitiesOf(settings.rules), isForeign)
  const nodes = Array.from({ length: zone.nodes }, (_, node) => node)
  const within = walkNames(
    active.filter(({ rule }) => rule.check.over !== 'faces'),
    subject,
    own,
    nodes,
  )
  const beside = views.flatMap(({ zones }, i) => {
    const other = settings.views[i]!
    if (other.public) return []
    return walkFace(active, subject, own, { subject, view: { name: other.name, public: false }, zones, isFirst: false })
  })
  return [...within, ...beside]
}

/** All rules about leaks. */
export const LEAKS: ReadonlySet<string> = new Set(rules.flatMap((rule) => (rule.leak === true ? [rule.name] : [])))

/** Rules about our own names and addresses, whoever wrote the record. Other leaks tell of the writer's inside, which he may tell. */
export const OF_OURS: ReadonlySet<string> = new Set(['leak-name', 'leak-inside'])

function activeRules(severities: ReturnType<typeof severitiesOf>, isForeign: boolean): readonly ActiveRule[] {
  return rules.flatMap((rule) => {
    const counts = isForeign ? OF_OURS.has(rule.name) : rule.leak === true
    return !counts || severities[rule.name] === 'off' ? [] : [{ rule, severity: 'error' as const }]
  })
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

/** Whether the entry of `allowed-leaks` covers the record, and has not run out. */
function covers(setting: ReviewedSetting, shown: Shown): boolean {
  const { zone, name, type, views } = setting
  if (hasRunOut(setting, thisMoment().wall)) return false
  if (zone && !sameName(zone, 0, shown.zone, 0)) return false
  if (name && !matchesName(name, shown.owner)) return false
  if (type !== undefined && type !== shown.type) return false
  return views.length === 0 || views.includes(shown.view)
}

/** Whether the entry's last day is over. */
export function hasRunOut({ until }: Pick<ReviewedSetting, 'until'>, wall: number): boolean {
  return until !== undefined && until < new Date(wall).toISOString().slice(0, 10)
}
