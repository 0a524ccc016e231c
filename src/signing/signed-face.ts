// One face that we sign: its content, the signed image that we serve of it, and the editor that amends that image.

import type { Said } from '../dns/said.ts'
import type { FaceName } from '../store/change.ts'
import type { Fold } from '../store/folding.ts'
import type { Step } from '../store/history.ts'
import type { Changeset } from '../zone/changeset.ts'
import { isEditable } from '../zone/editable.ts'
import { Editor } from '../zone/editor.ts'
import { Expiry } from '../zone/expiry.ts'
import { roomFor } from '../zone/room.ts'
import { type Node, Zone } from '../zone/zone.ts'
import { NOTHING, type OfOthers } from './of-others.ts'

export class SignedFace {
  readonly name: FaceName
  /** What `signed` was made of; undefined where it comes from an earlier run. */
  content: Zone | undefined
  /** For a signed list: the list that `content` was made of. */
  list: Zone | undefined
  /** Undefined until it has been signed first. */
  signed: Zone | undefined
  /** What its signatures were made by: another one asks for all of them to be looked at. */
  plan: string | undefined
  /** What it says of other zones, as it has been signed with that. */
  ofOthers: OfOthers = NOTHING
  /** Why it is not what it should be; undefined where it is. */
  trouble: Said | undefined
  /** Of whom it has what it has, where that has been signed for another view. */
  twin: FaceName | undefined
  #lastStep: WeakRef<Step> | undefined
  #editor: Editor | undefined
  #expiry: Expiry | undefined
  #ends: number | undefined

  constructor(name: FaceName) {
    this.name = name
  }

  /** When its first signature ends, in seconds since 1970. */
  set ends(until: number) {
    this.#ends = until
    this.#expiry?.setSigned(until)
  }

  /** What secondaries are told of that; of a face that has a primary, beside what is known of it by that one. */
  expiry(ofPrimary: Expiry | undefined): Expiry {
    this.#expiry = ofPrimary ?? this.#expiry ?? new Expiry()
    if (this.#ends !== undefined) this.#expiry.setSigned(this.#ends)
    return this.#expiry
  }

  /** It is shown as it comes: a primary's word alone counts again. */
  unsigned(): void {
    this.#expiry?.setUnsigned()
    this.#expiry = undefined
  }

  /** How it has come to be what it is, as long as somebody else has use for that: it may be as large as the zone. */
  get lastStep(): Step | undefined {
    return this.#lastStep?.deref()
  }

  set lastStep(step: Step) {
    this.#lastStep = new WeakRef(step)
  }

  /** Signed as a whole; or, where there is a twin, for that. */
  replace(content: Zone, signed: Zone, twin?: FaceName): void {
    this.twin = twin
    this.content = content
    this.signed = signed
    this.trouble = undefined
    this.#editor = undefined
  }

  /**
   * An edition of what is served, with the nodes by which it differs. Rejects where it cannot be made, `faultOf` finds something wrong
   * with it, or `record` cannot write its serial down: then nothing has changed.
   */
  async edit(changes: Changeset, fold: Fold, accepting: Accepting): Promise<Edited> {
    if (isEditable(this.signed!)) this.#editor ??= new Editor(this.signed!)
    const first = this.#editor?.edit(changes)
    if (first instanceof Zone) return this.#accepted(first, accepting)
    const { zone, children } = await fold(this.signed!, roomFor(this.signed!, changes))
    this.#editor = new Editor(zone, children)
    const edition = this.#editor.edit(changes)
    if (edition instanceof Zone) return this.#accepted(edition, accepting)
    this.#editor = undefined
    throw new Error(`a signed zone does not take its own changes: ${edition.kind}`)
  }

  async #accepted(zone: Zone, { faultOf, record }: Accepting): Promise<Edited> {
    const editor = this.#editor!
    const { changed } = editor
    try {
      const fault = faultOf(zone, changed)
      if (fault !== undefined) throw new Error(fault)
      await record(zone.serial)
    } catch (error) {
      editor.discard()
      throw error
    }
    editor.settle()
    this.signed = zone
    this.twin = undefined
    return { zone, changed }
  }
}

type Edited = { readonly zone: Zone; readonly changed: readonly Node[] }

type Accepting = {
  readonly faultOf: (zone: Zone, changed: readonly Node[]) => string | undefined
  /** Before anybody is answered under that serial. */
  readonly record: (serial: number) => Promise<void>
}
