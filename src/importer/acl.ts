// Address match lists: who is meant by `match-clients { !10.9.0.0/16; 10.0.0.0/8; campus; };`. The first element that matches
// decides, a lone `!` in front makes it a no, and case means nothing.

import { formatPrefix, type Prefix } from '../views/prefix.ts'
import { readPrefix } from '../views/read-prefix.ts'
import { type Statement, wordAt } from './statements.ts'

export type AclElement =
  | { readonly kind: 'prefix'; readonly prefix: Prefix; readonly not: boolean }
  /** `unreadable`: whom it means cannot be told here; the list is empty. */
  | { readonly kind: 'list'; readonly list: Acl; readonly not: boolean; readonly unreadable?: boolean }

export type Acl = readonly AclElement[]

/** Whose addresses a list is about: clients', or this host's own. */
export type Meant = 'clients' | 'own'

/** Where an element stands: in which lists with a name, and whether it keeps out, which a no within a no does not. */
type Position = { readonly meant: Meant; readonly within: readonly string[]; readonly out: boolean }

/** `lost` is told what cannot be carried over. */
export class AclReader {
  readonly #named = new Map<string, Statement>()
  readonly #lost: (statement: Statement, why: string) => void

  constructor(lost: (statement: Statement, why: string) => void) {
    this.#lost = lost
  }

  define(statement: Statement): void {
    this.#named.set(wordAt(statement, 1).toLowerCase(), statement)
  }

  read(elements: readonly Statement[], meant: Meant = 'clients'): Acl {
    return this.#list(elements, { meant, within: [], out: false })
  }

  #list(elements: readonly Statement[], position: Position): Acl {
    return elements.flatMap((element) => this.#element(element, position))
  }

  #element(element: Statement, { meant, within, out: outer }: Position): AclElement[] {
    const not = wordAt(element, 0) === '!'
    const word = wordAt(element, not ? 1 : 0).toLowerCase()
    const out = outer !== not
    if (element.block) return [{ kind: 'list', list: this.#list(element.block, { meant, within, out }), not }]
    if (word === 'none') return prefixes('any').map((prefix) => ({ kind: 'prefix', prefix, not: !not }))
    // named's documentation, address match lists: both hold every address of the interfaces of this host.
    if (meant === 'own' && (word === 'localhost' || word === 'localnets'))
      return prefixes('any').map((prefix) => ({ kind: 'prefix', prefix, not }))
    if (word === 'localhost') {
      this.#lost(element, 'localhost: taken for 127.0.0.1 and ::1; add the other addresses of this host')
      return [...prefixes('127.0.0.1'), ...prefixes('::1')].map((prefix) => ({ kind: 'prefix', prefix, not }))
    }
    const read = prefixes(shortened(word))
    if (read.length > 0) return read.map((prefix) => ({ kind: 'prefix', prefix, not }))
    const named = this.#named.get(word)
    if (named?.block && !within.includes(word))
      return [{ kind: 'list', list: this.#list(named.block, { meant, within: [...within, word], out }), not }]
    // Questions are answered without a look at keys (RFC 8945): nobody is known by one.
    const unreadable = word !== 'key'
    const effect = !unreadable && out ? KEY_OUT : EFFECTS[meant][out ? 'out' : 'in']
    this.#lost(element, `"${elementText(element)}" in a list of ${EFFECTS[meant].of}: ${effect}`)
    return [{ kind: 'list', list: [], not, unreadable }]
  }
}

const KEY_OUT = 'nobody is kept out by it: write their addresses'
const EFFECTS = {
  clients: {
    of: 'clients',
    in: 'nobody is matched by it',
    out: 'whom it keeps out cannot be told, so whoever the rest of the list takes is refused: write their addresses',
  },
  own: { of: 'addresses of this host', in: 'none is matched by it', out: 'which it keeps out cannot be told' },
} as const

export function elementText({ words }: Statement): string {
  return words.map(({ text }) => text).join(' ')
}

/** What the list takes for certain: whatever keeps out and cannot be read is taken to keep out everybody. */
export function certain(acl: Acl, out = false): Acl {
  return acl.map((element) => {
    if (element.kind === 'prefix') return element
    const keepsOut = out !== element.not
    const list = element.unreadable && keepsOut ? EVERYBODY : certain(element.list, keepsOut)
    return { ...element, list }
  })
}

const EVERYBODY: Acl = prefixes('any').map((prefix) => ({ kind: 'prefix', prefix, not: false }))

/** Whether the address is matched: yes, no, or not decided by this list. */
export function decide(acl: Acl, address: Prefix): boolean | undefined {
  for (const element of acl) {
    // Within a list of its own a no means no match, and the outer list goes on (named's documentation, address match lists).
    const matched = element.kind === 'prefix' ? covers(element.prefix, address) : decide(element.list, address) === true
    if (matched) return !element.not
  }
  return undefined
}

export function prefixesIn(acl: Acl): Prefix[] {
  return acl.flatMap((element) => (element.kind === 'prefix' ? [element.prefix] : prefixesIn(element.list)))
}

/** Whether all addresses of `inner` are in `outer`. */
export function covers(outer: Prefix, inner: Prefix): boolean {
  if (outer.family !== inner.family || outer.bits > inner.bits) return false
  for (let bit = 0; bit < outer.bits; bit++)
    if (((outer.octets[bit >>> 3]! ^ inner.octets[bit >>> 3]!) >>> (7 - (bit & 7))) & 1) return false
  return true
}

export function prefixKey(prefix: Prefix): string {
  return `${prefix.family} ${formatPrefix(prefix)}`
}

function prefixes(text: string): readonly Prefix[] {
  const read = readPrefix(text)
  return read.kind === 'prefixes' ? read.prefixes : []
}

/** named takes `10/8` and `192.168/16`. */
function shortened(text: string): string {
  const [, octets, bits] = /^(\d{1,3}(?:\.\d{1,3}){0,2})\.?\/(\d{1,2})$/.exec(text) ?? []
  if (octets === undefined) return text
  const missing = 4 - octets.split('.').length
  return `${octets}${'.0'.repeat(missing)}/${bits}`
}
