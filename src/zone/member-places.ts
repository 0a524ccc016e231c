// Where the zones of a view stood among those that it had before.

import { sameName } from '../dns/name.ts'
import type { Named } from './apexes.ts'

/** The members before; `at` finds the place of a name. */
export type Earlier = { readonly members: readonly Named[]; readonly at: (apex: Uint8Array) => number }

/** Each member's place before; -1 where it is new. Most stand behind the same one as before, so we look there first. */
export function placesBefore(before: Earlier, members: readonly Named[]): Int32Array {
  const from = new Int32Array(members.length)
  let next = 0
  for (let i = 0; i < members.length; i++) {
    const member = members[i]!
    const place = isSame(before.members[next], member) ? next : before.at(member.apex)
    from[i] = place >= 0 && isSame(before.members[place], member) ? place : -1
    if (from[i]! >= 0) next = place + 1
  }
  return from
}

function isSame(one: Named | undefined, other: Named): boolean {
  if (one === undefined || (one.withheld ?? false) !== (other.withheld ?? false)) return false
  return one.apex === other.apex || sameName(one.apex, 0, other.apex, 0)
}
