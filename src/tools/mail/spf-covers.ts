// Whether a domain's policy lets an address send for it, as far as the zones of one view tell (RFC 7208 §4.6).

import { evaluatedTerms, type SpfTerm } from '../../check/mail/spf.ts'
import { spfAt, spfRecords, termName } from '../../check/mail/spf-record.ts'
import { addressFromText } from '../../dns/address.ts'
import { copyName } from '../../dns/name.ts'
import { Type } from '../../dns/types.ts'
import { type NameFinder, Where } from '../../zone/name-finder.ts'
import { NONE, type Node, type Zone } from '../../zone/zone.ts'
import { addressesOf, isKnown } from './hosts.ts'

/** `unknown`: it depends on a zone that is not here. `none`: there is no policy. */
export type Coverage = 'yes' | 'no' | 'unknown' | 'none'

/** RFC 7208 §4.6.4: a policy that asks more does not work. */
const MOST_POLICIES = 10
/** Resolvers follow about as many aliases. */
const MOST_ALIASES = 16

export function spfCovers(names: NameFinder, zone: Zone, node: Node, domain: Uint8Array, address: string): Coverage {
  const policy = spfRecords(zone, zone.rrset(node, Type.TXT))[0]
  if (policy === undefined) return 'none'
  return evaluate(names, policy.text, domain, address, { left: MOST_POLICIES })
}

function evaluate(
  names: NameFinder,
  text: string,
  domain: Uint8Array,
  address: string,
  budget: { left: number },
): Coverage {
  if (--budget.left < 0) return 'unknown'
  let unsure = false
  for (const term of inOrder(evaluatedTerms(text))) {
    const matched = matches(names, term, domain, address, budget)
    if (matched === 'unknown') unsure = true
    if (matched !== 'yes') continue
    if (unsure && term.name === 'all') return 'unknown'
    return isPass(term) ? 'yes' : 'no'
  }
  return unsure ? 'unknown' : 'no'
}

/**
 * The terms in the order in which they decide: `redirect` is the only modifier that does, and only where no mechanism matches, wherever it
 * stands (RFC 7208 §6).
 */
function inOrder(terms: readonly SpfTerm[]): SpfTerm[] {
  const mechanisms = terms.filter(({ qualifier }) => qualifier !== '')
  return [...mechanisms, ...terms.filter(({ name, qualifier }) => name === 'redirect' && qualifier === '')]
}

/** Whether a match of the term means pass; a `redirect` counts as one: the policy that it names decides. */
function isPass({ text }: SpfTerm): boolean {
  return !/^[-~?]/.test(text)
}

function matches(
  names: NameFinder,
  term: SpfTerm,
  domain: Uint8Array,
  address: string,
  budget: { left: number },
): Coverage {
  switch (term.name) {
    case 'all':
      return 'yes'
    case 'ip4':
    case 'ip6':
      return isWithin(address, term.value) ? 'yes' : 'no'
    case 'a':
      return hasAddress(names, termName(term) ?? domain, term, address)
    case 'mx':
      return mxHasAddress(names, termName(term) ?? domain, term, address)
    case 'include':
    case 'redirect':
      return policyCovers(names, term, address, budget)
    default:
      return 'unknown'
  }
}

function hasAddress(names: NameFinder, name: Uint8Array, term: SpfTerm, address: string): Coverage {
  if (term.value.includes('%')) return 'unknown'
  const end = aliasEnd(names, name)
  if (end === undefined) return 'no'
  const addresses = addressesOf(names, end)
  if (!isKnown(addresses)) return 'unknown'
  const { ipv4, ipv6 } = addresses
  const length = prefixLength(term.text, address)
  return [...ipv4, ...ipv6].some((one) => isWithin(address, `${one}${length}`)) ? 'yes' : 'no'
}

function mxHasAddress(names: NameFinder, name: Uint8Array, term: SpfTerm, address: string): Coverage {
  const end = aliasEnd(names, name)
  if (end === undefined) return 'no'
  const where = names.find(end, 0)
  if (where === Where.elsewhere || where === Where.unknown) return 'unknown'
  if (where === Where.missing) return 'no'
  const zone = names.zone!
  const set = zone.rrset(names.node, Type.MX)
  if (set === NONE) return 'no'
  const targets: Uint8Array[] = []
  let data = zone.dataOf(set)
  for (let i = 0; i < zone.size(set); i++, data = zone.nextData(data, true)) targets.push(copyName(zone.heap, data + 2))
  const answers = targets.map((target) => hasAddress(names, target, term, address))
  return answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no'
}

function policyCovers(names: NameFinder, term: SpfTerm, address: string, budget: { left: number }): Coverage {
  const name = termName(term)
  if (name === undefined) return 'unknown'
  const end = aliasEnd(names, name)
  if (end === undefined) return 'no'
  const where = names.find(end, 0)
  if (where !== Where.host && where !== Where.noAddress) return where === Where.missing ? 'no' : 'unknown'
  const policy = spfAt(names.zone!, names.node)
  // The policy's domain stays the name that we asked for, even where it is an alias.
  return policy ? evaluate(names, policy.text, name, address, budget) : 'no'
}

/** The name at the end of the aliases, which resolvers follow; undefined where they give up. */
function aliasEnd(names: NameFinder, name: Uint8Array): Uint8Array | undefined {
  let end = name
  for (let aliases = 0; aliases <= MOST_ALIASES; aliases++) {
    if (names.find(end, 0) !== Where.alias) return end
    const next = names.follow(end)
    if (next === undefined) return undefined
    end = next
  }
  return undefined
}

/** The `/24` behind a name, for the family of the address. */
function prefixLength(term: string, address: string): string {
  const [, four, six] = /(?:\/(\d{1,2}))?(?:\/\/(\d{1,3}))?$/.exec(term)!
  const length = address.includes(':') ? six : four
  return length === undefined ? '' : `/${length}`
}

function isWithin(address: string, network: string): boolean {
  const [base = '', length] = network.split('/')
  const [a, b] = [addressFromText(address), addressFromText(base)]
  if (a === undefined || b === undefined || a.length !== b.length) return false
  const bits = length === undefined ? a.length * 8 : Number(length)
  for (let bit = 0; bit < bits; bit++) if (((a[bit >>> 3]! ^ b[bit >>> 3]!) >>> (7 - (bit & 7))) & 1) return false
  return true
}
