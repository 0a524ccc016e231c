// Applies one message to a leased list: either all of it is done and on the disk, or nothing is.

import { nameText } from '../dns/name-text.ts'
import { Rcode } from '../dns/rcodes.ts'
import { entryText } from '../lists/live/entry.ts'
import type { LeasedSetting } from '../store/leases/lease-terms.ts'
import type { Leases } from '../store/leases/leases.ts'
import { sameKey } from '../text/config/key-name.ts'
import type { Update } from '../wire/update-message.ts'
import type { GrantedLease } from './judge.ts'
import { readListChanges, unmetOfList } from './list-changes.ts'
import { refusal, type UpdateRefusal } from './refusal.ts'
import { say } from './says.ts'

export type AppliedToList = { readonly kind: 'applied'; readonly records: number; readonly lease: GrantedLease }

/** `key`: the one that validly signed the message; an address alone never writes. */
export async function applyToList(
  leases: Leases,
  list: LeasedSetting,
  update: Update,
  key: string | undefined,
): Promise<AppliedToList | UpdateRefusal> {
  const named = { list: nameText(list.origin) }
  if (key === undefined) return refusal(Rcode.REFUSED, say('update-list-unsigned', named))
  if (!list.writers.some((writer) => sameKey(writer, key)))
    return refusal(Rcode.REFUSED, say('update-list-key', { ...named, key }))
  if (update.prerequisites.length === 0) return apply(leases, list, update, key)
  const turn = (turns.get(leases) ?? Promise.resolve()).then(() => apply(leases, list, update, key))
  turns.set(
    leases,
    turn.catch(() => {}),
  )
  return turn
}

/** Messages with prerequisites take turns: one may be about to change what the next one checks (RFC 2136 §3.7). */
const turns = new WeakMap<Leases, Promise<unknown>>()

async function apply(
  leases: Leases,
  list: LeasedSetting,
  { prerequisites, changes, lease }: Update,
  key: string,
): Promise<AppliedToList | UpdateRefusal> {
  const named = { list: nameText(list.origin) }
  const held = (entry: Parameters<Leases['get']>[1]) => leases.get(list.origin, entry)?.value
  const wanted = readListChanges(changes, list.origin, held)
  if ('kind' in wanted) return wanted
  const unmet = unmetOfList(prerequisites, list.origin, held)
  if (unmet !== undefined) return unmet
  const asked = lease && Math.max(lease.record, 1) * 1000
  const requests = wanted.adds.map((add) => ({ ...add, for: asked }))
  const changed = await leases.change(list.origin, requests, wanted.removes, `key ${key}`)
  const bad = changed.find((outcome) => outcome.kind === 'refused')
  if (bad !== undefined) {
    const entry = entryText(wanted.adds[changed.indexOf(bad)]?.entry ?? wanted.removes[0]!)
    if (bad.why === 'disk') return refusal(Rcode.SERVFAIL, say('update-not-kept', { reason: bad.reason ?? '' }))
    return refusal(
      Rcode.REFUSED,
      say(bad.why === 'full' ? 'update-list-full' : 'update-list-entry', { ...named, entry }),
    )
  }
  // RFC 9664 §4.2: the answer says what was granted.
  const granted = asked === undefined ? undefined : Math.floor(Math.min(asked, list.max) / 1000)
  return { kind: 'applied', records: changes.length, lease: { record: granted, key: undefined } }
}
