// One face that changes by editions: the image to which the store appends them, and the changes that wait for a new image.

import { type Changeset, RecordList } from '../zone/changeset.ts'
import { isEditable } from '../zone/editable.ts'
import { Editor, type NotEdited } from '../zone/editor.ts'
import { type Room, USUAL_ROOM } from '../zone/fold.ts'
import { roomFor } from '../zone/room.ts'
import type { Zone } from '../zone/zone.ts'
import type { FaceName } from './change.ts'
import type { Begin, Folded } from './folding.ts'

/** When so much of the image is used, Janus makes a new one, while the rest takes changes that come meanwhile. */
const NEARLY_FULL = 0.75

export class EditedFace<Waiting> {
  readonly name: FaceName
  /** Somebody else keeps the face's changes. */
  readonly isJoint: boolean
  /** Changes for which the image has no room. */
  readonly waiting: Waiting[] = []
  /** What the face's sources gave. The editions hold as long as the sources give the same. */
  base: Zone
  #editor: Editor | undefined
  /** Older than `newest` while changes are on their way to the disk. */
  #served: Zone
  /** What to tell the journal before the first change. */
  #begin: Begin | undefined
  /** Whether the journal knows the base. */
  #isBegun: boolean
  /** While a new image is being made: the changes since. */
  #since: Changeset[] | undefined

  /** `isBegun`: the journal has all changes from the base to the served version. */
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

  /** Whether no change is possible before there is a new image. */
  get isBlocked(): boolean {
    return this.#editor === undefined || this.waiting.length > 0
  }

  get isNearlyFull(): boolean {
    return this.#editor !== undefined && this.#editor.fill > NEARLY_FULL
  }

  /** Nodes in which the newest edition differs from the one before. */
  get changed(): readonly number[] {
    return this.#editor?.changed ?? []
  }

  /** Whether the face needs no new image, only the digest of the served version. */
  get mayGoOn(): boolean {
    // If the sources gave something else, the journal has to hear how the face came to this.
    const isTold = this.#isBegun || isOne(this.base, this.#served)
    return this.#editor === undefined && isTold && isEditable(this.#served)
  }

  /** Goes on in the present image, if possible. `digest`: the served version's, if known. */
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

  /** Call it when the newest edition is in the journal and is about to be served. */
  settle(): void {
    this.#editor?.settle()
    this.#served = this.newest
    this.#isBegun ||= this.#begin !== undefined
    this.#begin = undefined
  }

  /** Begins a new image, and gives the room that it needs. */
  beginFold(wanted: readonly Changeset[]): Room {
    this.#since = []
    return wanted.reduce((room, changes) => sum(room, roomFor(this.newest, changes)), USUAL_ROOM)
  }

  /** Takes the new image. Gives false if the changes since do not fit into it: fold again. */
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

  /** Call it when no new image could be made. */
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
