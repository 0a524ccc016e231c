// Zones that only the server itself looks into: those for localhost and for networks that nobody has (RFC 6303), and response
// policies. Rules about who else would ask have nothing to say there.

import { sameName } from '../dns/name.ts'
import { nameFromText } from '../dns/name-text.ts'
import { Type } from '../dns/types.ts'
import { APEX, NONE, type Zone } from '../zone/zone.ts'
import { eachRecord } from './records.ts'

/** Whether all its name servers have a name that nobody is sent to (RFC 6761 §6.3, §6.4). */
export function isLocal(zone: Zone): boolean {
  const set = zone.rrset(APEX, Type.NS)
  if (set === NONE) return false
  let local = true
  eachRecord(zone, set, (data) => {
    if (!nobodys.some((name) => sameName(zone.heap, data, name, 0))) local = false
  })
  return local
}

const nobodys = [nameFromText('localhost.'), nameFromText('invalid.')]
