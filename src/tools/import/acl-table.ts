// An address match list for many addresses: finds the element that decides by the networks around the address, without reading
// the list from its start.

import { prefixKey } from '../../views/prefix.ts'
import type { Acl } from './acl.ts'

/** Makes each list into a table once, however many others name it. */
export class AclTables {
  readonly #known = new Map<Acl, AclTable>()

  of(acl: Acl): AclTable {
    const known = this.#known.get(acl)
    if (known) return known
    const table = new AclTable(acl, this)
    this.#known.set(acl, table)
    return table
  }
}

export class AclTable {
  readonly #acl: Acl
  /** Of each network the first element that names it. */
  readonly #first = new Map<string, number>()
  readonly #lists: { readonly index: number; readonly table: AclTable }[] = []

  constructor(acl: Acl, tables: AclTables) {
    this.#acl = acl
    for (const [index, element] of acl.entries()) {
      if (element.kind === 'list') {
        this.#lists.push({ index, table: tables.of(element.list) })
        continue
      }
      const key = prefixKey(element.prefix)
      if (!this.#first.has(key)) this.#first.set(key, index)
    }
  }

  /** As decide() says it; `around` are the keys of all prefixes in the list, and perhaps others, that hold the address. */
  decide(around: readonly string[]): boolean | undefined {
    let first = Number.POSITIVE_INFINITY
    for (const key of around) first = Math.min(first, this.#first.get(key) ?? first)
    for (const { index, table } of this.#lists) {
      if (index > first) break
      if (table.decide(around) === true) {
        first = index
        break
      }
    }
    const element = this.#acl[first]
    return element && !element.not
  }
}
