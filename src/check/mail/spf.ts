// Reads SPF policies as text (RFC 7208 §4.6, §5, §6): their terms, and what is wrong with them. It looks nothing up in DNS.

import { addressFromText } from '../../dns/address.ts'
import type { Said } from '../../dns/said.ts'
import { say } from '../says.ts'

export type SpfTerm = {
  /** The whole term, as written. */
  readonly text: string
  /** `+`, `-`, `~` or `?`; empty for a modifier. */
  readonly qualifier: string
  /** In lower case: `include`, `ip4`, `redirect` … */
  readonly name: string
  /** What stands behind `:` or `=`, before a prefix length. */
  readonly value: string
}

/** Whether somebody means a text as an SPF policy (RFC 7208 §4.5). */
export function isSpf(text: string): boolean {
  return /^v=spf1( |$)/i.test(text)
}

/** The terms of a policy, even those that nobody can read. */
export function spfTerms(text: string): SpfTerm[] {
  return text
    .split(/ +/)
    .slice(1)
    .filter((term) => term !== '')
    .map(readTerm)
}

/** The terms of a policy without those that receivers pass over. */
export function evaluatedTerms(text: string): SpfTerm[] {
  const terms = spfTerms(text)
  const all = terms.findIndex(isAll)
  // RFC 7208 §5.1: no mechanism behind `all`; §6: no modifier that nobody knows; §6.1: no redirect where there is an `all`.
  return terms.filter(({ name, qualifier }, i) =>
    qualifier === '' ? name === 'exp' || (name === 'redirect' && all < 0) : all < 0 || i <= all,
  )
}

/** The flaws of the policy, in the order of its terms. */
export function spfFlaws(text: string): Said[] {
  const terms = spfTerms(text)
  const flaws = terms.flatMap((term) => termFlaw(term) ?? [])
  for (const modifier of ['redirect', 'exp'])
    if (terms.filter(({ name, qualifier }) => name === modifier && qualifier === '').length > 1)
      flaws.push(say('spf-modifier-twice', { name: modifier }))
  const all = terms.findIndex(isAll)
  const after = all < 0 ? undefined : terms.slice(all + 1).find(({ qualifier }) => qualifier !== '')
  if (after !== undefined) flaws.push(say('spf-behind-all', { term: after.text }))
  const redirect = all < 0 ? undefined : terms.find(({ name, qualifier }) => name === 'redirect' && qualifier === '')
  if (redirect !== undefined) flaws.push(say('spf-beside-all', { term: redirect.text }))
  return flaws
}

function isAll({ name, qualifier }: SpfTerm): boolean {
  return name === 'all' && qualifier !== ''
}

/** Mechanisms that may have a value. */
const mechanisms: ReadonlySet<string> = new Set(['include', 'a', 'mx', 'ptr', 'ip4', 'ip6', 'exists'])
/** Terms that cost a look-up (RFC 7208 §4.6.4). */
export const lookupTerms: ReadonlySet<string> = new Set(['include', 'a', 'mx', 'ptr', 'exists', 'redirect'])
export const MOST_LOOKUPS = 10
export const MOST_VOID = 2

function readTerm(text: string): SpfTerm {
  const modifier = /^([a-z][a-z0-9_.-]*)=(.*)$/is.exec(text)
  if (modifier) return { text, qualifier: '', name: modifier[1]!.toLowerCase(), value: modifier[2]! }
  const [, qualifier, name, value = ''] = /^([+\-~?]?)([^:/]*)(?::(.*))?/s.exec(text)!
  return { text, qualifier: qualifier || '+', name: name!.toLowerCase(), value }
}

function termFlaw({ text, qualifier, name, value }: SpfTerm): Said | undefined {
  if (qualifier === '') return modifierFlaw(text, name, value)
  switch (name) {
    case 'all':
      return /^[+\-~?]?all$/i.test(text) ? undefined : say('spf-behind-word-all', { term: text })
    case 'include':
    case 'exists':
      return value === '' ? say('spf-names-nothing-write', { term: text, name }) : domainFlaw(text, value)
    case 'a':
    case 'mx':
      return hostsFlaw(text)
    case 'ptr':
      return /^[+\-~?]?ptr$/i.test(text)
        ? undefined
        : value === ''
          ? say('spf-unreadable', { term: text })
          : domainFlaw(text, value)
    case 'ip4':
      return networkFlaw(text, value, 4)
    case 'ip6':
      return networkFlaw(text, value, 16)
    default:
      return say('spf-no-mechanism', { term: text, hint: hint(name) })
  }
}

/** RFC 7208 §6: receivers pass over a modifier that nobody knows, and over a mechanism that looks like one. */
function modifierFlaw(text: string, name: string, value: string): Said | undefined {
  if (name === 'redirect' || name === 'exp')
    return value === '' ? say('spf-names-nothing', { term: text }) : domainFlaw(text, value)
  const mechanism = `${name}:${value}`
  return mechanisms.has(name) ? say('spf-never-seen', { term: text, mechanism }) : undefined
}

/** `a:mail.example.com/24//64`, of which all but the first word may be missing. */
function hostsFlaw(text: string): Said | undefined {
  const parts = /^[+\-~?]?(?:a|mx)(:.*?)?(?:\/(\d+))?(?:\/\/(\d+))?$/is.exec(text)
  if (parts === null) return say('spf-unreadable', { term: text })
  const [, domain, four = '0', six = '0'] = parts
  if (!isPrefixLength(four, 4)) return prefixFlaw(text, 4)
  if (!isPrefixLength(six, 16)) return prefixFlaw(text, 16)
  return domain === undefined ? undefined : domainFlaw(text, domain.slice(1))
}

/** RFC 7208 §7.1: a name of two labels at least, perhaps with macros in it, and at its end a macro or a label that is no number. */
function domainFlaw(text: string, domain: string): Said | undefined {
  if (domain === '') return say('spf-names-nothing', { term: text })
  const size = /^[\d.]+$|:/.test(domain) ? addressFromText(domain)?.length : undefined
  if (size !== undefined) return say('spf-address-as-name', { term: text, name: size === 4 ? 'ip4' : 'ip6' })
  const plain = domain.replaceAll(/%(?:\{[slodiphv](?:[1-9]\d*)?r?[.+,/_=-]*\}|[%_-])/gi, 'macro.macro')
  if (plain.includes('%')) return say('spf-macro', { term: text })
  const labels = plain.replace(/\.$/, '').split('.')
  if (labels.length === 1) return say('spf-half-name', { term: text })
  return labels.every(isLabel) && isTopLabel(labels.at(-1)!) ? undefined : say('spf-no-domain', { term: text })
}

/** Whether the label has visible characters only, and none that other kinds of addresses have: those count as mistakes. */
function isLabel(label: string): boolean {
  return /^[!-.0-9;-?A-~]{1,63}$/.test(label)
}

function isTopLabel(label: string): boolean {
  return /^[a-z0-9-]+$/i.test(label) && !/^\d+$|^-|-$/.test(label)
}

function networkFlaw(text: string, value: string, octets: number): Said | undefined {
  const [address = '', length, more] = value.split('/')
  const size = addressFromText(address)?.length
  if (size === undefined || more !== undefined) return say('spf-no-address', { term: text })
  if (size !== octets) return say(octets === 4 ? 'spf-ipv6' : 'spf-ipv4', { term: text })
  if (length === undefined) return undefined
  return isPrefixLength(length, octets) ? undefined : prefixFlaw(text, octets)
}

function prefixFlaw(text: string, octets: number): Said {
  return say('spf-prefix', { term: text, most: octets * 8 })
}

/** RFC 7208 §12: no zeros in front. */
function isPrefixLength(text: string, octets: number): boolean {
  return /^(0|[1-9]\d{0,2})$/.test(text) && Number(text) <= octets * 8
}

function hint(name: string): Said | '' {
  if (name === 'ipv4' || name === 'ip') return say('spf-hint-ip4')
  if (name === 'ipv6') return say('spf-hint-ip6')
  return name === 'incude' || name === 'includes' ? say('spf-hint-include') : ''
}
