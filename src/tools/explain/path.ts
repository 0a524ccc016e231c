// Finds the way from the question to the answer, name by name. It asks the same Lookup that answers; the records themselves come from the
// response.

import type { Response } from '../../answer/response.ts'
import { sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import { Type, typeName } from '../../dns/types.ts'
import { Found, Lookup } from '../../zone/lookup.ts'
import { Flag, NONE, type Node, type Zone } from '../../zone/zone.ts'
import type { ZoneSet } from '../../zone/zone-set.ts'
import type { Step } from './explanation.ts'

/** More steps than any chain of aliases that we follow: a guard against a fault of ours. */
const MAX_STEPS = 32

/** The steps for the question (name, type) that `response` answers out of `set`. */
export function pathOf(set: ZoneSet, name: Suffixes, type: number, response: Response): Step[] {
  const steps: Step[] = []
  let searched: Suffixes | undefined = name
  while (searched !== undefined && steps.length < MAX_STEPS) {
    const { step, next } = stepOf(set, searched, type, response, steps.length === 0)
    steps.push(step)
    const seen: boolean = next !== undefined && steps.some((before) => isNamed(before, next))
    searched = seen ? undefined : next
  }
  return steps
}

type Walked = { readonly step: Step; readonly next?: Suffixes | undefined }

function stepOf(set: ZoneSet, name: Suffixes, type: number, response: Response, first: boolean): Walked {
  const text = nameText(name.bytes, name.at[0])
  const member = set.enclosing(name)
  // For DS the parent's side answers: the response says which zone the search began in.
  const { zone: own, live } = (member < 0 ? undefined : set.member(member)!) ?? {}
  const zone = first && response.zone !== undefined ? response.zone : own
  if (zone === undefined) {
    if (member < 0) return { step: { name: text, kind: 'elsewhere' } }
    return { step: { name: text, kind: set.member(member)!.withheld ? 'withheld' : 'refused' } }
  }
  const lookup = new Lookup()
  const found = lookup.find(zone, name, type === Type.DS, live)
  const step = { name: text, zone: nameText(zone.apex), ...encloser(zone, lookup) }
  switch (found) {
    case Found.referral:
      return { step: { ...step, kind: 'referral', at: nameText(zone.name(lookup.node)) } }
    case Found.nxdomain:
      return { step: { ...step, kind: 'nxdomain' } }
    case Found.dname: {
      const target = synthesised(response, name)
      const at = nameText(zone.name(lookup.node))
      return {
        step: { ...step, kind: 'dname', at, ...(target && { target: nameText(target.bytes) }) },
        next: type === Type.CNAME || type === Type.ANY ? undefined : target,
      }
    }
    case Found.listed:
      return { step: { ...step, types: listedTypes(lookup), kind: hasListed(lookup, type) ? 'answer' : 'nodata' } }
    case Found.name:
      if (hasListed(lookup, type)) return { step: { ...step, types: listedTypes(lookup), kind: 'answer' } }
      return atNode(zone, lookup, type, step)
    default:
      return found satisfies never
  }
}

/** The types that a list has for the name. */
function listedTypes({ entry, entries }: Lookup): string[] {
  return [Type.A, Type.TXT].filter((type) => entry >= 0 && entries!.count(entry, type) > 0).map(typeName)
}

function hasListed(lookup: Lookup, type: number): boolean {
  const types = listedTypes(lookup)
  return type === Type.ANY ? types.length > 0 : types.includes(typeName(type))
}

function atNode(zone: Zone, { node, wildcard }: Lookup, type: number, step: Omit<Step, 'kind'>): Walked {
  const about = {
    ...step,
    ...(wildcard && { wildcard: nameText(zone.name(node)) }),
    types: typesAt(zone, node),
  }
  const has = type === Type.ANY ? zone.hasSets(node) : type === Type.RRSIG ? about.types.includes('RRSIG') : undefined
  if (has ?? zone.rrset(node, type) !== NONE) return { step: { ...about, kind: 'answer' } }
  if ((zone.flags(node) & Flag.cname) === 0) return { step: { ...about, kind: 'nodata' } }
  const target = new Suffixes().set(zone.heap, zone.dataOf(zone.rrset(node, Type.CNAME)))
  return { step: { ...about, kind: 'alias', target: nameText(target.bytes, target.at[0]) }, next: target }
}

function encloser(zone: Zone, { encloser, encloserAt }: Lookup): Pick<Step, 'closestEncloser'> {
  return encloserAt === 0 ? {} : { closestEncloser: nameText(zone.name(encloser)) }
}

function typesAt(zone: Zone, node: Node): string[] {
  const types = new Set<string>()
  for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++) types.add(typeName(zone.type(set)))
  return [...types]
}

/** The target of the CNAME that the response makes for the name (RFC 6672 §3.1). */
function synthesised(response: Response, name: Suffixes): Suffixes | undefined {
  for (let i = 0; i < response.count; i++) {
    if (response.target[i] === undefined) continue
    if (sameName(response.ownerBytes[i]!, response.ownerAt[i]!, name.bytes, name.at[0]!))
      return new Suffixes().set(response.target[i]!, 0)
  }
  return undefined
}

function isNamed({ name }: Step, suffixes: Suffixes): boolean {
  return name.toLowerCase() === nameText(suffixes.bytes, suffixes.at[0]).toLowerCase()
}
