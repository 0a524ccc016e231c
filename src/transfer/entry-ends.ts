// Ends records of a transferred zone at the time that their primary said. If the primary has not deleted a record by then, because nobody
// reaches it, the secondary deletes it. The primary's next changes do not fit that, so the zone then comes whole.

import { get16 } from '../dns/big-endian.ts'
import { fold, nameLength } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { take } from '../memory/budget.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import type { Clock } from '../store/clock.ts'
import { whyOf } from '../system/why.ts'
import { readMessage } from '../wire/message.ts'
import { type Changeset, RecordList } from '../zone/changeset.ts'
import { NONE, type Node, type Zone } from '../zone/zone.ts'
import { ENTRY_ENDS, NO_END, optionOf, TENTH } from './entry-ends-option.ts'
import type { Log, Serving } from './serving.ts'

/** From an owner (one character for each octet, in lower case) to its end in milliseconds since 1970. */
export type Ends = ReadonlyMap<string, number>

/** Milliseconds for which the primary may still delete the record itself. */
const GRACE = 2000
/** The main thread spends at most this share of its time on writing ends. */
const SHARE = 1 / 20
const LEAST_PAUSE = 1000
/** Milliseconds until Janus tries again, where a disk or a face did not take an end. */
const RETRY = 1000

/** Reads from a message of a transfer when its records end. */
export function takeEnds(message: Uint8Array, apex: Uint8Array, ends: Map<string, number>): void {
  const option = optionOf(message, ENTRY_ENDS)
  if (option === undefined || option.length === 0) return
  const now = Date.now()
  const { answer } = readMessage(message) ?? { answer: [] }
  for (const [i, { name }] of answer.entries()) {
    if (i * 4 + 4 > option.length) return
    const at = option.at + i * 4
    const tenths = get16(message, at) * 0x10000 + get16(message, at + 2)
    // The apex does not end.
    if (tenths === NO_END || name.length <= apex.length) continue
    const key = ownerKey(name, 0)
    if (!ends.has(key)) take(END + key.length)
    ends.set(key, now + tenths * TENTH)
  }
}

/** In octets: what an end takes here beside its owner. */
const END = 96

type Face = {
  readonly name: FaceName
  readonly ends: Map<string, number>
  /** The ends of what is about to be served. */
  coming: Ends
  isWritten: boolean
  /** The file of ends was written anew since Janus asked the primary: it may lack the ends that were kept with a zone that came meanwhile. */
  isOverwritten: boolean
}

const NONE_COMING: Ends = new Map()

export type EntryEndsOptions = {
  readonly clock: Pick<Clock, 'set' | 'clear' | 'until'>
  /** Milliseconds since 1970. */
  readonly wall: () => number
  readonly serving: Pick<Serving, 'served' | 'end'>
  readonly copies: {
    readonly ends: (name: FaceName) => Ends | undefined
    readonly addEnds: SetEnds
    readonly setEnds: SetEnds
  }
  readonly log: Log
}

export type SetEnds = (name: FaceName, ends: Ends) => void

export class EntryEnds {
  readonly #options: EntryEndsOptions
  readonly #faces = new Map<string, Face>()
  #writing: NodeJS.Timeout | undefined
  #pause = LEAST_PAUSE

  constructor(options: EntryEndsOptions) {
    this.#options = options
  }

  /** For a face that was there at the start. */
  begin(name: FaceName): void {
    const kept = this.#options.copies.ends(name)
    if (kept !== undefined && kept.size > 0)
      this.#watch({ name, ends: new Map(kept), coming: NONE_COMING, isWritten: true, isOverwritten: false })
  }

  /** Call it before Janus asks the primary for the face. */
  asked(name: FaceName): void {
    const known = this.#faces.get(faceKey(name))
    if (known !== undefined) known.isOverwritten = false
  }

  /** Writes the ends of what is about to be served, so that no crash forgets them. A whole zone is kept together with its ends. */
  note(name: FaceName, kind: 'zone' | 'changes', ends: Ends): void {
    const known = this.#faces.get(faceKey(name))
    if (known !== undefined) known.coming = ends
    if (kind === 'zone' && known?.isOverwritten !== true) return
    try {
      this.#options.copies.addEnds(name, ends)
    } catch (error) {
      this.#notKept(error)
    }
  }

  /** Call it when a zone, or changes to it, are served with these ends. */
  took(name: FaceName, kind: 'zone' | 'changes', ends: Ends): void {
    const known = this.#faces.get(faceKey(name))
    if (known === undefined && ends.size === 0) return
    const all = kind === 'zone' ? new Map(ends) : new Map(known?.ends)
    if (kind === 'changes') for (const [owner, end] of ends) all.set(owner, end)
    this.#watch({ name, ends: all, coming: NONE_COMING, isWritten: false, isOverwritten: false })
    this.#writeLater()
  }

  forget(name: FaceName): void {
    this.#faces.delete(faceKey(name))
    this.#options.clock.clear(name, 'entry-end')
  }

  stop(): void {
    clearTimeout(this.#writing)
    this.#write()
  }

  #watch(face: Face): void {
    this.#faces.set(faceKey(face.name), face)
    let next = Number.POSITIVE_INFINITY
    for (const end of face.ends.values()) next = Math.min(next, end)
    if (next === Number.POSITIVE_INFINITY) this.#options.clock.clear(face.name, 'entry-end')
    else this.#wait(face, next + GRACE - this.#options.wall())
  }

  #wait(face: Face, milliseconds: number): void {
    this.#options.clock.set(face.name, 'entry-end', milliseconds, () => void this.#end(face))
  }

  /** Deletes the records whose end has passed. */
  async #end(face: Face): Promise<void> {
    const { serving, wall, log } = this.#options
    const zone = serving.served(face.name)
    const over = [...face.ends].flatMap(([owner, end]) => (end + GRACE <= wall() ? [owner] : []))
    const changes = zone && without(zone, over)
    if (changes !== undefined && changes.removed.count > 0) {
      const outcome = await serving.end(face.name, changes)
      if (this.#faces.get(faceKey(face.name)) !== face) return
      if (outcome.kind !== 'accepted') {
        this.#wait(face, RETRY)
        return
      }
      const about = { zone: nameText(face.name.origin), view: face.name.view, records: changes.removed.count }
      log.info(about, 'records from a primary were removed because their lease has ended, before the primary did it')
    }
    for (const owner of over) face.ends.delete(owner)
    face.isWritten = false
    this.#watch(face)
    this.#writeLater()
  }

  #writeLater(): void {
    this.#writing ??= setTimeout(() => {
      this.#writing = undefined
      const begun = performance.now()
      this.#write()
      this.#pause = Math.max((performance.now() - begun) / SHARE, LEAST_PAUSE)
    }, this.#pause).unref()
  }

  #write(): void {
    for (const face of this.#faces.values()) {
      if (face.isWritten) continue
      try {
        const { name, ends, coming } = face
        this.#options.copies.setEnds(name, coming.size === 0 ? ends : new Map([...ends, ...coming]))
        face.isWritten = true
        face.isOverwritten = true
      } catch (error) {
        this.#notKept(error)
      }
    }
  }

  #notKept(error: unknown): void {
    this.#options.log.error({ reason: whyOf(error) }, 'cannot write to disk when the records from a primary end')
  }
}

function without(zone: Zone, owners: readonly string[]): Changeset {
  const removed = RecordList.empty()
  const name = new Suffixes()
  for (const owner of owners) {
    const octets = Buffer.from(owner, 'latin1')
    const node = zone.find(name.set(octets, 0), 0)
    if (node !== NONE) for (const type of [Type.A, Type.TXT]) addAll(zone, node, type, removed)
  }
  return { removed, added: RecordList.empty() }
}

function addAll(zone: Zone, node: Node, type: number, list: RecordList): void {
  const set = zone.rrset(node, type)
  if (set === NONE) return
  const owner = zone.name(node)
  let data = zone.dataOf(set)
  for (let i = zone.size(set); i > 0; i--, data = zone.nextData(data, false))
    list.add(owner, 0, type, zone.ttl(set), zone.heap, data, data + zone.lengthOf(data))
}

function ownerKey(bytes: Uint8Array, at: number): string {
  let key = ''
  for (let p = at, end = at + nameLength(bytes, at); p < end; p++) key += String.fromCharCode(fold[bytes[p]!]!)
  return key
}
