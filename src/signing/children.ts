// Children of zones that Janus signs: which DS the upper zone has to have for each in each view. For a child that Janus signs, its keys say
// so; other children say so themselves (foreign-children.ts).

import { labelCount, sameName } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import type { Said } from '../dns/said.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import type { ChildDs } from '../sign/child-ds.ts'
import { ownSet } from '../sign/own-sets.ts'
import { say } from '../sign/says.ts'
import { dsOf } from '../sign/zone-key.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import { NONE, type Zone } from '../zone/zone.ts'
import type { ForeignChildren } from './foreign-children.ts'
import { nextAbove } from './next-above.ts'
import type { SignedFace } from './signed-face.ts'
import type { SigningRecord } from './signing-record.ts'
import type { ZoneSigning } from './zone-signing.ts'
import type { ZonesToSign } from './zones-to-sign.ts'

export type ChildrenOptions = {
  readonly zones: ZonesToSign
  readonly faces: ReadonlyMap<string, SignedFace>
  readonly record: Pick<SigningRecord, 'has'>
  readonly foreign: Pick<ForeignChildren, 'of'>
}

export class Children {
  readonly #options: ChildrenOptions
  /** Origins of the children, by face of the upper zone. */
  #below = new Map<string, Uint8Array[]>()

  constructor(options: ChildrenOptions) {
    this.#options = options
  }

  /** `faces`: all faces, signed or not. */
  use(faces: readonly FaceName[]): void {
    const known = new Set(faces.map(faceKey))
    this.#below = new Map()
    for (const name of faces) {
      if (this.#options.zones.of(name) === undefined) continue
      const above = nextAbove(name.view, name.origin, known)
      const key = above && faceKey(above)
      if (key === undefined) continue
      const its = this.#below.get(key)
      if (its === undefined) this.#below.set(key, [name.origin])
      else its.push(name.origin)
    }
  }

  /** `before`: the upper zone as last signed. */
  of({ view, origin }: FaceName, before: Zone | undefined): ChildDs[] {
    const children = this.#below.get(faceKey({ view, origin })) ?? []
    const own = children.flatMap((child) => {
      const records = this.#recordsOf({ view, origin: child }, before)
      return records.length === 0 ? [] : [{ owner: child, records }]
    })
    return [...own, ...this.#options.foreign.of({ view, origin })]
  }

  /** For people: where a child's DS comes from. */
  noteOf({ view, origin }: FaceName, child: Uint8Array): Said | undefined {
    const children = this.#below.get(faceKey({ view, origin })) ?? []
    return children.some((one) => sameName(one, 0, child, 0))
      ? say('made-of-keys', { zone: nameText(child) })
      : undefined
  }

  #recordsOf(name: FaceName, before: Zone | undefined): readonly Uint8Array[] {
    const { zones, faces, record } = this.#options
    const zone = zones.of(name)
    if (zone === undefined) return []
    const face = faces.get(faceKey(name))
    // The child is served unsigned, whatever keys it has had.
    if (zones.isLeased(name.origin)) return []
    // The child may have new keys and be served unsigned for a moment.
    if (!record.has(zone.setting.name) && face?.signed === undefined) return []
    // The keys cannot be read, but the child is still served with their signatures: keep its DS.
    if (zone.keys.kind !== 'good') return before === undefined ? [] : dsIn(before, name.origin)
    return namedBy(zone)
  }
}

function namedBy({ keys, setting }: ZoneSigning): Uint8Array[] {
  const all = keys.kind === 'good' ? keys.keys : []
  return all.filter(({ use }) => use.isNamed).map((key) => dsOf(setting.origin, key))
}

function dsIn(zone: Zone, origin: Uint8Array): readonly Uint8Array[] {
  const node = zone.find(new Suffixes().set(origin, 0), 0)
  const set = node === NONE ? NONE : zone.rrset(node, Type.DS)
  return set === NONE ? [] : ownSet(zone, set, Type.DS).records
}

/** Lower zones come before those above, which take their DS from them. */
export function deepestFirst<One extends { readonly origin: Uint8Array }>(faces: readonly One[]): One[] {
  return [...faces].sort((a, b) => labelCount(b.origin) - labelCount(a.origin))
}
