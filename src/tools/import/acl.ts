// Reads address match lists: `match-clients { !10.9.0.0/16; 10.0.0.0/8; campus; };`. The first element that matches decides, a `!` in front
// makes it a no, and case means nothing.

import { covers as coversAddress } from '../../views/matching.ts'
import { type Prefix, prefixKey } from '../../views/prefix.ts'
import { readPrefix } from '../../views/read-prefix.ts'
import { keyName, type Statement, wordAt } from './statements.ts'

export type AclElement =
  | { readonly kind: 'prefix'; readonly prefix: Prefix; readonly not: boolean }
  /** `unreadable`: an element as written of which we do not know whom it means; the list is empty. */
  | {
      readonly kind: 'list'
      readonly list: Acl
      readonly not: boolean
      readonly unreadable?: string
      /** The element means clients that sign with this key, whatever their address; the list is empty. */
      readonly key?: string
      /** Whether named merges its elements into the list around it. */
      readonly merges?: boolean
    }

export type Acl = readonly AclElement[]

/** Whom a list is about: clients, clients of a view, clients who may fetch whole zones, clients that get no answer, or this host. */
export type Meant = 'clients' | 'viewers' | 'fetchers' | 'shut-out' | 'own'

/** The addresses behind `localhost` and `localnets`. */
export type OwnAddresses = { readonly addresses: readonly Prefix[]; readonly networks: readonly Prefix[] }

/** Where an element stands: in which named lists, and whether it keeps clients out; a no within a no does not. */
type Position = { readonly meant: Meant; readonly within: readonly string[]; readonly out: boolean }

/** `lost`: gets what we cannot carry over, once for each list that we read. */
export class AclReader {
  readonly #named = new Map<string, Statement>()
  readonly #keys = new Set<string>()
  readonly #lost: (statement: Statement, why: string) => void
  readonly #own: OwnAddresses | undefined
  /** Reads a list once, however many statements name or inherit it. */
  readonly #read = new Map<string, WeakMap<readonly Statement[], Acl>>()

  constructor(lost: (statement: Statement, why: string) => void, own?: OwnAddresses) {
    this.#lost = lost
    this.#own = own
  }

  define(statement: Statement): void {
    this.#named.set(wordAt(statement, 1).toLowerCase(), statement)
  }

  /** Notes a key of the configuration: elements may name it. */
  defineKey(statement: Statement): void {
    this.#keys.add(keyName(wordAt(statement, 1)).toLowerCase())
  }

  read(elements: readonly Statement[], meant: Meant = 'clients'): Acl {
    return this.#list(elements, { meant, within: [], out: false })
  }

  #list(elements: readonly Statement[], position: Position): Acl {
    const kind = `${position.meant} ${position.out}`
    const known = this.#read.get(kind) ?? new WeakMap<readonly Statement[], Acl>()
    this.#read.set(kind, known)
    const list = known.get(elements) ?? this.#compiled(elements, position)
    known.set(elements, list)
    return list
  }

  #compiled(elements: readonly Statement[], position: Position): Acl {
    const list: AclElement[] = []
    for (const element of elements) {
      const read = this.#element(element, position)
      if (Array.isArray(read)) for (const one of read) list.push(one)
      else if (read.kind === 'list' && read.merges) merge(list, read.list, read.not)
      else list.push(read)
    }
    return list
  }

  #element(element: Statement, position: Position): AclElement | AclElement[] {
    const { meant, within } = position
    const not = wordAt(element, 0) === '!'
    const word = wordAt(element, not ? 1 : 0).toLowerCase()
    const out = position.out !== not
    const all = (list: readonly Prefix[], no = not) =>
      list.map((prefix): AclElement => ({ kind: 'prefix', prefix, not: no }))
    if (element.block) return this.#inner(element.block, { meant, within, out }, not)
    if (word === 'none') return all(prefixes('any'), !not)
    if (word === 'localhost' || word === 'localnets') {
      // Among the host's own addresses every one matches (named's documentation, address match lists).
      if (meant === 'own') return all(prefixes('any'))
      if (this.#own) return all(this.#own[word === 'localhost' ? 'addresses' : 'networks'])
    }
    if (word === 'localhost') {
      if (out) return [...all(LOOPBACK), this.#unreadable(element, word, { meant, not, out })]
      this.#lost(
        element,
        'localhost: taken for 127.0.0.1 and ::1; --own-addresses adds the other addresses of this host',
      )
      return all(LOOPBACK)
    }
    const read = prefixes(shortened(word))
    if (read.length > 0) return all(read)
    const named = this.#named.get(word)
    if (named?.block && !within.includes(word))
      return this.#inner(named.block, { meant, within: [...within, word], out }, not)
    return this.#unreadable(element, word, { meant, not, out })
  }

  #inner(elements: readonly Statement[], position: Position, not: boolean): AclElement {
    return { kind: 'list', list: this.#list(elements, position), not, merges: elements.every(onlyTakes) }
  }

  #unreadable(element: Statement, word: string, { meant, not, out }: Reading): AclElement {
    const byKey = word === 'key'
    const key = keyName(wordAt(element, wordAt(element, 0) === '!' ? 2 : 1))
    // In Janus a key picks the view and lets clients fetch; within a view, only addresses decide what clients may ask.
    if (byKey && (meant === 'viewers' || meant === 'fetchers') && this.#keys.has(key.toLowerCase()))
      return { kind: 'list', list: [], not, key }
    const effect = byKey && out ? KEY_OUT : EFFECTS[meant][out ? 'out' : 'in']
    const text = elementText(element)
    const way = word === 'localhost' || word === 'localnets' ? '; --own-addresses tells whom it means' : ''
    this.#lost(element, `"${text}" in a list of ${EFFECTS[meant].of}: ${effect}${way}`)
    return { kind: 'list', list: [], not, ...(!byKey && { unreadable: text }) }
  }
}

function onlyTakes(element: Statement): boolean {
  const word = wordAt(element, 0).toLowerCase()
  return word !== '!' && word !== 'none'
}

/**
 * Merges as named does where no element of the inner list is a no: appends its elements to the outer list. With `!`, each of its networks
 * that is in the outer list already becomes a no there, so that `{ campus; !campus; }` takes nobody.
 */
function merge(list: AclElement[], inner: Acl, not: boolean): void {
  if (not) {
    const keys = new Set(inner.flatMap((element) => (element.kind === 'prefix' ? [prefixKey(element.prefix)] : [])))
    for (const [i, one] of list.entries())
      if (one.kind === 'prefix' && keys.has(prefixKey(one.prefix))) list[i] = { ...one, not: true }
  }
  for (const element of inner) list.push(not ? { ...element, not: true } : element)
}

type Reading = Omit<Position, 'within'> & { readonly not: boolean }

const LOOPBACK: readonly Prefix[] = [...prefixes('127.0.0.1'), ...prefixes('::1')]

const KEY_OUT = 'it keeps nobody out: write the addresses of those whom it should'
const OF_CLIENTS = {
  of: 'clients',
  in: 'it matches nobody',
  out: 'Janus cannot tell whom it keeps out, and refuses whoever the rest of the list takes: write their addresses',
}
const EFFECTS = {
  clients: OF_CLIENTS,
  viewers: OF_CLIENTS,
  fetchers: { ...OF_CLIENTS, of: 'clients that may fetch' },
  'shut-out': {
    of: 'clients that get no answer',
    in: 'whoever it means gets answers: write their addresses',
    out: 'Janus cannot tell whom it lets in, and refuses whoever the rest of the list takes: write their addresses',
  },
  own: { of: 'addresses of this host', in: 'it matches none', out: 'Janus cannot tell which it keeps out' },
} as const

export function elementText({ words }: Statement): string {
  return words.map(({ text }) => text).join(' ')
}

/** The list as one line, to compare. */
export function listText(elements: readonly Statement[]): string {
  return elements
    .map((element) => elementText(element) + (element.block ? `{${listText(element.block)}}` : ''))
    .join(';')
    .toLowerCase()
}

/** The unreadable elements by which the list may take clients. */
export function unreadableIn(acl: Acl, out = false): string[] {
  return acl.flatMap((element) => {
    if (element.kind === 'prefix') return []
    const keepsOut = out !== element.not
    return element.unreadable === undefined
      ? unreadableIn(element.list, keepsOut)
      : keepsOut
        ? []
        : [element.unreadable]
  })
}

/** The list of clients that it takes for certain: an unreadable no counts as a no to everybody. */
export function certain(acl: Acl, out = false): Acl {
  return acl.map((element) => {
    if (element.kind === 'prefix') return element
    const keepsOut = out !== element.not
    const list = element.unreadable !== undefined && keepsOut ? EVERYBODY : certain(element.list, keepsOut)
    return { ...element, list }
  })
}

const EVERYBODY: Acl = prefixes('any').map((prefix) => ({ kind: 'prefix', prefix, not: false }))

/** Whether the list takes the address: yes, no, or it does not decide. */
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

/** How many prefixes all lists have; a list that several name counts once. */
export function prefixCount(acls: readonly Acl[], seen = new Set<Acl>()): number {
  let count = 0
  for (const acl of acls) {
    if (seen.has(acl)) continue
    seen.add(acl)
    for (const element of acl) count += element.kind === 'prefix' ? 1 : prefixCount([element.list], seen)
  }
  return count
}

/** Whether all addresses of `inner` are in `outer`. */
export function covers(outer: Prefix, inner: Prefix): boolean {
  return outer.bits <= inner.bits && coversAddress(outer, inner.octets)
}

function prefixes(text: string): readonly Prefix[] {
  const read = readPrefix(text)
  return read.kind === 'prefixes' ? read.prefixes : []
}

/** Completes `10/8` and `192.168/16`, which named takes. */
function shortened(text: string): string {
  const [, octets, bits] = /^(\d{1,3}(?:\.\d{1,3}){0,2})\.?\/(\d{1,2})$/.exec(text) ?? []
  if (octets === undefined) return text
  const missing = 4 - octets.split('.').length
  return `${octets}${'.0'.repeat(missing)}/${bits}`
}
