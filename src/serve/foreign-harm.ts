// Finds what a zone of another server would break of ours: a new alias at a name that an MX or NS of ours uses as a host, and a cut or
// DNAME above a zone of ours, which keeps resolvers from getting there.

import { findingBreaks } from '../check/breaks.ts'
import { rules } from '../check/rules/index.ts'
import { say } from '../check/says.ts'
import type { Subject, ViewZones } from '../check/subject.ts'
import { walkNames } from '../check/walk.ts'
import { nameText } from '../dns/name-text.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import type { Problem } from '../text/findings/problem.ts'
import { saying } from '../text/findings/told.ts'
import { allSteps } from '../zone/steps.ts'
import { APEX, Flag, NONE, type Node, type Zone } from '../zone/zone.ts'
import { type LeakScene, leaksIn, newLeaks } from './new-leaks.ts'

export type ForeignZone = {
  readonly subject: Subject
  /** The zone is member `member` of its zones. */
  readonly view: ViewZones
  readonly member: number
  /** The version that is served; undefined where none is. */
  readonly served: Zone | undefined
  /** Whether a member is a zone of ours. */
  readonly isOwn: (member: number) => boolean
}

/** What a zone that comes whole would tell of our inside or break of ours. In the scene, the zone stands in its view already. */
export function harmBefore(scene: LeakScene, foreign: ForeignZone): readonly Problem[] {
  return [...leaksBefore(scene, foreign.served, foreign.subject.zone), ...harmOf(foreign)]
}

/** What a zone that comes whole would tell of our inside. `served`: what is served of it; undefined where nothing is. */
export function leaksBefore(scene: LeakScene, served: Zone | undefined, zone: Zone): readonly Problem[] {
  // Almost no zone has leaks. To find that out is quicker than to find which are new.
  if (leaksIn(scene, zone).length === 0) return []
  const nodes = Array.from({ length: zone.nodes }, (_, node) => node)
  return newLeaks(scene, served, zone, nodes)
}

/** What the zone would break of ours. `changed`: the nodes by which it may differ from what is served; by default all. */
export function harmOf(foreign: ForeignZone, changed?: readonly Node[]): readonly Problem[] {
  return [...cutsOff(foreign), ...breaks(foreign, changed)]
}

const ALIAS = Flag.cname | Flag.dname

/** Finds new aliases at names that an MX or NS of ours has used as a host all along. */
function breaks({ subject, view, member, served, isOwn }: ForeignZone, changed?: readonly Node[]): readonly Problem[] {
  const { zone } = subject
  // Our records cannot rely on a zone of which nothing was served.
  if (served === undefined || !hasAlias(zone, changed)) return []
  const past = view.zones.members.map(({ zone: own }, i) => ({
    fallback: i === member ? served : isOwn(i) ? own : undefined,
  }))
  const found = allSteps(findingBreaks(view, past)).get(member)
  return found === undefined ? [] : walkNames(aliasRules, subject, { ...view, breaks: found }, [])
}

const aliasRules = rules.flatMap((rule) => ('breaks' in rule.says ? [{ rule, severity: 'error' as const }] : []))

function hasAlias(zone: Zone, changed: readonly Node[] | undefined): boolean {
  if (changed !== undefined) return changed.some((node) => !zone.exists(node) || (zone.flags(node) & ALIAS) !== 0)
  for (let node: Node = 0; node < zone.nodes; node++) if (zone.exists(node) && zone.flags(node) & ALIAS) return true
  return false
}

/** RFC 1034 §4.2, RFC 6672 §2.3: resolvers that meet a cut or a DNAME above a zone of ours look for it elsewhere, or not at all. */
function cutsOff({ subject, view: { zones }, served, isOwn }: ForeignZone): readonly Problem[] {
  const { zone } = subject
  const found = new Map<Node, Problem>()
  for (const { apex } of zones.below(zone.apex)) {
    const name = new Suffixes().set(apex, 0)
    const at = zones.enclosing(name)
    if (!isOwn(at)) continue
    for (let from = 1, node = zone.find(name, 1); node !== APEX; node = zone.find(name, ++from)) {
      if (node === NONE || found.has(node)) continue
      const hides = zone.flags(node) & (Flag.cut | Flag.dname)
      // A cut in the first version has been there all along. A DNAME counts then too: nothing may lie below it.
      if (hides === 0 || (served === undefined ? (hides & Flag.dname) === 0 : hidIn(served, name, from))) continue
      found.set(node, cutOff(subject, node, apex))
    }
  }
  return [...found.values()]
}

function hidIn(served: Zone, name: Suffixes, from: number): boolean {
  const node = served.find(name, from)
  return node !== NONE && (served.flags(node) & (Flag.cut | Flag.dname)) !== 0
}

function cutOff({ zone, text }: Subject, node: Node, apex: Uint8Array): Problem {
  const type = zone.rrset(node, Type.DNAME) === NONE ? 'NS' : 'DNAME'
  const set = zone.rrset(node, type === 'NS' ? Type.NS : Type.DNAME)
  const { file, line } = text.lines.at(zone.line(set, 0))
  const about = { owner: nameText(zone.name(node)), type, zone: nameText(apex) }
  return {
    rule: 'cuts-off-zone',
    severity: 'error',
    ...saying(say('cuts-off-zone', about), say('leave-way', about)),
    place: { file, line, column: 1, length: 1 },
  }
}
