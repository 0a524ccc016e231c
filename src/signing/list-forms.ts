// The zones of records that are signed in place of lists (zone/listed-zone.ts). Each list becomes a zone once for all views that show it,
// and again when it changes. A zone that is no list stands for itself.

import { isLongerThan, zoneOfList } from '../zone/listed-zone.ts'
import { sameContent } from '../zone/same-content.ts'
import type { Zone } from '../zone/zone.ts'
import type { Signers } from './signers.ts'

/** So many records are made here, more in another thread. */
const FEW = 2000

export class ListForms {
  readonly #signers: Pick<Signers, 'formOf'>
  readonly #forms = new WeakMap<Zone, Promise<Zone | undefined>>()

  constructor(signers: Pick<Signers, 'formOf'>) {
    this.#signers = signers
  }

  /** `before`: the previous list. Where both say the same, its form serves again. Undefined where the list has too many records. */
  of(content: Zone, before: Zone | undefined): Zone | Promise<Zone | undefined> {
    if (content.entries === undefined) return content
    const known = this.#forms.get(content)
    if (known !== undefined) return known
    const earlier = before && this.#forms.get(before)
    const form = earlier && sameContent(before, content) ? earlier : this.#make(content)
    this.#forms.set(content, form)
    // The next call tries again.
    form.catch(() => this.#forms.delete(content))
    return form
  }

  async #make(list: Zone): Promise<Zone | undefined> {
    return isLongerThan(list, FEW) ? this.#signers.formOf(list) : zoneOfList(list)
  }
}
