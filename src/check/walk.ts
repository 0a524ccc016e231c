// Walks over a zone once for all rules together, and shows each rrset to the rules for its type, each node to those for its flags.

import type { Problem, Severity } from '../text/findings/problem.ts'
import { NameFinder } from '../zone/name-finder.ts'
import { allSteps, STEP, type Steps } from '../zone/steps.ts'
import { APEX, type Node, type RRset, type Zone } from '../zone/zone.ts'
import { ZoneSet } from '../zone/zone-set.ts'
import { labelTraits, traitsAt } from './label-traits.ts'
import { Reporter } from './reporter.ts'
import type { Check, Rule } from './rule.ts'
import { ANY_SHAPE, isLarge, readingShapes, Shape } from './shapes.ts'
import type { Face, Subject, ViewZones } from './subject.ts'
import { hasWanted } from './types-in.ts'

/** A rule, with the severity that its findings get. */
export type ActiveRule = {
  readonly rule: Rule
  readonly severity: Severity
  /** A baseline, allowances or repairs take findings away later, so we word more of them than people see. */
  readonly sifted?: boolean
}

/** The findings of the rules that look at one zone alone. */
export function walkZone(active: readonly ActiveRule[], subject: Subject): Problem[] {
  const names = new NameFinder(new ZoneSet([{ apex: subject.zone.apex, zone: subject.zone }]))
  const chosen = active.filter(
    ({ rule }) => rule.check.over !== 'text' && rule.check.over !== 'faces' && rule.check.view === undefined,
  )
  return allSteps(walking(chosen, subject, undefined, names))
}

/** The findings, in one zone of the view, of the rules that ask where names lead. `names`: made once for all zones of a view. */
export function* walkingInView(
  active: readonly ActiveRule[],
  subject: Subject,
  view: ViewZones,
  names = new NameFinder(view.zones),
): Steps<Problem[]> {
  const chosen = active.filter(({ rule }) => rule.check.over !== 'text' && rule.check.view === true)
  return yield* walking(chosen, subject, view, names)
}

/**
 * The findings of the rules at some nodes of a zone. Of the rules that look at a whole zone we ask only those for the apex, where the
 * apex is among the nodes.
 */
export function walkNames(
  active: readonly ActiveRule[],
  subject: Subject,
  view: ViewZones,
  nodes: readonly Node[],
): Problem[] {
  const names = new NameFinder(view.zones)
  const types = typesAt(subject.zone, nodes)
  return active.flatMap((one) => {
    if (!mayFind(one.rule.check, types)) return NOTHING
    const reporter = new Reporter(one, subject, view, names)
    lookAt(reporter, nodes)
    return reporter.finish()
  })
}

const NOTHING: readonly Problem[] = []

function typesAt(zone: Zone, nodes: readonly Node[]): Set<number> {
  const types = new Set<number>()
  for (const node of nodes)
    if (zone.exists(node))
      for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) types.add(zone.type(set))
  return types
}

/** Whether the rule may find anything in these types. Most rules are about types that few changes have: we skip them at once. */
function mayFind(check: Check, types: ReadonlySet<number>): boolean {
  if (check.over !== 'sets' || check.first !== undefined || check.types === 'all') return true
  return check.types.some((type) => types.has(type))
}

function lookAt(reporter: Reporter, nodes: readonly Node[]): void {
  const { zone, rule } = reporter
  const { check } = rule
  if (check.over === 'zone') {
    if (check.atApex && nodes.includes(APEX)) check.run(reporter)
    return
  }
  if (!isAsked(reporter)) return
  if (check.over === 'sets') check.first?.(reporter)
  for (const node of nodes) {
    if (!zone.exists(node)) continue
    if (check.over === 'nodes') {
      const { flags = 0, traits = 0 } = check
      const isOne = flags + traits === 0 || (zone.flags(node) & flags) !== 0
      if (isOne || (traits !== 0 && (traitsAt(zone.labels, node) & traits) !== 0)) check.run(reporter, node)
    } else if (check.over === 'sets')
      for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++)
        if (isForSet(check, zone, set)) check.run(reporter, node, set)
  }
}

/** Whether to call the rule for the rrset. Here we look at one shape only, which saves much. */
function isForSet({ types, shapes }: Extract<Check, { over: 'sets' }>, zone: Zone, set: RRset): boolean {
  if (types !== 'all' && !types.includes(zone.type(set))) return false
  return shapes !== Shape.large || isLarge(zone, set)
}

/** The findings of the comparing rules in one face of a zone, beside another. */
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

function* walking(
  active: readonly ActiveRule[],
  subject: Subject,
  view: ViewZones | undefined,
  names: NameFinder,
): Steps<Problem[]> {
  const reporters = active.flatMap((one) =>
    hasWanted(subject.zone, one.rule.check) ? new Reporter(one, subject, view, names) : [],
  )
  const asking = reporters.filter((reporter) => isAsked(reporter))
  const setVisitors = asking.flatMap(setVisitor)
  // We read all shapes at once: rules for the zone ask for some of them too.
  const shapes = yield* readingShapes(subject.zone, wantedShapes(setVisitors))
  for (const reporter of reporters)
    if (reporter.rule.check.over === 'zone') {
      reporter.rule.check.run(reporter)
      yield
    }
  for (const reporter of asking) if (reporter.rule.check.over === 'sets') reporter.rule.check.first?.(reporter)
  yield* walkNodes(subject.zone, asking.flatMap(nodeVisitor))
  yield* walkSets(subject.zone, setVisitors, shapes)
  return reporters.flatMap((reporter) => reporter.finish())
}

function isAsked(reporter: Reporter): boolean {
  const { check } = reporter.rule
  return (check.over === 'nodes' || check.over === 'sets') && (check.when === undefined || check.when(reporter))
}

type NodeVisitor = {
  readonly flags: number
  readonly traits: number
  readonly reporter: Reporter
  readonly run: (reporter: Reporter, node: Node) => void
}

function nodeVisitor(reporter: Reporter): NodeVisitor[] {
  const { check } = reporter.rule
  if (check.over !== 'nodes') return []
  const { run, traits = 0, flags = traits === 0 ? ANY_FLAG : 0 } = check
  return [{ flags, traits, reporter, run }]
}

/** A flag that every node has, above the flags of the zone. */
const ANY_FLAG = 256

function* walkNodes(zone: Zone, visitors: readonly NodeVisitor[]): Steps<void> {
  if (visitors.length === 0) return
  const flags = visitors.reduce((all, visitor) => all | visitor.flags, 0)
  const traits = visitors.reduce((all, visitor) => all | visitor.traits, 0)
  const traitsOf = traits === 0 ? undefined : labelTraits(zone)
  for (let node = 0; node < zone.nodes; node++) {
    if (node % STEP === 0) yield
    const ownFlags = zone.flags(node) | ANY_FLAG
    const ownTraits = traitsOf === undefined ? 0 : traitsOf[node]!
    if (((ownFlags & flags) | (ownTraits & traits)) === 0) continue
    for (const visitor of visitors)
      if ((ownFlags & visitor.flags) | (ownTraits & visitor.traits)) visitor.run(visitor.reporter, node)
  }
}

type SetVisitor = {
  readonly types: readonly number[] | 'all'
  readonly shapes: number
  readonly reporter: Reporter
  readonly run: (reporter: Reporter, node: Node, set: RRset) => void
}

function setVisitor(reporter: Reporter): SetVisitor[] {
  const { check } = reporter.rule
  if (check.over !== 'sets') return []
  const { run, types, shapes = ANY_SHAPE } = check
  // Where other zones lie below this one, a target with a node here may belong to them.
  const asksAll = (shapes & Shape.target) !== 0 && !reporter.isAlone
  return [{ types, shapes: asksAll ? ANY_SHAPE : shapes, reporter, run }]
}

function wantedShapes(visitors: readonly SetVisitor[]): number {
  return visitors.reduce((all, { shapes }) => all | shapes, 0)
}

function* walkSets(zone: Zone, visitors: readonly SetVisitor[], shapes: Uint16Array): Steps<void> {
  if (visitors.length === 0) return
  const rows = new Rows(visitors)
  const { setType, firstSet } = zone.columns
  let node = 0
  for (let set = 0; set < zone.sets; set++) {
    if (set % STEP === 0) yield
    const row = rows.of(setType[set]! & 0xffff)
    const own = shapes[set]!
    if ((own & row.wanted) === 0) continue
    while (firstSet[node + 1]! <= set) node++
    for (const visitor of row.visitors) if (own & visitor.shapes) visitor.run(visitor.reporter, node, set)
  }
}

/** The visitors for rrsets of one type. */
type Row = { readonly visitors: readonly SetVisitor[]; readonly wanted: number }

/** The rows, made as the walk meets types: a small zone has few. */
class Rows {
  readonly #visitors: readonly SetVisitor[]
  /** Rows of types below 256, which almost all records have: an array does for them. */
  readonly #low: (Row | undefined)[] = []
  readonly #high = new Map<number, Row>()

  constructor(visitors: readonly SetVisitor[]) {
    this.#visitors = visitors
  }

  of(type: number): Row {
    return (type < 256 ? this.#low[type] : this.#high.get(type)) ?? this.#make(type)
  }

  #make(type: number): Row {
    const visitors = this.#visitors.filter(({ types }) => types === 'all' || types.includes(type))
    const row = { visitors, wanted: wantedShapes(visitors) }
    if (type < 256) this.#low[type] = row
    else this.#high.set(type, row)
    return row
  }
}
