// Finds leaks in served zones, whatever files say: runs the rules about leaks over every face of a public view.

import { rules } from '../../check/rules/index.ts'
import type { Subject, ViewZones } from '../../check/subject.ts'
import { type ActiveRule, walkFace, walkNames } from '../../check/walk.ts'
import type { LoadedFace, LoadedViews } from '../../supply/load.ts'
import type { ReadZone } from '../../supply/read-zone.ts'
import type { Settings } from '../../text/config/settings.ts'
import { severitiesOf } from '../../text/config/severities.ts'
import type { FaceSetting } from '../../text/config/sources.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { LineMap } from '../../text/zonefile/lines.ts'
import { ZoneText } from '../../text/zonefile/zone-text.ts'
import { today } from '../diff/reviewed.ts'
import { withoutAllowedLeaks } from './allowed.ts'

type FaceName = { readonly zone: string; readonly view: string }
type Found = FaceName & { readonly problems: readonly Problem[] }

/** Nodes that one step looks at. */
const STEP = 2000

/** Yields undefined between steps, where the caller may let other work run. */
export function* leaksServed(
  settings: Settings,
  loaded: LoadedViews,
  isWanted: (face: FaceName) => boolean,
): Generator<Found | undefined> {
  const active = activeRules(settings)
  for (const face of loaded.faces) {
    const { served, name: zone } = face
    const { name: view, public: isPublic } = settings.views[face.view]!
    if (!isPublic || served === undefined || !isWanted({ zone, view })) continue
    const subject = subjectOf(face)
    const { zones } = loaded.views[face.view]!
    const own: ViewZones = { name: view, public: true, inside: settings.inside, zones, subjects: [] }
    const found: Problem[] = []
    for (let first = 0; first < served.nodes; first += STEP) {
      const nodes = Array.from({ length: Math.min(STEP, served.nodes - first) }, (_, i) => first + i)
      found.push(...walkNames(active, subject, own, nodes))
      yield undefined
    }
    for (const [i, other] of loaded.views.entries()) {
      if (settings.views[i]!.public) continue
      const inside = { name: settings.views[i]!.name, public: false }
      found.push(...walkFace(active, subject, own, { subject, view: inside, zones: other.zones, isFirst: false }))
      yield undefined
    }
    const read = new Map<FaceSetting, ReadZone>([[face.face, { subject, problems: [] }]])
    const problems = withoutAllowedLeaks(found, settings, read, today())
    if (problems.length > 0) yield { zone, view, problems }
  }
}

/** The rules about leaks that are on, with their severities. */
function activeRules({ rules: set }: Settings): readonly ActiveRule[] {
  const severities = set.length === 0 ? {} : severitiesOf(set)
  return rules.flatMap((rule) => {
    const severity = severities[rule.name] ?? rule.severity
    return rule.leak !== true || severity === 'off' ? [] : [{ rule, severity }]
  })
}

/** The face for rules. One made by messages or by another server has no lines to point at. */
function subjectOf({ name, lines, served, face }: LoadedFace): Subject {
  const notes = { outside: [], duplicates: [], ttls: [], longTtls: [] }
  const now = Math.floor(Date.now() / 1000)
  return {
    zone: served!,
    notes,
    text: new ZoneText(lines ?? nowhere(`${name} ${face.viewName}`)),
    complete: true,
    now,
  }
}

function nowhere(name: string): LineMap {
  const lines = new LineMap()
  lines.addRun(0, lines.addFile(name), 0)
  return lines
}
