// The names that unreadable lines are about: for all other names we know what the file has.

import { isWildcard, isWithin, sameName } from '../../dns/name.ts'
import { nameFromText, nameText } from '../../dns/name-text.ts'

/** By name, how much an unreadable line may have said. Plain data: it passes from thread to thread. */
export type Unread = Map<string, Extent>

/** `above`: that the name exists, since one below it does; `owner`: anything about the name; `tree`: about names below it too. */
type Extent = 'above' | 'owner' | 'tree'

/** Notes an unreadable line of `owner`; `below`: it may have said something about names below. */
export function addUnread(unread: Unread, owner: Uint8Array, below: boolean): void {
  const wildcard = isWildcard(owner)
  let at = wildcard ? 2 : 0
  const own = key(owner, at)
  if (below || wildcard || unread.get(own) !== 'tree') unread.set(own, below || wildcard ? 'tree' : 'owner')
  for (; owner[at] !== 0; ) {
    at += owner[at]! + 1
    const above = key(owner, at)
    if (!unread.has(above)) unread.set(above, 'above')
  }
}

/** Both together, for the same zone. */
export function joinUnread(one: Unread, other: Unread): Unread {
  if (other.size === 0) return one
  const both = new Map(one)
  for (const [name, extent] of other) {
    const known = both.get(name)
    if (known === undefined || extents.indexOf(extent) > extents.indexOf(known)) both.set(name, extent)
  }
  return both
}

const extents: readonly Extent[] = ['above', 'owner', 'tree']

/** Whether one of the lines may have said something about the name at (bytes, at). */
export function mayBeUnread(unread: ReadonlyMap<string, Extent>, bytes: Uint8Array, at: number): boolean {
  const few = fewOf(unread)
  if (few) return few.some(({ name, tree }) => (tree ? isWithin(bytes, at, name, 0) : sameName(bytes, at, name, 0)))
  const own = unread.get(key(bytes, at))
  if (own === 'owner' || own === 'tree') return true
  for (let p = at; bytes[p] !== 0; ) {
    p += bytes[p]! + 1
    if (unread.get(key(bytes, p)) === 'tree') return true
  }
  return false
}

/** Up to so many names we compare one by one, and need no text of each name of a zone. */
const FEW = 8

type Few = {
  readonly of: number
  readonly names: readonly { readonly name: Uint8Array; readonly tree: boolean }[] | undefined
}

const known = new WeakMap<ReadonlyMap<string, Extent>, Few>()

/** The names of the lines themselves, in wire form; undefined where there are many. */
function fewOf(unread: ReadonlyMap<string, Extent>): Few['names'] {
  let few = known.get(unread)
  if (few?.of !== unread.size) {
    const own = [...unread].filter(([, extent]) => extent !== 'above')
    const names = own.map(([text, extent]) => ({ name: nameFromText(text), tree: extent === 'tree' }))
    few = { of: unread.size, names: own.length <= FEW ? names : undefined }
    known.set(unread, few)
  }
  return few.names
}

/** Whether one of the lines may have made the name exist. */
export function mayExistUnread(unread: ReadonlyMap<string, Extent>, bytes: Uint8Array, at: number): boolean {
  return unread.has(key(bytes, at)) || mayBeUnread(unread, bytes, at)
}

function key(bytes: Uint8Array, at: number): string {
  return nameText(bytes, at).toLowerCase()
}
