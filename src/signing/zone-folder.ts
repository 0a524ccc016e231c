// Where the keys of a zone lie. A name may hold any octet: what is not plain is written as %XX.

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

/** Where it lies, past all links; undefined where there is none. */
export function realFolder(folder: string): string | undefined {
  try {
    return realpathSync(folder)
  } catch {
    return undefined
  }
}

/**
 * Those whose folder a link makes that of another one, which has it by its own name: each would go on with the keys by what the parent of
 * the other one has.
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
