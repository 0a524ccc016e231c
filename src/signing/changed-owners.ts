// The owners at which something has changed: Janus signs them anew.

import { copyName } from '../dns/name.ts'
import type { Changeset } from '../zone/changeset.ts'

/** Each once. */
export function changedOwners(changes: readonly Changeset[]): Uint8Array[] {
  const owners = new Map<string, Uint8Array>()
  for (const { removed, added } of changes)
    for (const list of [removed, added])
      list.each((bytes, at) => {
        const owner = copyName(bytes, at)
        owners.set(Buffer.from(owner).toString('latin1'), owner)
      })
  return [...owners.values()]
}
