// One face that changes by editions: the image to which the store appends them, and the changes that wait for a new image.

import { type Changeset, RecordList } from '../zone/changeset.ts'
import { isEditable } from '../zone/editable.ts'
import { Editor, type NotEdited } from '../zone/editor.ts'
import { type Room, USUAL_ROOM } from '../zone/fold.ts'
import { roomFor } from '../zone/room.ts'
import type { Zone } from '../zone/zone.ts'
import type { FaceName } from './change.ts'
import type { Begin, Folded } from './folding.ts'

/** From here on a new image is made, while there is still room for what comes meanwhile. */
const NEARLY_FULL = 0.75

export class EditedFace<Waiting> {
  readonly name: FaceName
  /** Somebody else keeps what it has become. */
  readonly isJoint: boolean
  /** Changes that the image has no room for. */
  readonly waiting: Waiting[] = []
  /** What the face's sources gave: as long as they give the same, the editions hold. */
  base: Zone
  #editor: Editor | undefined
  /** Behind `newest` while changes are on their way to the disk. */
  #served: Zone
  /** What the journal is to be told before the first change. */
  #begin: Begin | undefined
  /** Whether the journal knows the base. */
  #isBegun: boolean
  /** While a new image is made: what has been changed since. */
  #since: Changeset[] | undefined

  /** `isBegun`: the journal has all changes from the base to what is served. */
  constructor(name: FaceName, base: Zone, served: Zone, isBegun = false, isJoint = false) {
    this.name = name
    this.isJoint = isJoint
    this.base = base
    this.#served = served
    this.#isBegun = isBegun
  }

  get begin(): Begin | undefined {
    return this.#begin
  }

  get isBegun(): boolean {
    return this.#isBegun
  }

  get newest(): Zone {
    return this.#editor?.newest ?? this.#served
  }

  get served(): Zone {
    return this.#served
  }

  get isFolding(): boolean {
    return this.#since !== undefined
  }

  /** Whether nothing can be changed until there is a new image. */
  get isBlocked(): boolean {
    return this.#editor === undefined || this.waiting.length > 0
  }

  get isNearlyFull(): boolean {
    return this.#editor !== undefined && this.#editor.fill > NEARLY_FULL
  }

  /** Nodes of the newest edition by which it differs from the one before. */
  get changed(): readonly number[] {
    return this.#editor?.changed ?? []
  }

  /** Whether it needs no new image, but to know the digest of what is served. */
  get mayGoOn(): boolean {
    // Where its sources gave something else, the journal is to be told how it became this.
    const isTold = this.#isBegun || isOne(this.base, this.#served)
    return this.#editor === undefined && isTold && isEditable(this.#served)
  }

  /** Goes on in the image in which it lies, where that may be. `digest`: of what is served, if it is known. */
  goOn(digest: string | undefined): void {
    if (digest === undefined || this.isFolding || !this.mayGoOn) return
    if (!this.#isBegun) this.#begin = { digest, changes: { removed: RecordList.empty(), added: RecordList.empty() } }
    this.#editor = new Editor(this.#served)
  }

  edit(changes: Changeset): Zone | NotEdited {
    if (this.#editor === undefined) return { kind: 'no-room' }
    const edited = this.#editor.edit(changes)
    if (!('kind' in edited)) this.#since?.push(changes)
    return edited
  }

  discard(): void {
    this.#since?.pop()
    this.#editor!.discard()
  }

  /** The newest edition is in the journal, and is going to be served. */
  settle(): void {
    this.#editor?.settle()
    this.#served = this.newest
    this.#isBegun ||= this.#begin !== undefined
    this.#begin = undefined
  }

  /** A new image is going to be made; gives the room that it needs. */
  beginFold(wanted: readonly Changeset[]): Room {
    this.#since = []
    return wanted.reduce((room, changes) => sum(room, roomFor(this.newest, changes)), USUAL_ROOM)
  }

  /** The new image is there. False where what has changed meanwhile does not fit into it: fold again. */
  folded({ zone, children, begin }: Folded): boolean {
    const editor = new Editor(zone, children)
    const since = this.#since ?? []
    this.#since = undefined
    for (const changes of since) if ('kind' in editor.edit(changes)) return false
    editor.settle()
    this.#editor = editor
    this.#served = editor.newest
    if (!this.#isBegun) this.#begin = begin
    return true
  }

  /** No image came of it. */
  notFolded(): void {
    this.#since = undefined
  }
}

function isOne(one: Zone, other: Zone): boolean {
  return one.image === other.image && one.edition.number === other.edition.number
}

function sum(one: Room, other: Room): Room {
  return {
    nodes: one.nodes + other.nodes,
    sets: one.sets + other.sets,
    records: one.records + other.records,
    heap: one.heap + other.heap,
    versions: one.versions + other.versions,
  }
}
