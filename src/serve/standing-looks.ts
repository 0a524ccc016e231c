// Finds what the rules between zones say of zones as the server serves them, and would not say of their sources: beside the others of their
// view, and beside their faces in other views.

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
    // What a start looks for it has found of what was made then: such a thing is news where it is not known.
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

/** Those that ask more than one zone. What would be a leak is let in by nobody; serials of what is served are counted here. */
function rulesBetween(rules: SceneSettings['rules']): readonly ActiveRule[] {
  return rulesFor('check', severitiesOf(rules)).flatMap(({ rule, severity }) => {
    const isBetween = rule.check.over === 'faces' || (rule.check.over !== 'text' && rule.check.view === true)
    return isBetween && severity !== 'info' && !rule.leak && !rule.asksTime && rule !== viewSerial
      ? [{ rule, severity: 'warning' as const }]
      : []
  })
}

/** Rules that look at a whole zone look at its image, and not only at what of that is of one edition. */
function folded(zones: ZoneSet): ConsultedZones {
  const known = sides.get(zones)
  if (known !== undefined) return known
  const members = zones.members.map((member) => ({ ...member, zone: member.zone && imageOf(member.zone) }))
  const made = new ConsultedZones(members, zones)
  sides.set(zones, made)
  return made
}

/** A view that has not changed is the one that it was when others were looked at. */
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
  // A view may stand elsewhere than before, and what is found tells where.
  if (known?.view === view) return known.all
  const all = zones.members.map(({ zone }, member) => zone && subjectOf(zone, view, member))
  subjects.set(zones, { view, all })
  return all
}

const subjects = new WeakMap<
  ConsultedZones,
  { readonly view: number; readonly all: readonly (Subject | undefined)[] }
>()

/** Lines are made of numbers by whoever has the lines. */
function subjectOf(zone: Zone, view: number, member: number): Subject {
  const lines = new LineMap()
  lines.addRun(0, lines.addFile(lineMark({ view, member })), 0)
  const notes = { outside: [], duplicates: [], ttls: [], longTtls: [] }
  const now = Math.floor(thisMoment().wall / 1000)
  return { zone, notes, text: new ZoneText(lines), complete: true, now }
}

/** A record may have another line, or none, once it has been changed. */
function keyOf({ rule, said, others }: Problem): string {
  return JSON.stringify([rule, said.message, others])
}
