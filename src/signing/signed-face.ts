// One face that Janus signs: its content, the signed image that Janus serves, and the editor that amends that image.

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
  /** The content of which `signed` was made; undefined if `signed` comes from an earlier run. */
  content: Zone | undefined
  /** For a signed list: the list that `content` was made of. */
  list: Zone | undefined
  /** Undefined until the first signing. */
  signed: Zone | undefined
  /** The plan by which the face was signed: with another plan, all signatures need a look. */
  plan: string | undefined
  /** What the signed face says of other zones. */
  ofOthers: OfOthers = NOTHING
  /** What is wrong with the face; undefined if nothing is. */
  trouble: Said | undefined
  /** The face whose signed image this one shares, if that was signed for another view. */
  twin: FaceName | undefined
  #lastStep: WeakRef<Step> | undefined
  #editor: Editor | undefined
  #expiry: Expiry | undefined
  #ends: number | undefined

  constructor(name: FaceName) {
    this.name = name
  }

  /** When the first signature ends, in seconds since 1970. */
  set ends(until: number) {
    this.#ends = until
    this.#expiry?.setSigned(until)
  }

  /** What secondaries hear of that end. For a face of a primary, together with the primary's own expiry. */
  expiry(ofPrimary: Expiry | undefined): Expiry {
    this.#expiry = ofPrimary ?? this.#expiry ?? new Expiry()
    if (this.#ends !== undefined) this.#expiry.setSigned(this.#ends)
    return this.#expiry
  }

  /** Call it when the face is served unsigned: only a primary's expiry counts again. */
  unsigned(): void {
    this.#expiry?.setUnsigned()
    this.#expiry = undefined
  }

  /** How the image came from the one before; kept only while others need it, because it may be as large as the zone. */
  get lastStep(): Step | undefined {
    return this.#lastStep?.deref()
  }

  set lastStep(step: Step) {
    this.#lastStep = new WeakRef(step)
  }

  /** Takes a newly signed image; with `twin`, that face's image. */
  replace(content: Zone, signed: Zone, twin?: FaceName): void {
    this.twin = twin
    this.content = content
    this.signed = signed
    this.trouble = undefined
    this.#editor = undefined
  }

  /**
   * Makes the next edition of the signed image, and gives the nodes that differ. Rejects if that fails, if `faultOf` finds a fault in the
   * edition, or if `record` cannot write its serial: then nothing has changed.
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
  /** Writes the serial down before any answer goes out under it. */
  readonly record: (serial: number) => Promise<void>
}
