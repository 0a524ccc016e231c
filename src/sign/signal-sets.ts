// Signals about the keys of other zones, under the names of their servers (RFC 9615): the CDS and CDNSKEY records that those zones have at
// their apexes. They come from no source: their owners, and the empty non-terminals above these, may be missing in the content.

import { compareNames } from '../dns/name.ts'
import { nameKey } from '../dns/name-key.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { APEX, Flag, NONE, type Node, type Zone } from '../zone/zone.ts'
import type { OwnSet } from './own-sets.ts'

/** Plain data. `sets`: CDS and CDNSKEY. */
export type Signal = { readonly owner: Uint8Array; readonly sets: readonly OwnSet[] }

export class SignalSets {
  /** Names that are not in the content, in canonical order. */
  readonly more: readonly Uint8Array[]
  /** By nameKey(). */
  readonly #sets = new Map<string, readonly OwnSet[]>()
  readonly #keys: ReadonlySet<string>

  constructor(content: Zone, signals: readonly Signal[]) {
    const more = new Map<string, Uint8Array>()
    for (const { owner, sets } of signals) {
      if (isHidden(content, owner)) continue
      this.#sets.set(nameKey(owner), sets)
      for (const name of namesFrom(owner, content.apex)) {
        if (nodeOf(content, name) !== NONE) break
        more.set(nameKey(name), name)
      }
    }
    this.#keys = new Set(more.keys())
    this.more = [...more.values()].sort((a, b) => compareNames(a, 0, b, 0))
  }

  /** The rrsets of a name that is not in the content: none at an empty non-terminal; undefined where signals do not bring the name. */
  at(name: Uint8Array): OwnSet[] | undefined {
    if (this.#keys.size === 0) return undefined
    const key = nameKey(name)
    return this.#keys.has(key) ? [...(this.#sets.get(key) ?? [])] : undefined
  }

  /** The rrsets of a node of the content, with its signals in place of CDS and CDNSKEY records that a source has there. */
  over(content: Zone, node: Node, sets: OwnSet[]): OwnSet[] {
    if (this.#sets.size === 0) return sets
    const own = this.#sets.get(nameKey(content.name(node)))
    if (own === undefined) return sets
    return [...sets.filter(({ type }) => !SIGNALLED.has(type)), ...own].sort((a, b) => a.type - b.type)
  }
}

const SIGNALLED: ReadonlySet<number> = new Set([Type.CDS, Type.CDNSKEY])

/** Whether the zone cannot have signals at the name, for a cut (RFC 1034 §4.2.1) or an alias hides it. */
export function isHidden(content: Zone, owner: Uint8Array): boolean {
  for (const name of namesFrom(owner, content.apex)) {
    const node = nodeOf(content, name)
    if (node === NONE) continue
    const isOwner = name.length === owner.length
    return (content.flags(node) & (isOwner ? HIDES | Flag.cname : HIDES | Flag.dname)) !== 0
  }
  return (content.flags(APEX) & Flag.dname) !== 0
}

const HIDES = Flag.cut | Flag.belowCut | Flag.belowDname

/** The name and those above it, down to the apex, which is left out. */
function* namesFrom(owner: Uint8Array, apex: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; owner.length - at > apex.length; at += owner[at]! + 1) yield owner.slice(at)
}

function nodeOf(zone: Zone, name: Uint8Array): Node {
  return zone.find(scratch.set(name, 0), 0)
}

const scratch = new Suffixes()
