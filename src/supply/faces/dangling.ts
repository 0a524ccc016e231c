// Drops records that lead nowhere in a face made from another: hosts whose addresses were left out, and records that name these.

import { termName } from '../../check/mail/spf-record.ts'
import { tellFields } from '../../check/told.ts'
import { isWildcard } from '../../dns/name.ts'
import { targetOf } from '../../dns/rdata/rdata.ts'
import { Type } from '../../dns/types.ts'
import { ConsultedZones } from '../../zone/consulted-zones.ts'
import { NameFinder, Where } from '../../zone/name-finder.ts'
import { APEX, NONE, type Node, type Zone } from '../../zone/zone.ts'
import type { Member } from '../../zone/zone-set.ts'
import { type Asked, keysOf } from './asked.ts'
import { type Draft, NAMING_ONE, namesNobody, withBelow } from './draft.ts'
import { POLICY_TYPES, withoutTerms } from './policies.ts'

export type MadeFace = {
  readonly draft: Draft
  /** The zones of the view that the face was made from. */
  readonly around: ConsultedZones
}

/**
 * Removes records that led somewhere in the view behind a face and do not in its own; all faces are made for one view. Returns which zones
 * each face has asked for that. Yields where it may be interrupted.
 */
export function* dropDangling(faces: readonly MadeFace[], beside: readonly Member[]): Generator<void, Asked[]> {
  const asked = faces.map(() => ({ behind: new Set<string>(), beside: new Set<string>() }))
  for (let changed = true; changed; ) {
    const made: Member[] = []
    for (const { draft } of faces) {
      made.push({ apex: draft.zone.apex, zone: draft.finished().zone })
      yield
    }
    const here = new ConsultedZones([...beside, ...made])
    changed = false
    for (const [i, { draft, around }] of faces.entries()) {
      const dropping = () => dropFrom(draft, new NameFinder(around), new NameFinder(here), isAlone(here, draft))
      const { result: then, asked: now } = here.consulted(() => around.consulted(dropping))
      if (then.result) changed = true
      for (const key of keysOf(around, then.asked)) asked[i]!.behind.add(key)
      for (const key of keysOf(here, now)) asked[i]!.beside.add(key)
      yield
    }
  }
  return asked.map(({ behind, beside }) => ({ behind: [...behind], beside: [...beside] }))
}

/** Whether all names of the face are its own: no zone of its view lies below it. */
function isAlone(here: ConsultedZones, { zone }: Draft): boolean {
  return here.below(zone.apex).length === 0
}

/** Whether it dropped anything. Finds all records to drop before it drops any. `alone`: isAlone(). */
function dropFrom(draft: Draft, then: NameFinder, now: NameFinder, alone: boolean): boolean {
  const names = new Names(draft)
  const going: number[] = []
  const shorter: { readonly r: number; readonly rdata: Uint8Array }[] = []
  const lost = lostTo(then, now)
  for (let r = 0; r < draft.records; r++) {
    if (draft.isGone(r)) continue
    if (names.isGone(draft.node[r]!) || leadsNowhere(draft, r, lost, names, alone)) going.push(r)
    const rdata = withoutLostTerms(draft, r, then, now)
    if (rdata !== undefined) shorter.push({ r, rdata })
  }
  for (const { r, rdata } of shorter) draft.rewrite(r, rdata)
  for (const r of going) draft.drop(r)
  return dropBelowLostCuts(draft, names) || going.length + shorter.length > 0
}

/** Whether a name led somewhere, and does not any more: for a host, and for names below it. */
type Lost = { readonly host: (bytes: Uint8Array, at: number) => boolean; readonly subtree: Lost['host'] }

function lostTo(then: NameFinder, now: NameFinder): Lost {
  return {
    // Most names lead where they led: then one look is enough.
    host: (bytes, at) => bytes[at] !== 0 && LOST.has(now.find(bytes, at)) && REACHED.has(then.find(bytes, at)),
    // RFC 6672 §2.2: a DNAME leads to the names below its target, which needs no address of its own.
    subtree: (bytes, at) => NO_SUBTREE.has(now.find(bytes, at)) && SUBTREE.has(then.find(bytes, at)),
  }
}

const REACHED: ReadonlySet<Where> = new Set([Where.host, Where.alias])
const LOST: ReadonlySet<Where> = new Set([Where.noAddress, Where.missing, Where.elsewhere])
const SUBTREE: ReadonlySet<Where> = new Set([Where.host, Where.alias, Where.noAddress])
const NO_SUBTREE: ReadonlySet<Where> = new Set([Where.missing, Where.elsewhere])

/** Whether a host that the record names existed and does not any more. The SOA stays, whatever it names. */
function leadsNowhere(draft: Draft, r: number, lost: Lost, names: Names, alone: boolean): boolean {
  const type = draft.type[r]!
  if (type === Type.SOA || namesNobody(type)) return false
  const [bytes, from] = [draft.bytesOf(r), draft.data[r]!]
  if (type === Type.DNAME) return lost.subtree(bytes, from)
  if (type === Type.NS && names.isGlueless(bytes, from)) return true
  if (NAMING_ONE.has(type))
    return !(alone && names.hasAddress(draft.targetOf(r))) && lost.host(bytes, targetOf(type, bytes, from))
  let nowhere = false
  tellFields(type, bytes, from, from + draft.length[r]!, {
    name: (bytes, at) => {
      nowhere ||= lost.host(bytes, at)
    },
  })
  return nowhere
}

/** The policy without terms that name lost hosts; undefined where it stays as it is. */
function withoutLostTerms(draft: Draft, r: number, then: NameFinder, now: NameFinder): Uint8Array | undefined {
  const type = draft.type[r]!
  if (!POLICY_TYPES.has(type)) return undefined
  const from = draft.data[r]!
  return withoutTerms(type, draft.bytesOf(r).subarray(from, from + draft.length[r]!), (term) => {
    const name = termName(term)
    return name !== undefined && REACHED.has(then.find(name, 0)) && LOST.has(now.find(name, 0))
  })
}

/** Drops records below a delegation that has gone: glue and hidden records must not come to light. */
function dropBelowLostCuts(draft: Draft, { had }: Names): boolean {
  const { zone, records, node } = draft
  // Most zones delegate nothing.
  if (!had.some((bits, n) => n !== APEX && (bits & Has.ns) !== 0)) return false
  const has = Names.of(draft)
  const lost = new Uint8Array(zone.nodes)
  let count = 0
  for (let n = APEX + 1; n < zone.nodes; n++)
    if (had[n]! & ~has[n]! & Has.ns) {
      lost[n] = 1
      count++
    }
  if (count === 0) return false
  withBelow(zone, lost)
  let dropped = false
  for (let r = 0; r < records; r++) {
    if (lost[node[r]!] === 0 || draft.isGone(r)) continue
    draft.drop(r)
    dropped = true
  }
  return dropped
}

/** Bits for what a name has, as far as it matters here. */
const Has = { address: 1, alias: 2, mx: 4, ns: 8, leading: 16 } as const
/** With one of these a name led somewhere. */
const HOST = Has.address | Has.alias
/** With one of these a name stays even without an address. */
const STAYING = HOST | Has.mx | Has.ns

/** The names of a face, before and now. */
class Names {
  /** By node, what the name has in the zone that the face is made from. */
  readonly had: Uint8Array
  readonly #draft: Draft
  readonly #has: Uint8Array
  readonly #gone: Uint8Array

  constructor(draft: Draft) {
    this.#draft = draft
    this.had = Names.before(draft.zone)
    this.#has = Names.of(draft)
    this.#gone = this.#hostsGone()
  }

  static before(zone: Zone): Uint8Array {
    const had = new Uint8Array(zone.nodes)
    for (let node: Node = 0; node < zone.nodes; node++)
      for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++)
        had[node]! |= bitOf(zone.type(set))
    return had
  }

  static of(draft: Draft): Uint8Array {
    const has = new Uint8Array(draft.zone.nodes)
    for (let r = 0; r < draft.records; r++) {
      if (draft.isGone(r)) continue
      has[draft.node[r]!]! |= bitOf(draft.type[r]!) | (leadsOn(draft, r) ? Has.leading : 0)
    }
    return has
  }

  /**
   * Whether the name had an address or was an alias, has neither any more, and takes no mail: its other records describe a host that is not
   * there. So do records below it under underscored labels (RFC 8552), unless they lead on to something that exists.
   */
  isGone(node: Node): boolean {
    return this.#gone[node] === 1
  }

  /** Whether the nameserver is in the zone and has lost its addresses, its own or glue. */
  isGlueless(bytes: Uint8Array, at: number): boolean {
    const node = this.#draft.nodeOf(bytes, at)
    return node !== NONE && (this.had[node]! & ~this.#has[node]! & Has.address) !== 0
  }

  /** Whether the node is known to lead to a host, a delegation or an alias: then nobody needs to look for its name. */
  hasAddress(node: Node): boolean {
    return node !== NONE && (this.#has[node]! & Has.address) !== 0
  }

  #hostsGone(): Uint8Array {
    const { zone } = this.#draft
    const gone = new Uint8Array(zone.nodes)
    for (let node = APEX + 1; node < zone.nodes; node++)
      if (this.had[node]! & HOST && !(this.#has[node]! & STAYING)) gone[node] = 1
    for (let node = APEX + 1; node < zone.nodes; node++)
      if (!(this.#has[node]! & Has.leading) && gone[underscoredHost(zone, node)] === 1) gone[node] = 1
    return gone
  }
}

function bitOf(type: number): number {
  switch (type) {
    case Type.A:
    case Type.AAAA:
      return Has.address
    case Type.CNAME:
      return Has.alias
    case Type.MX:
      return Has.mx
    case Type.NS:
      return Has.ns
    default:
      return 0
  }
}

/** Whether the record leads to another host: a service may be elsewhere than the host that it is named after. */
function leadsOn(draft: Draft, r: number): boolean {
  const type = draft.type[r]!
  if (type === Type.A || type === Type.AAAA) return true
  const [bytes, from] = [draft.bytesOf(r), draft.data[r]!]
  const at = type === Type.PTR ? from : targetOf(type, bytes, from)
  return at >= 0 && bytes[at] !== 0
}

/**
 * The host of an underscored name: `printer` for `_443._tcp.printer` and `*._tcp.printer`; the apex where there is no underscored label.
 */
function underscoredHost(zone: Zone, node: Node): Node {
  const { heap } = zone
  const first = isWildcard(heap, zone.labelAt(node)) ? zone.parent(node) : node
  let host = first
  while (host !== APEX && heap[zone.labelAt(host) + 1] === UNDERSCORE) host = zone.parent(host)
  return host === first ? APEX : host
}

const UNDERSCORE = 0x5f
