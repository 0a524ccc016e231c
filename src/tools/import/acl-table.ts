// An address match list for many addresses: finds the deciding element by the networks around the address, without a walk from the start of
// the list.

import { prefixKey } from '../../views/prefix.ts'
import type { Acl } from './acl.ts'

/** Makes a table of each list once, however many others name it. */
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

class AclTable {
  readonly #acl: Acl
  /** The first element that names each network. */
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

  /** As decide(). `around`: keys of all prefixes that hold the address, at least of those in the list. */
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
