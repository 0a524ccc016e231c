// A zone whose denials are made when somebody asks, as an answer has them, and a validator that looks at nothing but the records.

import { Answerer } from '../../src/answer/answer.ts'
import type { OnlineSigner } from '../../src/answer/online.ts'
import { Response } from '../../src/answer/response.ts'
import { compareNames, copyName, isWithin, nameLength, sameName } from '../../src/dns/name.ts'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { printRdata } from '../../src/dns/rdata/rdata.ts'
import { Suffixes } from '../../src/dns/suffixes.ts'
import { Type, typeName } from '../../src/dns/types.ts'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { before } from '../../src/sign/neighbours.ts'
import { signZone } from '../../src/sign/sign-zone.ts'
import { zoneKeyOf } from '../../src/sign/zone-key.ts'
import { NONE, type Zone } from '../../src/zone/zone.ts'
import { type OnlineDenial, ZoneSet } from '../../src/zone/zone-set.ts'
import { ALONE } from './signed.ts'
import { zoneOf } from './zones.ts'

export const ORIGIN = 'univ.example.'
export const apex = nameFromText(ORIGIN)
const key = zoneKeyOf('csk', 15, signingAlgorithms.get(15)!.make())
const HEAD = '$TTL 300\n@ SOA ns hostmaster 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\n'

export function signed(text: string): Zone {
  const schedule = { validity: 14 * 86_400, margin: 7 * 86_400 }
  const content = zoneOf(ORIGIN, `${HEAD}${text}`)
  return signZone({ ...ALONE, keys: [key], schedule, content, now: 1_800_000_000 }, 1).zone
}

/** What it signs is told by the owner: whose name the signature is over. */
const signer: OnlineSigner = { sign: (_zone, owner) => [copyName(owner, 0)] }

export type Nsec = {
  readonly owner: Uint8Array
  readonly next: Uint8Array
  readonly types: string
  readonly over: string
}

type Told = {
  readonly rcode: string
  /** Everything but NSEC. */
  readonly rest: readonly string[]
  readonly nsecs: readonly Nsec[]
  /** Of rrsets in the answer that were signed under the name itself. */
  readonly resigned: readonly string[]
  readonly waits: boolean
}

export type Ask = {
  readonly dnssec?: boolean
  readonly compactOk?: boolean
  readonly fullAny?: boolean
  readonly bare?: boolean
}

export function ask(zone: Zone, online: OnlineDenial | undefined, name: Uint8Array, type: number, how: Ask = {}): Told {
  const response = new Response()
  const answerer = new Answerer({ minimalResponses: true }, how.bare ? undefined : signer)
  const set = new ZoneSet([{ apex, zone, online }])
  answerer.answer(set, { name: new Suffixes().set(name, 0), type, dnssec: true, fullAny: false, ...how }, response)
  const nsecs: Nsec[] = []
  const rest: string[] = []
  const resigned: string[] = []
  for (let i = 0; i < response.count; i++) {
    const made = response.made[i]
    const set = response.set[i]!
    const own =
      response.owner[i]! >= 0 ? zone.name(response.owner[i]!) : copyName(response.ownerBytes[i]!, response.ownerAt[i]!)
    const section = ['', 'answer', 'authority', 'additional'][response.section[i]!]
    if (made?.rdata !== undefined) {
      const next = copyName(made.rdata, 0)
      const [, ...types] = printRdata(Type.NSEC, made.rdata, 0, made.rdata.length).split(' ')
      const over = made.signatures.map((owner) => nameText(owner)).join()
      nsecs.push({ owner: own, next, types: types.join(' '), over })
      if (section === 'answer') rest.push(`answer ${nameText(own)} NSEC`)
      continue
    }
    if (set !== NONE && zone.type(set) === Type.NSEC) {
      if (section === 'answer') rest.push(`answer ${nameText(own)} NSEC`)
      if (online !== undefined) rest.push('of the chain')
      continue
    }
    if (made !== undefined) resigned.push(`${nameText(own)} ${made.signatures.map((owner) => nameText(owner)).join()}`)
    rest.push(`${section} ${nameText(own).toLowerCase()} ${set === NONE ? 'CNAME' : typeName(zone.type(set))}`)
  }
  return { rcode: rcodeName(response.rcode), rest, nsecs, resigned, waits: response.waits }
}

const less = (a: Uint8Array, b: Uint8Array) => compareNames(a, 0, b, 0) < 0

function covers({ owner, next }: Nsec, name: Uint8Array): boolean {
  return less(owner, name) && (less(name, next) || sameName(next, 0, apex, 0))
}

/** The longest name above both, in wire form. */
function common(a: Uint8Array, b: Uint8Array): Uint8Array {
  for (let at = 0; ; at += a[at]! + 1) if (isWithin(b, 0, a, at)) return a.slice(at)
}

/** What a validator that has nothing but these makes of it (RFC 4035 §5.4). */
export function proven(nsecs: readonly Nsec[], name: Uint8Array, type: string): string {
  const own = nsecs.find(({ owner }) => sameName(owner, 0, name, 0))
  const covering = nsecs.filter((nsec) => covers(nsec, name))
  if (own !== undefined) {
    const types = own.types.split(' ')
    if (types.includes('NXNAME')) return 'no name'
    // Of a cut everything but DS is elsewhere.
    const isCut = types.includes('NS') && !types.includes('SOA')
    return types.includes(type) || types.includes('CNAME') || (isCut && type !== 'DS') ? 'nothing' : 'no type'
  }
  if (covering.some(({ next }) => isWithin(next, 0, name, 0))) return 'no type'
  const enclosers = covering.flatMap(({ owner, next }) => [common(name, owner), common(name, next)])
  const [encloser] = enclosers.sort((a, b) => b.length - a.length)
  if (encloser === undefined) return 'nothing'
  if (encloser.length + 2 > 255) return 'no name'
  const wildcard = Uint8Array.of(1, 0x2a, ...encloser)
  if (nsecs.some((nsec) => covers(nsec, wildcard) && !isWithin(nsec.next, 0, wildcard, 0))) return 'no name'
  const atWildcard = nsecs.find(({ owner }) => sameName(owner, 0, wildcard, 0))
  if (atWildcard !== undefined) return atWildcard.types.split(' ').includes(type) ? 'nothing' : 'no type'
  if (nsecs.some((nsec) => covers(nsec, wildcard))) return 'no type'
  return 'no closer name'
}

/** Every name that exists, with what the chain says of it; empty non-terminals without. */
export function namesOf(zone: Zone): { readonly name: Uint8Array; readonly types: string | undefined }[] {
  return Array.from({ length: zone.nodes }, (_, node) => {
    const set = zone.rrset(node, Type.NSEC)
    if (set === NONE) return { name: zone.name(node), types: undefined }
    const at = zone.dataOf(set)
    const end = at + zone.lengthOf(at)
    const bitmap = printRdata(Type.NSEC, zone.heap, at, end).split(' ').slice(1).join(' ')
    return { name: zone.name(node), types: bitmap }
  })
}

/** No NSEC says of any name what is not so. */
export function lie(zone: Zone, nsecs: readonly Nsec[]): string | undefined {
  const names = namesOf(zone)
  for (const nsec of nsecs) {
    const there = names.find(({ name }) => sameName(name, 0, nsec.owner, 0))
    if (there?.types !== undefined && there.types !== nsec.types) return `${nameText(nsec.owner)} has ${there.types}`
    if (there?.types === undefined && !/^RRSIG NSEC( NXNAME)?$/.test(nsec.types)) {
      const isWild = nsec.over !== '' && nsec.over !== nameText(nsec.owner)
      const wild = names.some(({ name, types }) => name[1] === 0x2a && types === nsec.types)
      if (!isWild && !wild) return `${nameText(nsec.owner)} has nothing`
    }
    for (const { name, types } of names)
      if (covers(nsec, name) && types !== undefined) return `${nameText(name)} is denied by ${nameText(nsec.owner)}`
    if (nameLength(nsec.owner, 0) > 255 || nameLength(nsec.next, 0) > 255) return 'too long a name'
  }
  return undefined
}

/** Whether an NSEC has an owner of the zone that is neither the name, above it, a wildcard beside that, nor the next one that there could be. */
export function othersTold(zone: Zone, nsecs: readonly Nsec[], name: Uint8Array): boolean {
  const above: Uint8Array[] = []
  for (let at = 0; name.length - at >= apex.length; at += name[at]! + 1) above.push(name.slice(at))
  const wild = above.map((one) => Uint8Array.of(1, 0x2a, ...one))
  const asked = [...above, ...wild]
  const beside = asked.flatMap((one) => (one.length > apex.length ? (before(one) ?? []) : []))
  const known = [...asked, ...beside].filter((one): one is Uint8Array => one instanceof Uint8Array)
  return nsecs.some(
    ({ owner }) =>
      namesOf(zone).some(({ name: there, types }) => types !== undefined && sameName(there, 0, owner, 0)) &&
      !known.some((one) => sameName(one, 0, owner, 0)),
  )
}

export const absolute = (text: string) => nameFromText(text === '' ? ORIGIN : `${text}.${ORIGIN}`)
