// SPF policies as text (RFC 7208 §4.6, §5, §6): their terms, and what is wrong with them. Asks nothing of DNS.

import { addressFromText } from '../../dns/address.ts'

export type SpfTerm = {
  /** As written. */
  readonly text: string
  /** `+`, `-`, `~` or `?`; empty for a modifier. */
  readonly qualifier: string
  /** In lower case: `include`, `ip4`, `redirect` … */
  readonly name: string
  /** What stands behind `:` or `=`, before a prefix length. */
  readonly value: string
}

/** Whether a text is meant as an SPF policy (RFC 7208 §4.5). */
export function isSpf(text: string): boolean {
  return /^v=spf1( |$)/i.test(text)
}

/** The terms of a policy, those that cannot be read included. */
export function spfTerms(text: string): SpfTerm[] {
  return text
    .split(/ +/)
    .slice(1)
    .filter((term) => term !== '')
    .map(readTerm)
}

/** The terms that receivers look at, what they pass over left out. */
export function evaluatedTerms(text: string): SpfTerm[] {
  const terms = spfTerms(text)
  const all = terms.findIndex(isAll)
  if (all < 0) return terms
  // RFC 7208 §5.1: no mechanism behind `all`; §6.1: no redirect where there is an `all`.
  return terms.filter(({ name, qualifier }, i) => (qualifier === '' ? name !== 'redirect' : i <= all))
}

/** What is wrong with the policy, in the order of its terms. */
export function spfFlaws(text: string): string[] {
  const terms = spfTerms(text)
  const flaws = terms.flatMap((term) => termFlaw(term) ?? [])
  for (const modifier of ['redirect', 'exp'])
    if (terms.filter(({ name, qualifier }) => name === modifier && qualifier === '').length > 1)
      flaws.push(`"${modifier}=" stands in it twice`)
  const all = terms.findIndex(isAll)
  const after = all < 0 ? undefined : terms.slice(all + 1).find(({ qualifier }) => qualifier !== '')
  if (after !== undefined) flaws.push(`"${after.text}" stands behind "all" and is never looked at`)
  return flaws
}

function isAll({ name, qualifier }: SpfTerm): boolean {
  return name === 'all' && qualifier !== ''
}

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

function termFlaw({ text, qualifier, name, value }: SpfTerm): string | undefined {
  if (qualifier === '')
    return (name === 'redirect' || name === 'exp') && value === '' ? `"${text}" names nothing` : undefined
  switch (name) {
    case 'all':
      return /^[+\-~?]?all$/i.test(text) ? undefined : `"${text}" has something behind "all"`
    case 'include':
    case 'exists':
      return value === '' ? `"${text}" names nothing: write ${name}:NAME` : undefined
    case 'a':
    case 'mx':
      return /^[+\-~?]?(a|mx)(:[^/]+)?(\/\d{1,2})?(\/\/\d{1,3})?$/i.test(text) ? undefined : `"${text}" cannot be read`
    case 'ptr':
      return undefined
    case 'ip4':
      return networkFlaw(text, value, 4)
    case 'ip6':
      return networkFlaw(text, value, 16)
    default:
      return `"${text}" is no mechanism of SPF${hint(name)}`
  }
}

function networkFlaw(text: string, value: string, octets: number): string | undefined {
  const [address = '', length, more] = value.split('/')
  const size = addressFromText(address)?.length
  if (size === undefined || more !== undefined) return `"${text}" holds no IP address`
  if (size !== octets) return `"${text}" holds an address of the other family: write ${octets === 4 ? 'ip6' : 'ip4'}`
  if (length === undefined) return undefined
  return /^\d{1,3}$/.test(length) && Number(length) <= octets * 8 ? undefined : `"${text}" has a bad prefix length`
}

function hint(name: string): string {
  if (name === 'ipv4' || name === 'ip') return ': write ip4'
  if (name === 'ipv6') return ': write ip6'
  return name === 'incude' || name === 'includes' ? ': write include' : ''
}
