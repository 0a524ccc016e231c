// One walk over a zone for all rules together: each rrset is shown to the rules for its type, each node to those for its flags.

import type { Problem, Severity } from '../report/problem.ts'
import type { Node, Zone } from '../zone/zone.ts'
import { ZoneSet } from '../zone/zone-set.ts'
import { NameFinder } from './name-finder.ts'
import { Reporter } from './reporter.ts'
import type { Check, Rule } from './rule.ts'
import type { Face, Subject, ViewZones } from './subject.ts'

/** A rule with the severity that counts. */
export type ActiveRule = {
  readonly rule: Rule
  readonly severity: Severity
  /** How the last of many findings speaks of the others. */
  readonly more?: string | undefined
}

/** What the rules that look at one zone alone find in it. */
export function walkZone(active: readonly ActiveRule[], subject: Subject): Problem[] {
  const names = new NameFinder(new ZoneSet([{ apex: subject.zone.apex, zone: subject.zone }]))
  const chosen = active.filter(
    ({ rule }) => rule.check.over !== 'text' && rule.check.over !== 'faces' && rule.check.view === undefined,
  )
  return walk(chosen, subject, undefined, names)
}

/** What the rules that ask where names lead find in one zone of the view. */
export function walkInView(active: readonly ActiveRule[], subject: Subject, view: ViewZones): Problem[] {
  const chosen = active.filter(({ rule }) => rule.check.over !== 'text' && rule.check.view === true)
  return walk(chosen, subject, view, new NameFinder(view.zones))
}

/** What the rules that compare find in one version of a zone, beside another. */
export function walkFace(active: readonly ActiveRule[], subject: Subject, view: ViewZones, other: Face): Problem[] {
  const names = new NameFinder(view.zones)
  return active.flatMap((one) => {
    const { rule } = one
    if (rule.check.over !== 'faces') return []
    const reporter = new Reporter(one, subject, view, names)
    rule.check.run(reporter, other)
    return reporter.finish()
  })
}

function walk(
  active: readonly ActiveRule[],
  subject: Subject,
  view: ViewZones | undefined,
  names: NameFinder,
): Problem[] {
  const reporters = active.map((one) => new Reporter(one, subject, view, names))
  for (const reporter of reporters) if (reporter.rule.check.over === 'zone') reporter.rule.check.run(reporter)
  walkNodes(
    subject.zone,
    reporters.flatMap((reporter) => nodeVisitor(reporter)),
  )
  walkSets(subject.zone, visitorsByType(subject.zone, reporters))
  return reporters.flatMap((reporter) => reporter.finish())
}

type NodeVisitor = {
  readonly flags: number
  readonly reporter: Reporter
  readonly run: (reporter: Reporter, node: Node) => void
}

function nodeVisitor(reporter: Reporter): NodeVisitor[] {
  const { check } = reporter.rule
  return check.over === 'nodes' ? [{ flags: check.flags, reporter, run: check.run }] : []
}

function walkNodes(zone: Zone, visitors: readonly NodeVisitor[]): void {
  if (visitors.length === 0) return
  const everywhere = visitors.filter(({ flags }) => flags === 0)
  const flagged = visitors.filter(({ flags }) => flags !== 0)
  const wanted = flagged.reduce((all, { flags }) => all | flags, 0)
  for (let node = 0; node < zone.nodes; node++) {
    for (const { run, reporter } of everywhere) run(reporter, node)
    const own = zone.flags(node)
    if (own & wanted) for (const visitor of flagged) if (own & visitor.flags) visitor.run(visitor.reporter, node)
  }
}

type SetVisitor = { readonly reporter: Reporter; readonly run: Extract<Check, { over: 'sets' }>['run'] }

function visitorsByType(zone: Zone, reporters: readonly Reporter[]): Map<number, SetVisitor[]> {
  const byType = new Map<number, SetVisitor[]>()
  let present: ReadonlySet<number> | undefined
  for (const reporter of reporters) {
    const { check } = reporter.rule
    if (check.over !== 'sets') continue
    if (check.types === 'all') present ??= typesIn(zone)
    for (const type of check.types === 'all' ? present! : check.types) {
      const visitors = byType.get(type) ?? []
      visitors.push({ reporter, run: check.run })
      byType.set(type, visitors)
    }
  }
  return byType
}

/** The types of a zone's rrsets, each once. */
function typesIn(zone: Zone): Set<number> {
  const present = new Set<number>()
  // Most rrsets are of a type that was just seen: the set need not be asked.
  let [last, before] = [-1, -1]
  for (let set = 0; set < zone.sets; set++) {
    const type = zone.type(set)
    if (type === last || type === before) continue
    before = last
    last = type
    present.add(type)
  }
  return present
}

const NO_TABLE: readonly undefined[] = []

function walkSets(zone: Zone, byType: Map<number, SetVisitor[]>): void {
  if (byType.size === 0) return
  // Almost all records are of a type below 256: no hashing for them, where there are many.
  const low = zone.sets < 256 ? NO_TABLE : Array.from({ length: 256 }, (_, type) => byType.get(type))
  for (let node = 0; node < zone.nodes; node++)
    for (let set = zone.firstSet(node), end = zone.firstSet(node + 1); set < end; set++) {
      const type = zone.type(set)
      const visitors = type < low.length ? low[type] : byType.get(type)
      if (visitors !== undefined) for (const { run, reporter } of visitors) run(reporter, node, set)
    }
}
