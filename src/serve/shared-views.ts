// Hands the zones of views to a thread that looks at them beside others. It sends no zone twice, for a view may have many thousands.

import { opened, type Shared, shared } from '../store/aside.ts'
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
  readonly #sent = new Map<string, ZoneSet>()

  /** To be sent, and in this order. */
  change(view: string, zones: ZoneSet): ViewChange {
    const { members } = zones
    const before = this.#sent.get(view)
    this.#sent.set(view, zones)
    const changed: ViewChange['changed'][number][] = []
    for (const at of new Set((before && zones.changedSince(before)) ?? members.keys())) {
      const now = members[at]!
      const known = before?.members[at]
      if (known === now || (known?.zone === now.zone && known?.apex === now.apex)) continue
      changed.push({ at, apex: now.apex, zone: now.zone && shared(now.zone) })
    }
    return { view, members: members.length, changed }
  }
}

/** In pieces, all of which but the last are noted: to pass many thousands at once takes as long as anybody waits who asks meanwhile. */
export function* piecesOf({ view, members, changed }: ViewChange): Generator<ViewChange> {
  for (let from = 0; from < changed.length; from += PIECE)
    yield { view, members, changed: changed.slice(from, from + PIECE) }
}

const PIECE = 250

type Draft = { readonly all: Pick<Member, 'apex' | 'zone'>[]; isAlike: boolean }

/** As the thread has them. */
export class OpenedViews {
  readonly #views = new Map<string, ZoneSet>()
  readonly #drafts = new Map<string, Draft>()

  /** The view has more than this, which is told before it is taken. */
  note({ view, members, changed }: ViewChange): void {
    const known = this.#views.get(view)
    const draft = this.#drafts.get(view) ?? {
      all: (known?.members ?? []).slice(0, members),
      isAlike: known?.members.length === members,
    }
    this.#drafts.set(view, draft)
    for (const { at, apex, zone } of changed) {
      draft.all[at] = { apex, zone: zone && opened(zone) }
      draft.isAlike &&= sameAt(known!, at, apex)
    }
  }

  take(change: ViewChange): ZoneSet {
    const { view, members, changed } = change
    const known = this.#views.get(view)
    const isKnown = known?.members.length === members && changed.length === 0 && !this.#drafts.has(view)
    if (isKnown) return known
    this.note(change)
    const { all, isAlike } = this.#drafts.get(view)!
    this.#drafts.delete(view)
    const made = new ZoneSet(all, isAlike ? known : undefined)
    this.#views.set(view, made)
    return made
  }
}

function sameAt({ members }: ZoneSet, at: number, apex: Uint8Array): boolean {
  return Buffer.compare(members[at]!.apex, apex) === 0
}
