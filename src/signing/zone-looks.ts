// What the servers of a zone and of its parent have of the zone's keys: a roll goes by what Janus sees there, not by what should be there.

import { sameName } from '../dns/name.ts'
import { Rcode, rcodeName } from '../dns/rcodes.ts'
import type { Said } from '../dns/said.ts'
import { Type } from '../dns/types.ts'
import type { Part } from '../sign/roll/record-states.ts'
import { dsBy, type ZoneKey } from '../sign/zone-key.ts'
import type { PeerAddress } from '../text/config/peers.ts'
import { Bit } from '../wire/header.ts'
import type { Message } from '../wire/message.ts'
import { askServer, serverText } from './ask-server.ts'
import type { ServerAnswer } from './parent-ds.ts'
import { say } from './says.ts'

/** What one server of the zone has; `error`: why it gave no answer. */
export type ZoneLook = { readonly server: string } & (
  | { readonly error: Said }
  | {
      readonly error?: undefined
      readonly dnskeys: readonly Uint8Array[]
      /** Rdata of DS and CDS. */
      readonly cds: readonly Uint8Array[]
      /** Who signed the keys, and the SOA: algorithm and tag. */
      readonly keySigners: readonly string[]
      readonly signers: readonly string[]
    }
)

/** The server's authoritative answers about the zone's apex, or why there are none. */
export async function topOf(
  origin: Uint8Array,
  at: PeerAddress,
  types: readonly number[],
): Promise<readonly Message[] | Said> {
  const server = serverText(at)
  const found: Message[] = []
  for (const type of types) {
    const message = await askServer(at, { name: origin, type })
    if ('code' in message) return message
    if (message.rcode !== Rcode.NOERROR) return say('answers-with', { server, rcode: rcodeName(message.rcode) })
    // A server that no longer has the zone, or answers from its cache, cannot say what is gone.
    if ((message.flags & Bit.AA) === 0) return say('answers-for-no-zone', { server })
    if ((message.flags & Bit.TC) !== 0) return say('answers-in-part', { server })
    found.push(message)
  }
  return found
}

export async function lookAt(origin: Uint8Array, at: PeerAddress): Promise<ZoneLook> {
  const server = serverText(at)
  const found = await topOf(origin, at, [Type.DNSKEY, Type.CDS, Type.SOA])
  if ('code' in found) return { server, error: found }
  const [dnskey, cds, soa] = found
  return {
    server,
    dnskeys: rdataOf(dnskey!, origin, Type.DNSKEY),
    cds: rdataOf(cds!, origin, Type.CDS),
    keySigners: signersOf(dnskey!, origin, Type.DNSKEY),
    signers: signersOf(soa!, origin, Type.SOA),
  }
}

export function rdataOf({ answer }: Pick<Message, 'answer'>, origin: Uint8Array, type: number): Uint8Array[] {
  return answer.flatMap((record) => (record.type === type && sameName(record.name, 0, origin, 0) ? [record.rdata] : []))
}

function signersOf(message: Message, origin: Uint8Array, type: number): string[] {
  return rdataOf(message, origin, Type.RRSIG).flatMap((rrsig) =>
    ((rrsig[0]! << 8) | rrsig[1]!) === type ? [`${rrsig[2]} ${(rrsig[16]! << 8) | rrsig[17]!}`] : [],
  )
}

/** Whether a server has one of the key's records. */
export function hasPart(look: ZoneLook & { readonly error?: undefined }, part: Part, key: ZoneKey): boolean {
  const same = (list: readonly Uint8Array[], rdata: Uint8Array) => list.some((one) => Buffer.compare(one, rdata) === 0)
  switch (part) {
    case 'dnskey':
      return same(look.dnskeys, key.dnskey)
    case 'krrsig':
      return look.keySigners.includes(`${key.algorithm} ${key.tag}`)
    case 'zrrsig':
      return look.signers.includes(`${key.algorithm} ${key.tag}`)
    case 'ds':
      return look.cds.some((cds) => isOfKey(cds, key))
  }
}

/** Whether the DS names the key, whatever its digest. */
function isOfKey(ds: Uint8Array, { tag, algorithm }: Pick<ZoneKey, 'tag' | 'algorithm'>): boolean {
  return ((ds[0]! << 8) | ds[1]!) === tag && ds[2] === algorithm
}

/** Whether a server of the parent surely has a DS of the key (`comes`), or surely has none. */
export function isDsAsWanted(answer: ServerAnswer, origin: Uint8Array, key: ZoneKey, comes: boolean): boolean {
  if (answer.kind === 'unreachable' || (answer.kind === 'there' && answer.doubt !== undefined)) return false
  return comes ? hasDs(answer, origin, key) : !mayHaveDs(answer, origin, key)
}

/** Whether the answer says the opposite. */
export function contradictsDs(answer: ServerAnswer, origin: Uint8Array, key: ZoneKey, comes: boolean): boolean {
  if (answer.kind === 'unreachable') return false
  if (answer.kind === 'there' && answer.doubt !== undefined) return !comes && mayHaveDs(answer, origin, key)
  return !isDsAsWanted(answer, origin, key, comes)
}

/** Whether the parent has a DS of the key that validators accept, with our digest or another. */
function hasDs(answer: ServerAnswer, origin: Uint8Array, key: ZoneKey): boolean {
  return someDs(answer, key, (ds) => isSame(ds, dsBy(ds[3]!, origin, key)))
}

/** Whether the parent has a DS that may name the key: one with a digest that Janus cannot compute counts too. */
function mayHaveDs(answer: ServerAnswer, origin: Uint8Array, key: ZoneKey): boolean {
  return someDs(answer, key, (ds) => {
    const made = dsBy(ds[3]!, origin, key)
    return made === undefined || isSame(ds, made)
  })
}

function someDs(answer: ServerAnswer, key: ZoneKey, isIt: (ds: Uint8Array) => boolean): boolean {
  return answer.kind === 'there' && answer.records.some((ds) => isOfKey(ds, key) && isIt(ds))
}

function isSame(ds: Uint8Array, made: Uint8Array | undefined): boolean {
  return made !== undefined && Buffer.compare(ds, made) === 0
}

/** Tags of the DS records that a server of the parent has. */
export function tagsOf(answer: ServerAnswer): number[] {
  return answer.kind === 'there' ? answer.records.map((ds) => (ds[0]! << 8) | ds[1]!) : []
}
