// A zone of a view as a thread has it that was told of it, and of tens of thousands beside it. Nobody asks for most of them, and a zone that
// is open takes twenty arrays in each thread: so the thread opens a zone when it first needs it.

import type { Entries } from '../lists/entries.ts'
import type { Edition } from './edition.ts'
import type { Expiry } from './expiry.ts'
import type { Columns } from './image.ts'
import { Zone } from './zone.ts'
import type { Member, OnlineDenial } from './zone-set.ts'

/** All members that show one zone have the same LateZone, so that the thread opens it once. */
export class LateZone {
  /** An image that somebody else in this thread has open is not opened again. */
  readonly #over: Columns | SharedArrayBuffer
  readonly #edition: Edition | undefined
  #zone: Zone | undefined

  /** `edition`: undefined for the first of the image. */
  constructor(over: Columns | SharedArrayBuffer, edition: Edition | undefined) {
    this.#over = over
    this.#edition = edition
  }

  /** For a zone that is open already. */
  static of(zone: Zone): LateZone {
    const late = new LateZone(zone.columns, zone.edition)
    late.#zone = zone
    return late
  }

  /** Opens it at the first call. */
  get zone(): Zone {
    this.#zone ??= this.#opened()
    return this.#zone
  }

  /** Whether the thread has this edition open, or had an earlier one of the image: answers made of that one may still hold. */
  get isOpen(): boolean {
    return this.#zone !== undefined || !(this.#over instanceof SharedArrayBuffer)
  }

  /** Of the edition, in its image. */
  get number(): number {
    return this.#edition?.number ?? 0
  }

  /** Another edition of the same image. */
  next(edition: Edition): LateZone {
    return new LateZone(this.#zone?.columns ?? this.#over, edition)
  }

  #opened(): Zone {
    if (this.#over instanceof SharedArrayBuffer) return Zone.open(this.#over, this.#edition)
    return new Zone(this.#over, this.#edition)
  }
}

export class LateMember implements Member {
  readonly apex: Uint8Array
  readonly withheld: boolean
  readonly online: OnlineDenial | undefined
  readonly expiry: Expiry | undefined
  readonly live: Entries | undefined
  /** Undefined where no zone is served. */
  readonly late: LateZone | undefined

  constructor({ apex, withheld, online, expiry, live }: Omit<Member, 'zone'>, late: LateZone | undefined) {
    this.apex = apex
    this.withheld = withheld === true
    this.online = online
    this.expiry = expiry
    this.live = live
    this.late = late
  }

  get zone(): Zone | undefined {
    return this.late?.zone
  }
}

/** Opens nothing. */
export function lateOf(member: Member): LateZone | undefined {
  if (member instanceof LateMember) return member.late
  return member.zone && LateZone.of(member.zone)
}

/** Whether the thread has the member's image open: of any other, nothing has been made here. */
export function isOpen(member: Member): boolean {
  return member instanceof LateMember ? member.late?.isOpen === true : member.zone !== undefined
}
