// A face as PowerDNS describes a zone, and its rrsets.

import { isWithin } from '../../../dns/name.ts'
import { nameText } from '../../../dns/name-text.ts'
import { Suffixes } from '../../../dns/suffixes.ts'
import { Type, typeName } from '../../../dns/types.ts'
import type { Server } from '../../../serve/server.ts'
import type { LoadedFace } from '../../../supply/load.ts'
import { type PlainSet, setsAt } from '../../../supply/plain-sets.ts'
import { sealOf } from '../../../zone/seal.ts'
import { NONE, type Node, type Zone } from '../../../zone/zone.ts'
import { canonicalOrder } from '../../canonical-order.ts'
import { Turns } from '../../turns.ts'
import { zoneIdOf } from './zone-id.ts'

export const SERVER = '/api/v1/servers/localhost'

export type ZoneInfo = { readonly id: string; readonly name: string; readonly [key: string]: unknown }

/**
 * Describes a face. `isOnly`: the actor sees no other face of the zone; then the face has the zone's name, by which clients find it.
 */
export function infoOf(server: Server, { origin, face, served }: LoadedFace, isOnly: boolean): ZoneInfo {
  const { viewName, source } = face
  const id = zoneIdOf(origin, viewName)
  const serial = served?.serial ?? 0
  const isSigned = server.signing?.shown.covers({ view: viewName, origin }) === true
  return {
    id,
    name: isOnly ? nameText(origin).toLowerCase() : `${nameText(origin).toLowerCase()}.${viewName}`,
    type: 'Zone',
    url: `${SERVER}/zones/${id}`,
    // "Native": clients need not ask for a NOTIFY, since Janus tells secondaries by itself.
    kind: source.kind === 'primary' ? 'Slave' : 'Native',
    serial,
    edited_serial: serial,
    notified_serial: serial,
    dnssec: isSigned || (served !== undefined && sealOf(served) === 'RRSIG'),
    account: '',
    catalog: '',
    masters: [],
    last_check: 0,
  }
}

/** Fields of a single zone, which lists of zones leave out. */
export const ONLY_IN_ONE = {
  api_rectify: false,
  soa_edit: '',
  soa_edit_api: '',
  nsec3narrow: false,
  nsec3param: '',
  presigned: false,
  master_tsig_key_ids: [],
  slave_tsig_key_ids: [],
}

export type Wanted = { readonly owner: Uint8Array | undefined; readonly type: number | undefined }

/** The rrsets of the zone in canonical order, without those that signing makes. */
export async function* setsOf(zone: Zone, { owner, type }: Wanted): AsyncGenerator<PlainSet, undefined> {
  const setsOfNode = (node: Node) => {
    const sets = setsAt(zone, node, zone.name(node), undefined).filter((set) => type === undefined || set.type === type)
    // RFC 1035 §5.2: a master file has one SOA; all begin with it.
    return sets.sort((a, b) => Number(b.type === Type.SOA) - Number(a.type === Type.SOA))
  }
  if (owner !== undefined) {
    const node = isWithin(owner, 0, zone.apex, 0) ? zone.find(new Suffixes().set(owner, 0), 0) : NONE
    if (node !== NONE) yield* setsOfNode(node)
    return
  }
  const order = await canonicalOrder(zone)
  const turns = new Turns()
  for (const node of order) {
    if (turns.isOver) await turns.next()
    yield* setsOfNode(node)
  }
}

/** The zone with its rrsets as one JSON object, in pieces of text. */
export async function* descriptionText(
  info: ZoneInfo,
  sets: AsyncGenerator<PlainSet, undefined>,
): AsyncGenerator<string, undefined> {
  yield `${JSON.stringify({ ...info, ...ONLY_IN_ONE }).slice(0, -1)},"rrsets":[`
  let before = ''
  let batch = ''
  for await (const { owner, type, ttl, records } of sets) {
    const set = {
      name: nameText(owner),
      type: typeName(type),
      ttl,
      records: records.map(({ rdata }) => ({ content: rdata, disabled: false })),
      comments: [],
    }
    batch += before + JSON.stringify(set)
    before = ','
    if (batch.length < BATCH) continue
    yield batch
    batch = ''
  }
  yield `${batch}]}`
  return undefined
}

/** The rrsets as a master file, in pieces of text. */
export async function* exportText(sets: AsyncGenerator<PlainSet, undefined>): AsyncGenerator<string, undefined> {
  let batch = ''
  for await (const { owner, type, ttl, records } of sets) {
    const about = `${nameText(owner)}\t${ttl}\tIN\t${typeName(type)}`
    for (const { rdata } of records) batch += `${about}\t${rdata}\n`
    if (batch.length < BATCH) continue
    yield batch
    batch = ''
  }
  yield batch
  return undefined
}

/** Characters that are sent at once. */
const BATCH = 16_384
