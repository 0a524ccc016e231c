// A thread that checks zones that have come from other servers, beside the views that will show them, so that no thread that answers has
// to.

import { parentPort } from 'node:worker_threads'
import { fewOfEach } from '../check/rest.ts'
import { rulesFor } from '../check/ruleset.ts'
import type { Subject, ViewZones } from '../check/subject.ts'
import { type ActiveRule, walkFace, walkingInView, walkZone } from '../check/walk.ts'
import { opened } from '../store/aside.ts'
import type { FaceName } from '../store/change.ts'
import { thisMoment } from '../system/clocks.ts'
import { severitiesOf } from '../text/config/severities.ts'
import type { Problem } from '../text/findings/problem.ts'
import { ZoneText } from '../text/zonefile/zone-text.ts'
import { linesOf } from '../transfer/copy-lines.ts'
import { fold } from '../zone/fold.ts'
import { allSteps } from '../zone/steps.ts'
import type { Zone } from '../zone/zone.ts'
import { ZoneSet } from '../zone/zone-set.ts'
import type { ArrivalJob, ArrivalResult, Look } from './arrivals.ts'
import { harmBefore } from './foreign-harm.ts'
import type { LeakScene } from './new-leaks.ts'
import { OpenedViews } from './shared-views.ts'

const known = new OpenedViews()

parentPort!.on('message', (job: ArrivalJob) => {
  if (job.kind === 'learn') {
    known.note(job.change)
    parentPort!.postMessage({ took: 0, kinds: {}, problems: [] } satisfies ArrivalResult)
    return
  }
  const begun = process.threadCpuUsage()
  const sets = new Map(job.views.map((change) => [change.view, known.take(change)]))
  const views = job.settings.views.map(({ name }) => ({ zones: sets.get(name) ?? NO_ZONES }))
  const own = views[job.view]!.zones
  const [zone, zones] = placed(job, own)
  const scene = {
    ...{ settings: job.settings, view: job.view, subjectOf, isForeign: true },
    views: views.with(job.view, { zones }),
  }
  const problems = job.kind === 'before' ? harm(job, zone, scene) : faults(zone, scene)
  const { user, system } = process.threadCpuUsage(begun)
  parentPort!.postMessage({ ...told(problems), took: (user + system) / 1000 } satisfies ArrivalResult)
})

const NO_ZONES = new ZoneSet([])

/** Gives the zone and the set with the zone in its place. A set may hold tens of thousands: one that has the zone already stays. */
function placed({ zone, member }: Look, own: ZoneSet): [Zone, ZoneSet] {
  const come = opened(zone)
  const there = own.member(member)?.zone
  if (come.isFirst && there?.isFirst && there.image === come.image) return [there, own]
  // Rules that look at a whole zone look at its image, and not only at what of that is of one edition.
  const whole = come.isFirst ? come : fold(come)
  return [whole, own.with(new Map([[member, whole]]))]
}

/** Finds why the zone must not be served. */
function harm({ member, served: before, foreign }: Look, zone: Zone, scene: LeakScene): readonly Problem[] {
  const served = before && opened(before)
  // `foreign` ends with the faces: behind them come the zones that the view refuses, and none of those is ours.
  const isOwn = (one: number) => foreign[one] === 0
  return harmBefore(scene, { subject: subjectIn(scene, zone), view: viewIn(scene), member, served, isOwn })
}

/** Finds what is wrong with the zone and does not keep it from being served. */
function faults(zone: Zone, scene: LeakScene): readonly Problem[] {
  const { settings, views } = scene
  const active = activeRules(settings.rules)
  const subject = subjectIn(scene, zone)
  const view = viewIn(scene)
  const beside = view.public
    ? views.flatMap(({ zones }, i) => {
        const { name, public: isPublic } = settings.views[i]!
        if (isPublic) return []
        const leaks = active.filter(({ rule }) => rule.leak === true)
        return walkFace(leaks, subject, view, { subject, view: { name, public: false }, zones, isFirst: false })
      })
    : []
  return [...walkZone(active, subject), ...allSteps(walkingInView(active, subject, view)), ...beside]
}

/** Gives the rules that judge zones of other servers, each as a warning. It keeps the list for as long as severities stay. */
function activeRules(rules: LeakScene['settings']['rules']): readonly ActiveRule[] {
  const severities = severitiesOf(rules)
  const key = JSON.stringify(severities)
  if (counting?.key !== key) {
    const active = rulesFor('check', severities).flatMap(({ rule, severity }) =>
      severity === 'info' ? [] : [{ rule, severity: 'warning' as const }],
    )
    counting = { key, active }
  }
  return counting.active
}

let counting: { readonly key: string; readonly active: readonly ActiveRule[] } | undefined

/** Counts the findings of each rule, and passes on a few of each. */
function told(problems: readonly Problem[]): Omit<ArrivalResult, 'took'> {
  const kinds: Record<string, number> = {}
  for (const { rule, others = 1 } of problems) kinds[rule] = (kinds[rule] ?? 0) + others
  const few = fewOfEach(problems, MOST_OF_KIND).slice(0, MOST)
  return { kinds, problems: few.map(({ source: _, sourceColumn: __, ...problem }) => problem) }
}

const MOST_OF_KIND = 3
const MOST = 50

function subjectIn({ settings, view }: LeakScene, zone: Zone): Subject {
  return subjectOf({ view: settings.views[view]!.name, origin: zone.apex }, zone)
}

function viewIn({ settings, views, view }: LeakScene): ViewZones {
  const { name, public: isPublic } = settings.views[view]!
  return { name, public: isPublic, inside: settings.inside, zones: views[view]!.zones, subjects: [] }
}

function subjectOf({ origin }: FaceName, zone: Zone): Subject {
  const notes = { outside: [], duplicates: [], ttls: [], longTtls: [] }
  const now = Math.floor(thisMoment().wall / 1000)
  return { zone, notes, text: new ZoneText(linesOf(origin)), complete: true, now }
}
