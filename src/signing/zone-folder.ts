// The folder of a zone's keys. A name may hold any octet: those that are not plain become %XX.

import { realpathSync } from 'node:fs'
import { basename, join } from 'node:path'
import { nameText } from '../dns/name-text.ts'

/** `keys`: the folder of all secrets. */
export function zoneFolder(keys: string, origin: Uint8Array): string {
  const plain = nameText(origin)
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/[^a-z0-9._-]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return join(keys, 'zone', plain === '' ? '%root' : plain)
}

/** The folder's real path, with links resolved; undefined if there is none. */
export function realFolder(folder: string): string | undefined {
  try {
    return realpathSync(folder)
  } catch {
    return undefined
  }
}

/**
 * Zones whose folder is a link to the folder of another zone, which has it under its own name: each would roll the shared keys by what the
 * other's parent has.
 */
export function borrowers<Zone extends { readonly folder: string }>(zones: readonly Zone[]): ReadonlyMap<Zone, Zone> {
  const owners = new Map<string, Zone>()
  const found = new Map<Zone, Zone>()
  for (const isOwn of [true, false])
    for (const zone of zones) {
      const path = realFolder(zone.folder)
      if (path === undefined || (basename(path) === basename(zone.folder)) !== isOwn) continue
      const owner = owners.get(path)
      if (owner === undefined) owners.set(path, zone)
      else found.set(zone, owner)
    }
  return found
}
