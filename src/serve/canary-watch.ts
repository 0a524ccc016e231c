// Finds the canaries that a change of a face may concern: those whose answers lead over a name that it touches. The others get the answer
// that they got before.
//
// An answer leads over the name asked for and the targets of its aliases; in each of these over the names above it in the zone, for
// one of them may come or go, and over the wildcards that could stand for it.

import { hashLabel, Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import type { CanarySetting } from '../text/config/canary.ts'
import type { Settings } from '../text/config/settings.ts'
import type { Generation } from '../views/view.ts'
import { hashMark, MARKS, type NameMark } from '../zone/touched.ts'
import { APEX, Flag } from '../zone/zone.ts'
import type { ZoneSet } from '../zone/zone-set.ts'
import { type CanaryAnswer, CanaryAsker } from './canaries.ts'
import { responderOptions } from './responder-options.ts'

/** A face by its place: `slot` as in Generation.views, `member` as in its zones. */
export type CanaryPlace = { readonly slot: number; readonly member: number }

export class CanaryWatch {
  #settings: Settings | undefined
  #number = 0
  /** By face, and by face and mark: places in the settings' list. */
  #byFace = new Map<number, Set<number>>()
  #byName = new Map<number, Set<number>>()
  /** Canaries whose answer may have changed since it was noted. */
  readonly #stale = new Set<number>()
  #noted = 0
  #most = 0

  /**
   * Those that a change of a face makes go wrong, or wrong in another way. `now`: what is served; `next`: what would be. `names`: marks
   * of those that change beside the SOA; undefined where it may be any.
   */
  failing(
    settings: Settings,
    { now, next }: { readonly now: Generation; readonly next: Generation },
    place: CanaryPlace,
    names: readonly NameMark[] | undefined,
  ): readonly CanaryAnswer[] {
    const { canaries } = settings.operations
    if (canaries.length === 0) return []
    this.#learn(settings, now)
    const concerned = this.#concerned(place, names)
    if (concerned.size === 0) return []
    const options = responderOptions(settings)
    const [asker, before] = [new CanaryAsker(next, options), new CanaryAsker(now, options)]
    return [...concerned].flatMap((i) => {
      const answer = asker.ask(canaries[i]!)
      this.#note(next, i, canaries[i]!, answer)
      // One that has been wrong before, and gets what it got, is not the fault of this change.
      const isFault = answer.failure && answer.failure.got !== before.ask(canaries[i]!).failure?.got
      return isFault ? [answer] : []
    })
  }

  /** Another edition of the face is served from now on: canaries that it concerns are asked anew. */
  published(place: CanaryPlace, names: readonly NameMark[] | undefined): void {
    for (const i of this.#concerned(place, names)) this.#stale.add(i)
  }

  #concerned({ slot, member }: CanaryPlace, names: readonly NameMark[] | undefined): ReadonlySet<number> {
    const face = faceNumber(slot, member)
    const own = this.#byFace.get(face)
    if (own === undefined || names === undefined) return own ?? NOBODY
    const found = new Set<number>(this.#byName.get(nameNumber(face, SOA)))
    for (const name of names) for (const i of this.#byName.get(nameNumber(face, name)) ?? NOBODY) found.add(i)
    return found
  }

  #learn(settings: Settings, now: Generation): void {
    const { canaries } = settings.operations
    const isOther = this.#settings !== settings || this.#number !== now.number || this.#noted > 4 * this.#most
    if (isOther) {
      this.#settings = settings
      this.#number = now.number
      this.#byFace = new Map()
      this.#byName = new Map()
      this.#noted = 0
      for (const i of canaries.keys()) this.#stale.add(i)
    }
    if (this.#stale.size === 0) return
    const asker = new CanaryAsker(now, responderOptions(settings))
    for (const i of this.#stale) this.#note(now, i, canaries[i]!, asker.ask(canaries[i]!))
    this.#stale.clear()
    if (isOther) this.#most = this.#noted
  }

  #note({ views, prefixes }: Generation, i: number, canary: CanarySetting, { names }: CanaryAnswer): void {
    const { address, type } = canary
    const slot = prefixes.match(address, address.length === 4 ? 4 : 6)
    if (slot < 0) return
    const { zones } = views[slot]!
    for (const name of names) {
      const member = zones.enclosing(scratch.set(name, 0))
      if (member < 0) continue
      this.#noteName(zones, { slot, member }, i, type)
      if (zones.apexAt(member, scratch) > 0) continue
      // At an apex the zone above answers for DS. Where the view has none, the zone itself does, and stands noted already.
      const parent = zones.enclosing(scratch, 1)
      if (parent >= 0) this.#noteName(zones, { slot, member: parent }, i, type)
    }
  }

  /** Notes the canary under the name in `scratch`, and under all names over which its answer leads. */
  #noteName(zones: ZoneSet, { slot, member }: CanaryPlace, i: number, type: number): void {
    const face = faceNumber(slot, member)
    this.#add(this.#byFace, face, i)
    // Every change touches the SOA, and its signature.
    if (type === Type.SOA || type === Type.RRSIG) this.#add(this.#byName, nameNumber(face, SOA), i)
    const { zone } = zones.member(member)!
    const apexAt = zones.apexAt(member, scratch)
    const top = apexAt === 0 || (zone !== undefined && (zone.flags(APEX) & Flag.dname) !== 0) ? apexAt : apexAt - 1
    for (let at = 0; at <= top; at++) this.#add(this.#byName, nameNumber(face, hashMark(scratch.hash[at]!)), i)
    for (let at = 1; at <= apexAt; at++) {
      const wildcard = hashLabel(scratch.hash[at]!, STAR, 0)
      this.#add(this.#byName, nameNumber(face, hashMark(wildcard)), i)
    }
  }

  #add(to: Map<number, Set<number>>, key: number, i: number): void {
    const known = to.get(key)
    if (known?.has(i)) return
    this.#noted++
    if (known === undefined) to.set(key, new Set([i]))
    else known.add(i)
  }
}

const NOBODY: ReadonlySet<number> = new Set()
const scratch = new Suffixes()
/** The label `*`. */
const STAR = Uint8Array.of(1, 0x2a)
/** In place of a mark, none of which is 0. */
const SOA = 0

function faceNumber(slot: number, member: number): number {
  return slot * 0x1000000 + member
}

function nameNumber(face: number, mark: NameMark): number {
  return face * (MARKS + 1) + mark
}
