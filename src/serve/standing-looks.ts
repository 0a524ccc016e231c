// Applies the rules between zones to zones as the server serves them, beside the other zones of their view and their faces in other views,
// and keeps the findings that the same rules do not make in what the sources give.

import { answerable } from '../check/read-zone.ts'
import { viewSerial } from '../check/rules/view-serial.ts'
import { rulesFor } from '../check/ruleset.ts'
import type { Subject, ViewZones } from '../check/subject.ts'
import { type ActiveRule, walkFace, walkingInView } from '../check/walk.ts'
import { thisMoment } from '../system/clocks.ts'
import { severitiesOf } from '../text/config/severities.ts'
import type { Problem } from '../text/findings/problem.ts'
import { LineMap } from '../text/zonefile/lines.ts'
import { ZoneText } from '../text/zonefile/zone-text.ts'
import { ConsultedZones } from '../zone/consulted-zones.ts'
import { fold } from '../zone/fold.ts'
import { allSteps } from '../zone/steps.ts'
import type { Zone } from '../zone/zone.ts'
import type { ZoneSet } from '../zone/zone-set.ts'
import { type At, type Found, type Looked, lineMark, type Scene, type SceneSettings } from './standing-scene.ts'

type Side = readonly ConsultedZones[]

export function looksAt(settings: SceneSettings, scene: Scene, wanted: readonly At[]): Looked[] {
  const rules = rulesBetween(settings.rules)
  const [served, sources, unmade] = [scene.served.map(folded), scene.sources.map(folded), scene.unmade.map(folded)]
  return wanted.map(({ view, member }): Looked => {
    const { asked, found } = lookAt(rules, settings, served, view, member)
    if (found.length === 0) return { view, member, asked, found }
    const before = keysIn(lookAt(rules, settings, sources, view, member))
    // A start has judged made faces by these rules: such a finding is new if the sources without made faces do not have it.
    const atStart = keysIn(lookAt(rules.filter(isAskedAtStart), settings, unmade, view, member))
    const isNew = ({ problem }: Found) => {
      const key = keyOf(problem)
      return !before.has(key) || (STARTING.has(problem.rule) && !atStart.has(key))
    }
    return { view, member, asked, found: found.filter(isNew) }
  })
}

function keysIn({ found }: Pick<Looked, 'found'>): ReadonlySet<string> {
  return new Set(found.map(({ problem }) => keyOf(problem)))
}

const STARTING: ReadonlySet<string> = new Set(rulesFor('load', {}).map(({ rule }) => rule.name))

function isAskedAtStart({ rule }: ActiveRule): boolean {
  return STARTING.has(rule.name)
}

/** Rules that look at more than one zone, as warnings. No change lets a leak in, and serials of served zones are given here: not these. */
function rulesBetween(rules: SceneSettings['rules']): readonly ActiveRule[] {
  return rulesFor('check', severitiesOf(rules)).flatMap(({ rule, severity }) => {
    const isBetween = rule.check.over === 'faces' || (rule.check.over !== 'text' && rule.check.view === true)
    return isBetween && severity !== 'info' && !rule.leak && !rule.asksTime && rule !== viewSerial
      ? [{ rule, severity: 'warning' as const }]
      : []
  })
}

/** Rules that look at a whole zone read its image: this makes an image of each edition that is not one. */
function folded(zones: ZoneSet): ConsultedZones {
  const known = sides.get(zones)
  if (known !== undefined) return known
  const members = zones.members.map((member) => ({ ...member, zone: member.zone && imageOf(member.zone) }))
  const made = new ConsultedZones(members, zones)
  sides.set(zones, made)
  return made
}

/** A view that has not changed keeps what was made of it for earlier looks. */
const sides = new WeakMap<ZoneSet, ConsultedZones>()

function imageOf(zone: Zone): Zone {
  if (zone.isFirst) return zone
  const image = images.get(zone) ?? fold(zone)
  images.set(zone, image)
  return image
}

const images = new WeakMap<Zone, Zone>()

function lookAt(
  rules: readonly ActiveRule[],
  { views, inside }: SceneSettings,
  side: Side,
  view: number,
  member: number,
): Pick<Looked, 'asked' | 'found'> {
  const zones = side[view]!
  const { apex, zone } = zones.member(member)!
  if (zone === undefined) return { asked: [], found: [] }
  const subjects = subjectsOf(zones, view)
  const subject = subjects[member]!
  const own: ViewZones = { ...views[view]!, inside, zones, subjects }
  const active = answerable(rules, subject)
  const { result, asked } = allSteps(zones.consulting(walkingInView(active, subject, own)))
  const found: Found[] = result.map((problem) => ({ problem }))
  for (const [other, { name, public: isPublic }] of views.entries()) {
    const place = other === view ? -1 : side[other]!.at(apex)
    const its = side[other]!.member(place)?.zone
    if (its === undefined || its.image === zone.image) continue
    const face = {
      subject: subjectsOf(side[other]!, other)[place]!,
      view: { name, public: isPublic },
      zones: side[other]!,
    }
    for (const problem of walkFace(active, subject, own, { ...face, isFirst: other < view }))
      found.push({ problem, beside: name })
  }
  return { asked, found }
}

function subjectsOf(zones: ConsultedZones, view: number): readonly (Subject | undefined)[] {
  const known = subjects.get(zones)
  // Findings name the view by its index, which a reload may change.
  if (known?.view === view) return known.all
  const all = zones.members.map(({ zone }, member) => zone && subjectOf(zone, view, member))
  subjects.set(zones, { view, all })
  return all
}

const subjects = new WeakMap<
  ConsultedZones,
  { readonly view: number; readonly all: readonly (Subject | undefined)[] }
>()

/** The subject of a zone without lines: the main thread, which has them, puts them in place of the numbers. */
function subjectOf(zone: Zone, view: number, member: number): Subject {
  const lines = new LineMap()
  lines.addRun(0, lines.addFile(lineMark({ view, member })), 0)
  const notes = { outside: [], duplicates: [], ttls: [], longTtls: [] }
  const now = Math.floor(thisMoment().wall / 1000)
  return { zone, notes, text: new ZoneText(lines), complete: true, now }
}

/** Identifies a finding without its line: a record that is changed has another, or none. */
function keyOf({ rule, said, others }: Problem): string {
  return JSON.stringify([rule, said.message, others])
}
