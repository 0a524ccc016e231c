// An address match list to be asked about many addresses: the element that decides is found by the networks around the
// address, not by reading the list from its start.

import { type Acl, prefixKey } from './acl.ts'

export class AclTable {
  readonly #acl: Acl
  /** Of each network the first element that names it. */
  readonly #first = new Map<string, number>()
  readonly #lists: { readonly index: number; readonly table: AclTable }[] = []

  constructor(acl: Acl) {
    this.#acl = acl
    for (const [index, element] of acl.entries()) {
      if (element.kind === 'list') this.#lists.push({ index, table: new AclTable(element.list) })
      else if (!this.#first.has(prefixKey(element.prefix))) this.#first.set(prefixKey(element.prefix), index)
    }
  }

  /** As decide() says it; `around` are the keys of all prefixes in the list, and perhaps others, that hold the address. */
  decide(around: readonly string[]): boolean | undefined {
    const prefix = Math.min(...around.map((key) => this.#first.get(key) ?? Number.POSITIVE_INFINITY))
    const list = this.#lists.find(({ index, table }) => index > prefix || table.decide(around) === true)
    const element = this.#acl[Math.min(prefix, list?.index ?? prefix)]
    return element && !element.not
  }
}
