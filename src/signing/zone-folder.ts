// Where the keys of a zone lie. A name may hold any octet: what is not plain is written as %XX.

import { join } from 'node:path'
import { nameText } from '../dns/name-text.ts'

/** `keys`: the folder of all secrets. */
export function zoneFolder(keys: string, origin: Uint8Array): string {
  const plain = nameText(origin)
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/[^a-z0-9._-]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return join(keys, 'zone', plain === '' ? '%root' : plain)
}
