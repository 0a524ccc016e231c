// The zones of views for a thread that looks at them beside others: what it has already is not sent once more, for a view may have
// many thousands.

import { opened, type Shared, shared } from '../store/aside.ts'
import type { Zone } from '../zone/zone.ts'
import { type Member, ZoneSet } from '../zone/zone-set.ts'

/** What makes of the view that the thread has the one that there is. */
export type ViewChange = {
  readonly view: string
  readonly members: number
  readonly changed: readonly {
    readonly at: number
    readonly apex: Uint8Array
    readonly zone: Shared | undefined
  }[]
}

/** As the sender has them. */
export class SharedViews {
  readonly #sent = new Map<string, readonly Member[]>()

  /** To be sent, and in this order. */
  change(view: string, { members }: ZoneSet): ViewChange {
    const before = this.#sent.get(view) ?? []
    if (before === members) return { view, members: members.length, changed: [] }
    this.#sent.set(view, members)
    const changed = members.flatMap(({ apex, zone }, at) => {
      const known = before[at]
      const isKnown = known?.zone === zone && known?.apex === apex
      return isKnown ? [] : [{ at, apex, zone: zone && shared(zone) }]
    })
    return { view, members: members.length, changed }
  }
}

/** As the thread has them. */
export class OpenedViews {
  readonly #views = new Map<string, ZoneSet>()

  take({ view, members, changed }: ViewChange): ZoneSet {
    const known = this.#views.get(view)
    if (known !== undefined && changed.length === 0 && known.members.length === members) return known
    const all: { apex: Uint8Array; zone: Zone | undefined }[] = (known?.members ?? []).slice(0, members)
    for (const { at, apex, zone } of changed) all[at] = { apex, zone: zone && opened(zone) }
    const isAlike = known?.members.length === members && changed.every(({ at, apex }) => sameAt(known, at, apex))
    const made = new ZoneSet(all, isAlike ? known : undefined)
    this.#views.set(view, made)
    return made
  }
}

function sameAt({ members }: ZoneSet, at: number, apex: Uint8Array): boolean {
  return Buffer.compare(members[at]!.apex, apex) === 0
}
