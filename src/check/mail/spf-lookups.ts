// Counts the look-ups that an SPF policy costs, with those of included policies as far as this server has them. We read a policy that
// many others include once for the view, and follow includes no further than we need: policies may include one another at will.

import { type NameFinder, Where } from '../../zone/name-finder.ts'
import type { Node, Zone } from '../../zone/zone.ts'
import { evaluatedTerms, lookupTerms, type SpfTerm } from './spf.ts'
import { spfAt, termName } from './spf-record.ts'

export type Lookups = {
  /** The look-ups (RFC 7208 §4.6.4); a policy in another server's zone counts as one. We stop counting far above the limit. */
  readonly count: number
  /** A circle of policies that include one another. */
  readonly circle: Circle | undefined
}

export type Circle = {
  /** The policy's own term that leads there. */
  readonly term: SpfTerm
  /** The term that closes the circle, and the policy that has it. */
  readonly back: SpfTerm
  readonly holder: Pick<Policy, 'zone' | 'node'>
}

/** Counts for the policy `text` at the node. */
export function countLookups(names: NameFinder, zone: Zone, node: Node, text: string): Lookups {
  const policy = readPolicy(zone, node, text)
  let count = policy.cost
  for (const include of policy.includes) {
    const below = countBelow(names, include, [policy], count)
    if (typeof below === 'object') return { count, circle: { term: include.term, ...below } }
    count = below
  }
  return { count, circle: undefined }
}

/** The policy to which an include or a redirect leads, if a zone of the view has it. */
export function includedPolicy(names: NameFinder, term: SpfTerm): 'unknown' | 'missing' | Policy {
  const name = termName(term)
  if (name === undefined) return 'unknown'
  const where = names.find(name, 0)
  if (where === Where.elsewhere || where === Where.unknown || where === Where.alias) return 'unknown'
  return where === Where.missing ? 'missing' : policyAt(names, names.zone!, names.node)
}

/** One SPF policy: the look-ups that its own terms cost, and its includes. */
type Policy = { readonly zone: Zone; readonly node: Node; readonly cost: number; readonly includes: readonly Include[] }

type Include = {
  readonly term: SpfTerm
  /** The included policy, once we have looked for it. */
  target?: 'unknown' | 'missing' | Policy
}

/** We count no further than this. */
const MOST_COUNTED = 100

/** `count` plus the cost of the included policy; or the way in which it leads back to one of `above`. */
function countBelow(
  names: NameFinder,
  include: Include,
  above: readonly Policy[],
  count: number,
): number | Pick<Circle, 'back' | 'holder'> {
  if (count > MOST_COUNTED) return count
  include.target ??= includedPolicy(names, include.term)
  const { target } = include
  if (typeof target === 'string') return count
  if (above.some(({ zone, node }) => zone === target.zone && node === target.node))
    return { back: include.term, holder: above.at(-1)! }
  let sum = count + target.cost
  const path = [...above, target]
  for (const inner of target.includes) {
    const below = countBelow(names, inner, path, sum)
    if (typeof below === 'object') return below
    sum = below
  }
  return sum
}

/** The policies that others include, by view. */
const known = new WeakMap<NameFinder, Map<Zone, Map<Node, Policy | 'missing'>>>()

function policyAt(names: NameFinder, zone: Zone, node: Node): Policy | 'missing' {
  const zones = known.get(names) ?? new Map<Zone, Map<Node, Policy | 'missing'>>()
  known.set(names, zones)
  const nodes = zones.get(zone) ?? new Map<Node, Policy | 'missing'>()
  zones.set(zone, nodes)
  const found = nodes.get(node)
  if (found !== undefined) return found
  const text = spfAt(zone, node)?.text
  const policy = text === undefined ? 'missing' : readPolicy(zone, node, text)
  nodes.set(node, policy)
  return policy
}

function readPolicy(zone: Zone, node: Node, text: string): Policy {
  const asking = evaluatedTerms(text).filter(({ name }) => lookupTerms.has(name))
  const includes = asking.filter(({ name }) => name === 'include' || name === 'redirect')
  return { zone, node, cost: asking.length, includes: includes.map((term) => ({ term })) }
}
