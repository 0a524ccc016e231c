// Lists as what can be signed of them: each is made once a zone of records (zone/listed-zone.ts), for all views that show it, and again
// where it has changed. What is no list is what it is.

import { isLongerThan, zoneOfList } from '../zone/listed-zone.ts'
import { sameContent } from '../zone/same-content.ts'
import type { Zone } from '../zone/zone.ts'
import type { Signers } from './signers.ts'

/** Records that are made at once, without another thread. */
const FEW = 2000

export class ListForms {
  readonly #signers: Pick<Signers, 'formOf'>
  readonly #forms = new WeakMap<Zone, Promise<Zone | undefined>>()

  constructor(signers: Pick<Signers, 'formOf'>) {
    this.#signers = signers
  }

  /** `before`: the list of before, whose form is this one's where both say the same. Undefined where it has too many records. */
  of(content: Zone, before: Zone | undefined): Zone | Promise<Zone | undefined> {
    if (content.entries === undefined) return content
    const known = this.#forms.get(content)
    if (known !== undefined) return known
    const earlier = before && this.#forms.get(before)
    const form = earlier && sameContent(before, content) ? earlier : this.#make(content)
    this.#forms.set(content, form)
    // What could not be made is tried again.
    form.catch(() => this.#forms.delete(content))
    return form
  }

  async #make(list: Zone): Promise<Zone | undefined> {
    return isLongerThan(list, FEW) ? this.#signers.formOf(list) : zoneOfList(list)
  }
}
