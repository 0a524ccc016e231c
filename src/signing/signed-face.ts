// One face that we sign: its content, the signed image that is served of that, and the editor that amends it.

import type { FaceName } from '../store/change.ts'
import type { Fold } from '../store/folding.ts'
import type { Changeset } from '../zone/changeset.ts'
import { Editor } from '../zone/editor.ts'
import { roomFor } from '../zone/room.ts'
import { type Node, Zone } from '../zone/zone.ts'

export class SignedFace {
  readonly name: FaceName
  /** What `signed` was made of; undefined where it comes from an earlier run. */
  content: Zone | undefined
  /** Undefined until it has been signed first. */
  signed: Zone | undefined
  /** What its signatures were made by: another one asks for all of them to be looked at. */
  plan: string | undefined
  /** Why it is not what it should be; undefined where it is. */
  trouble: string | undefined
  #editor: Editor | undefined

  constructor(name: FaceName) {
    this.name = name
  }

  /** Signed as a whole. */
  replace(content: Zone, signed: Zone): void {
    this.content = content
    this.signed = signed
    this.trouble = undefined
    this.#editor = undefined
  }

  /**
   * An edition of what is served, with the nodes by which it differs. Rejects where it cannot be made, or `faultOf` finds something
   * wrong with it: then nothing has changed.
   */
  async edit(changes: Changeset, fold: Fold, faultOf: FindFault): Promise<Edited> {
    const first = this.#editor?.edit(changes)
    if (first instanceof Zone) return this.#checked(first, faultOf)
    const { zone, children } = await fold(this.signed!, roomFor(this.signed!, changes))
    this.#editor = new Editor(zone, children)
    const edition = this.#editor.edit(changes)
    if (edition instanceof Zone) return this.#checked(edition, faultOf)
    this.#editor = undefined
    throw new Error(`a signed zone does not take its own changes: ${edition.kind}`)
  }

  #checked(zone: Zone, faultOf: FindFault): Edited {
    const editor = this.#editor!
    const { changed } = editor
    const fault = faultOf(zone, changed)
    if (fault !== undefined) {
      editor.discard()
      throw new Error(fault)
    }
    editor.settle()
    this.signed = zone
    return { zone, changed }
  }
}

type Edited = { readonly zone: Zone; readonly changed: readonly Node[] }

type FindFault = (zone: Zone, changed: readonly Node[]) => string | undefined
