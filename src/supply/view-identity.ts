// The identity of a view whose zones are good together: what they were made of, and by which rules they were judged. While it is the same,
// nobody needs to look at all records again.

import type { ViewFacts } from '../check/check-view.ts'
import type { ActiveRule } from '../check/walk.ts'
import { nameText } from '../dns/name-text.ts'
import type { ReadZone } from './read-zone.ts'

/** Undefined where we cannot tell, or something has been found already. */
export function viewIdentity(
  rules: readonly ActiveRule[],
  view: Pick<ViewFacts, 'name' | 'public' | 'signed'>,
  members: readonly { readonly name: string; readonly file: ReadZone }[],
): string | undefined {
  const zones: unknown[] = []
  for (const { name, file } of members) {
    if (!file.subject || file.problems.length > 0 || !file.madeOf || file.madeOf.length === 0) return undefined
    if (file.madeOf.some(({ changed }) => changed === '')) return undefined
    zones.push([name, file.madeOf.map(({ path, size, changed, inode }) => [path, size, changed, inode])])
  }
  const asked = rules.map(({ rule, severity }) => [rule.name, severity])
  return JSON.stringify([view.name, view.public, view.signed?.map((origin) => nameText(origin)), asked, zones])
}
