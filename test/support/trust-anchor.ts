// What a validator of a test has to trust: the DS of a zone by the keys that a site has for it.

import { join } from 'node:path'
import { nameFromText } from '../../src/dns/name-text.ts'
import { printRdata } from '../../src/dns/rdata/rdata.ts'
import { Type } from '../../src/dns/types.ts'
import { readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { dsOf } from '../../src/sign/zone-key.ts'

/** `univ.example. DS …` of a zone without the final dot; `folder`: that of the configuration. */
export function anchorOf(folder: string, zone: string): string {
  const read = readZoneKeys(join(folder, 'keys/zone', zone))
  if (read.kind !== 'good') throw new Error(`there are no keys of ${zone}`)
  const ds = dsOf(nameFromText(`${zone}.`), read.keys.find(({ use }) => use.signsKeys)!)
  return `${zone}. DS ${printRdata(Type.DS, ds, 0, ds.length)}`
}
