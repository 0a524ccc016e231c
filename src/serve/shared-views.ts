// Hands the zones of views to a thread that looks at them beside others. It sends no zone twice, for a view may have many thousands.

import { type Shared, shared } from '../store/aside.ts'
import { LateMember, LateZone } from '../zone/late-member.ts'
import { allSteps } from '../zone/steps.ts'
import { type Member, ZoneSet } from '../zone/zone-set.ts'

/** What has changed in a view since the thread was told of it. */
export type ViewChange = {
  readonly view: string
  readonly members: number
  /** Where zones have come or gone: the former place of each, or -1 for a new one. Undefined: all zones keep their places. */
  readonly from?: Int32Array | undefined
  readonly changed: readonly {
    readonly at: number
    readonly apex: Uint8Array
    readonly zone: Shared | undefined
  }[]
}

/** The sender's side: it remembers what the thread has of each view. */
export class SharedViews {
  readonly #sent = new Map<string, ZoneSet>()

  /** What has changed since the last call. The thread has to get all changes, in the order of the calls. */
  change(view: string, zones: ZoneSet): ViewChange {
    const before = this.#sent.get(view)
    this.#sent.set(view, zones)
    const from = before && zones.placesIn(before)
    const some = from === undefined && before !== undefined ? zones.changedSince(before) : undefined
    const changed: ViewChange['changed'][number][] = []
    for (const at of some === undefined ? zones.members.keys() : new Set(some)) {
      const now = zones.member(at)!
      const was = before?.member(from === undefined ? at : from[at]!)
      if (was === now || (was?.zone === now.zone && was !== undefined && sameApex(was, now))) continue
      changed.push({ at, apex: now.apex, zone: now.zone && shared(now.zone) })
    }
    return { view, members: zones.size, from, changed }
  }
}

/** Cuts a change into pieces: the thread note()s all but the last, which it take()s. To pass many thousands at once would hold up answers. */
export function* piecesOf({ view, members, from, changed }: ViewChange): Generator<ViewChange> {
  for (let at = 0; at < changed.length || (at === 0 && from !== undefined); at += PIECE)
    yield { view, members, ...(at === 0 && { from }), changed: changed.slice(at, at + PIECE) }
}

const PIECE = 250

type Draft = Pick<ViewChange, 'members' | 'from'> & { readonly changed: Map<number, Member> }

/** The thread's side: it keeps the views as the sender has told them, and opens a zone when it looks at it. */
export class OpenedViews {
  readonly #views = new Map<string, ZoneSet>()
  readonly #drafts = new Map<string, Draft>()

  /** Takes in a piece that is not the last. */
  note({ view, members, from, changed }: ViewChange): void {
    // Places count in the row as all earlier messages have made it.
    if (from !== undefined) this.#settle(view)
    const draft = this.#drafts.get(view) ?? { members, from, changed: new Map<number, Member>() }
    this.#drafts.set(view, draft)
    for (const { at, apex, zone } of changed)
      draft.changed.set(at, new LateMember({ apex }, zone && new LateZone(zone.image, zone.edition)))
  }

  take(change: ViewChange): ZoneSet {
    this.note(change)
    this.#settle(change.view)
    return this.#views.get(change.view)!
  }

  #settle(view: string): void {
    const draft = this.#drafts.get(view)
    if (draft === undefined) return
    this.#drafts.delete(view)
    this.#views.set(view, zonesWith(this.#views.get(view), draft))
  }
}

function zonesWith(known: ZoneSet | undefined, { members, from, changed }: Draft): ZoneSet {
  if (known === undefined) return new ZoneSet(Array.from({ length: members }, (_, at) => changed.get(at)!))
  const isAlike = from === undefined && known.size === members
  if (isAlike && changed.size === 0) return known
  if (isAlike && [...changed].every(([at, one]) => sameApex(known.member(at)!, one))) return known.withMembers(changed)
  const placeOf = (at: number) => (from === undefined ? at : from[at]!)
  const all = Array.from({ length: members }, (_, at) => changed.get(at) ?? known.member(placeOf(at))!)
  return allSteps(ZoneSet.after(all, known))
}

function sameApex(one: Pick<Member, 'apex'>, other: Pick<Member, 'apex'>): boolean {
  return one.apex === other.apex || Buffer.compare(one.apex, other.apex) === 0
}
