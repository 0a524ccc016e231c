// What the rules find of one edition of a zone, beside the one before: that costs what has changed, and is what they would find of the
// whole zone, as far as the change made it so.

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
  /** What is served of the zone; undefined where nothing is. */
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
  // Whoever leads to what changed may have nobody there any more.
  const asked = [...new Set([...touched, ...leadingTo(zone, touched, served)])]
  return walkNames(active, subject, mayBreak(zone, served, touched) ? withBreaks(view, member, served) : view, asked)
}

/** Every edition has another serial, and most of them nothing else at the apex: what is found there is found of what is served. */
function hasApexAsServed(zone: Zone, served: Zone | undefined): boolean {
  return served?.columns === zone.columns && isSameSoa(served, zone) && !isOtherAtApex(served, zone)
}

const HIDING = Flag.cut | Flag.dname

/** All that lies below a cut or a DNAME which comes or goes; beside another image all of them count. */
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

/** Whether a name may lead to an alias now that led to none: one that comes or comes to light, or a wildcard where a name goes. */
function mayBreak(zone: Zone, served: Zone | undefined, touched: readonly Node[]): boolean {
  if (served === undefined) return false
  const before = served.columns === zone.columns ? served : undefined
  return touched.some((node) => {
    if (!zone.exists(node)) return isAlias(zone, wildcardAbove(zone, node))
    return isAlias(zone, node) && ((zone.flags(node) ^ flagsOf(before, node)) & SEEN) !== 0
  })
}

const ALIAS = Flag.cname | Flag.dname
/** What decides whether an alias is one for those who ask. */
const SEEN = ALIAS | Flag.cut | Flag.belowCut | Flag.belowDname

function isAlias(zone: Zone, node: Node): boolean {
  return node !== NONE && (zone.flags(node) & ALIAS) !== 0
}

/** The wildcard that stands for a name which does not exist any more; or NONE. */
function wildcardAbove(zone: Zone, gone: Node): Node {
  let node = gone
  while (!zone.exists(node)) node = zone.parent(node)
  const name = scratch.set(zone.name(gone), 0)
  return zone.findWildcard(node, name, zone.closest(name))
}

const scratch = new Suffixes()

/** With the records of the view's other zones that lead to a host which is none any more. */
function withBreaks(view: ViewZones, member: number, served: Zone | undefined): ViewZones {
  const past = view.zones.members.map(({ zone }, i) => ({ fallback: i === member ? served : zone }))
  return { ...view, breaks: allSteps(findingBreaks(view, past)).get(member) ?? [] }
}
