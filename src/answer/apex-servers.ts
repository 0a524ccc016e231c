// Adds the servers of the zone to answers, for configurations that want answers in full.

import { Rcode } from '../dns/rcodes.ts'
import { Type } from '../dns/types.ts'
import { APEX, NONE, type Zone } from '../zone/zone.ts'
import type { Question } from './answer.ts'
import { type Response, Section } from './response.ts'

/** Adds the NS rrset of the apex, where `minimal-responses: false` wants it (RFC 1034 §3.7). */
export function addApexServers(zone: Zone, question: Question, response: Response): void {
  if (response.rcode !== Rcode.NOERROR || !response.authoritative) return
  for (let i = 0; i < response.count; i++) if (response.section[i] === Section.authority) return
  const ns = zone.rrset(APEX, Type.NS)
  if (ns === NONE || response.holds(zone, ns)) return
  response.add(Section.authority, zone, APEX, ns, question.dnssec ? zone.signature(APEX, Type.NS) : NONE, true)
}
