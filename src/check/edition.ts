// Finds what the rules have to say about one edition of a zone, beside the one before. It costs what the change costs, and finds what a
// check of the whole zone would, as far as the change has caused it.

import { Suffixes } from '../dns/suffixes.ts'
import type { Problem } from '../text/findings/problem.ts'
import { leadingTo } from '../zone/leading.ts'
import { isSameSoa } from '../zone/soa-serial.ts'
import { allSteps } from '../zone/steps.ts'
import { isOtherAtApex } from '../zone/touched.ts'
import { APEX, Flag, NONE, type Node, type Zone } from '../zone/zone.ts'
import { findingBreaks } from './breaks.ts'
import type { Subject, ViewZones } from './subject.ts'
import { type ActiveRule, walkNames } from './walk.ts'

export type EditionInView = {
  readonly subject: Subject
  /** The edition is member `member` of its zones. */
  readonly view: ViewZones
  readonly member: number
  /** The edition that Janus serves; undefined where it serves none. */
  readonly served: Zone | undefined
  /** Nodes by which the edition differs from the one before. */
  readonly changed: readonly Node[]
}

export function walkEdition(
  active: readonly ActiveRule[],
  { subject, view, member, served, changed }: EditionInView,
): Problem[] {
  const { zone } = subject
  const otherwise = hasApexAsServed(zone, served) ? changed.filter((node) => node !== APEX) : changed
  const touched = [...otherwise, ...newlyHidden(zone, served, changed)]
  // A record elsewhere that leads to a changed node may lead to nothing now.
  const asked = [...new Set([...touched, ...leadingTo(zone, touched, served)])]
  return walkNames(active, subject, mayBreak(zone, served, touched) ? withBreaks(view, member, served) : view, asked)
}

/** Whether the apex is as served but for the serial, which every edition changes: the rules have then seen it before. */
function hasApexAsServed(zone: Zone, served: Zone | undefined): boolean {
  return served?.columns === zone.columns && isSameSoa(served, zone) && !isOtherAtApex(served, zone)
}

const HIDING = Flag.cut | Flag.dname

/** All nodes below a cut or a DNAME that comes or goes. Where what we serve is another image, every cut and DNAME counts as new. */
function newlyHidden(zone: Zone, served: Zone | undefined, changed: readonly Node[]): Node[] {
  const before = served?.columns === zone.columns ? served : undefined
  const hiding = changed.filter((node) => ((flagsOf(zone, node) ^ flagsOf(before, node)) & HIDING) !== 0)
  if (hiding.length === 0) return []
  const isBelow = new Uint8Array(zone.nodes)
  for (const node of hiding) isBelow[node] = 1
  const found: Node[] = []
  for (let node = APEX + 1; node < zone.nodes; node++)
    if (zone.exists(node) && hasAbove(zone, node, isBelow)) found.push(node)
  return found
}

function hasAbove(zone: Zone, node: Node, isBelow: Uint8Array): boolean {
  for (let above = node; above !== APEX; ) {
    above = zone.parent(above)
    if (isBelow[above] === 1) return true
  }
  return false
}

function flagsOf(zone: Zone | undefined, node: Node): number {
  return zone !== undefined && node < zone.nodes && zone.exists(node) ? zone.flags(node) : 0
}

/** Whether a name may lead to an alias now and did not before: an alias is new or no longer hidden, or a wildcard takes a removed name's place. */
function mayBreak(zone: Zone, served: Zone | undefined, touched: readonly Node[]): boolean {
  if (served === undefined) return false
  const before = served.columns === zone.columns ? served : undefined
  return touched.some((node) => {
    if (!zone.exists(node)) return isAlias(zone, wildcardAbove(zone, node))
    return isAlias(zone, node) && ((zone.flags(node) ^ flagsOf(before, node)) & SEEN) !== 0
  })
}

const ALIAS = Flag.cname | Flag.dname
/** The flags that decide whether clients see an alias. */
const SEEN = ALIAS | Flag.cut | Flag.belowCut | Flag.belowDname

function isAlias(zone: Zone, node: Node): boolean {
  return node !== NONE && (zone.flags(node) & ALIAS) !== 0
}

/** The wildcard that stands for a name that no longer exists; or NONE. */
function wildcardAbove(zone: Zone, gone: Node): Node {
  let node = gone
  while (!zone.exists(node)) node = zone.parent(node)
  const name = scratch.set(zone.name(gone), 0)
  return zone.findWildcard(node, name, zone.closest(name))
}

const scratch = new Suffixes()

/** The view with the records of its other zones that lead to a host which is an alias now. */
function withBreaks(view: ViewZones, member: number, served: Zone | undefined): ViewZones {
  const past = view.zones.members.map(({ zone }, i) => ({ fallback: i === member ? served : zone }))
  return { ...view, breaks: allSteps(findingBreaks(view, past)).get(member) ?? [] }
}
