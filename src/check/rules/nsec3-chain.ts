// RFC 5155 §7.1: the NSEC3 records lead round the hashes of all names.

import { fold, nameLength } from '../../dns/name.ts'
import type { Said } from '../../dns/said.ts'
import { Type, typeName } from '../../dns/types.ts'
import { HASH_OCTETS, HASH_TEXT, type HashParameters, hashText, writeHashedLabel } from '../../sign/nsec3-hash.ts'
import { listedTypes, signedTypes } from '../../zone/denial-types.ts'
import { chainInUse } from '../../zone/nsec3-chain.ts'
import { perZone } from '../../zone/per-zone.ts'
import { APEX, Flag, NONE, type Node, type Zone } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { say } from '../says.ts'

const ANEW = 'sign the zone anew after each change'

export const nsec3Chain: Rule = {
  name: 'nsec3-chain',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 5155 §7.1',
  why: 'With a gap in the chain names seem to exist that do not, or the other way round: validating resolvers refuse the answers.',
  bad: [
    '$ORIGIN example.com.',
    '$TTL 1h',
    '@    SOA  ns hostmaster 2026010101 1d 2h 4w 1h',
    '@    NS   ns',
    '@    NS   ns.example.net.',
    'ns   A    192.0.2.53',
    'www  A    192.0.2.10',
    '@    NSEC3PARAM  1 0 0 -',
    'onib9mgub9h0rml3cdf5bgrj59dkjhvk  NSEC3  1 0 0 - ptj67j96lvvvbu5k3v6n10b6qmo17275 NS SOA NSEC3PARAM',
    'ptj67j96lvvvbu5k3v6n10b6qmo17275  NSEC3  1 0 0 - mifdndt3nff3od53o7tla1hrff95jkuk A',
  ],
  good: [
    '$ORIGIN example.com.',
    '$TTL 1h',
    '@    SOA  ns hostmaster 2026010101 1d 2h 4w 1h',
    '@    NS   ns',
    '@    NS   ns.example.net.',
    'ns   A    192.0.2.53',
    'www  A    192.0.2.10',
    '@    NSEC3PARAM  1 0 0 -',
    'mifdndt3nff3od53o7tla1hrff95jkuk  NSEC3  1 0 0 - onib9mgub9h0rml3cdf5bgrj59dkjhvk A',
    'onib9mgub9h0rml3cdf5bgrj59dkjhvk  NSEC3  1 0 0 - ptj67j96lvvvbu5k3v6n10b6qmo17275 NS SOA NSEC3PARAM',
    'ptj67j96lvvvbu5k3v6n10b6qmo17275  NSEC3  1 0 0 - mifdndt3nff3od53o7tla1hrff95jkuk A',
  ],
  absence: true,
  whole: true,
  says: {
    next: { message: 'the NSEC3 "{owner}" leads to {next}, and the next hash is {wanted}', fix: ANEW },
    missing: { message: '"{owner}" has no NSEC3, which would be {hash}', fix: ANEW },
    types: { message: 'the NSEC3 of "{owner}" does not list the types that are there: {wanted}', fix: ANEW },
    others: {
      message: 'the zone {zone} has NSEC3 records of another chain, {count} of them: they are not used',
      fix: 'let the change of parameters end, or sign the zone anew, before the file is taken',
    },
    extra: { message: 'the NSEC3 "{owner}" belongs to no name of the zone', fix: ANEW },
  },
  check: { over: 'zone', run: followChain },
}

/**
 * With more iterations validators take the zone for unsigned (RFC 9276 §3.2), whatever its chain proves: nsec3-iterations-many reports
 * that. We do not hash its names, which would take hours.
 */
const MOST_ITERATIONS = 150

function followChain(reporter: Reporter): void {
  const { zone } = reporter
  if (zone.denial !== 'nsec3') return
  const chain = new Chain(zone)
  // Parameters alone sign nothing.
  if (chain.owners.length === 0 && zone.rrset(APEX, Type.DNSKEY) === NONE) return
  if (chain.others > 0) reportOthers(reporter, chain)
  reportLinks(reporter, chain)
  if (chain.iterations > MOST_ITERATIONS) return
  const found = new Set<Node>()
  for (let node = 0; node < zone.nodes; node++) {
    if (zone.flags(node) & (Flag.belowCut | Flag.belowDname | Flag.hashed)) continue
    const place = chain.search(zone.name(node))
    if (!chain.isAt(place)) reportMissing(reporter, chain, node, place)
    else {
      found.add(chain.owners[place]!)
      reportTypes(reporter, node, chain.owners[place]!)
    }
  }
  for (const owner of chain.owners)
    if (!found.has(owner))
      reporter.report(lineOf(zone, owner), 'owner', () => ({ says: 'extra', params: { owner: reporter.name(owner) } }))
}

/** RFC 5155 §10: two chains lie side by side while the parameters change, and not for good. */
function reportOthers(reporter: Reporter, { others }: Chain): void {
  const { zone } = reporter
  reporter.report(zone.line(zone.rrset(APEX, Type.NSEC3PARAM), 0), 'entry', () => ({
    says: 'others',
    params: { zone: reporter.name(APEX), count: others },
  }))
}

/** Each NSEC3 names the hash of the one after it, the last that of the first. */
function reportLinks(reporter: Reporter, { owners }: Chain): void {
  const { zone } = reporter
  for (const [i, owner] of owners.entries()) {
    const data = zone.dataOf(zone.rrset(owner, Type.NSEC3))
    const next = nextHash(zone, data)
    const wanted = ownHash(zone, owners[(i + 1) % owners.length]!)
    if (next === wanted) continue
    reporter.report(lineOf(zone, owner), 4, () => ({
      says: 'next',
      params: { owner: reporter.name(owner), next, wanted },
    }))
  }
}

function reportMissing(reporter: Reporter, chain: Chain, node: Node, place: number): void {
  const { zone } = reporter
  if (chain.optsOut(place) && provedDespiteOptOut(zone)[node] === 0) return
  const hash = Buffer.from(chain.label).toString('latin1')
  const line = zone.hasSets(node) ? zone.line(zone.firstSet(node), 0) : zone.line(zone.soa, 0)
  reporter.report(line, 'owner', () => ({ says: 'missing', params: { owner: reporter.name(node), hash } }))
}

/**
 * By node, whether a chain with opt-out has to prove it too. RFC 5155 §7.1: such a chain may leave out unsigned delegations, and empty
 * non-terminals that lead to nothing else.
 */
const provedDespiteOptOut = perZone((zone) => {
  const needed = new Uint8Array(zone.nodes)
  // Children have higher numbers than their parents.
  for (let node = zone.nodes - 1; node >= 0; node--) {
    const flags = zone.flags(node)
    const isUnsigned = flags & Flag.cut && zone.rrset(node, Type.DS) === NONE
    if (zone.hasSets(node) && !isUnsigned && !(flags & (Flag.belowCut | Flag.belowDname | Flag.hashed)))
      needed[node] = 1
    if (needed[node]) needed[zone.parent(node)] = 1
  }
  return needed
})

function reportTypes(reporter: Reporter, node: Node, owner: Node): void {
  const { zone } = reporter
  const data = zone.dataOf(zone.rrset(owner, Type.NSEC3))
  // RFC 5155 §10.4: while a zone goes over from one chain to the other it has both, and signers do not list NSEC here.
  const types = signedTypes(zone, node, Type.NSEC)
  const bitmap = hashAt(zone, data) + 1 + zone.heap[hashAt(zone, data)]!
  const all = listedTypes(zone, bitmap, data + zone.lengthOf(data))
  const listed = zone.rrset(node, Type.NSEC) === NONE ? all : all.filter((type) => type !== Type.NSEC)
  if (types.join() === listed.join()) return
  reporter.report(lineOf(zone, owner), 5, () => ({
    says: 'types',
    params: { owner: reporter.name(node), wanted: types.map(typeName).join(' ') },
  }))
}

/** The NSEC3 owners with the parameters that the apex announces, by hash. */
class Chain {
  readonly owners: readonly Node[]
  /** Owners of NSEC3 with other parameters. */
  readonly others: number
  /** The hash searched last, as text. */
  readonly label = new Uint8Array(HASH_TEXT)
  readonly #zone: Zone
  readonly #parameters: HashParameters

  get iterations(): number {
    return this.#parameters.iterations
  }

  constructor(zone: Zone) {
    this.#zone = zone
    const { heap } = zone
    const { parametersAt: at, order, others } = chainInUse(zone)!
    this.#parameters = { iterations: heap[at]! * 256 + heap[at + 1]!, salt: heap.slice(at + 3, at + 3 + heap[at + 2]!) }
    this.others = others
    this.owners = [...order].filter((owner) => heap[zone.labelAt(owner)] === HASH_TEXT && zone.parent(owner) === APEX)
  }

  /** Hashes the name; the place of the last owner at or before its hash, the ring's end where that is before the first. */
  search(name: Uint8Array): number {
    writeHashedLabel(name, 0, nameLength(name, 0), this.#parameters, this.label)
    let low = -1
    let high = this.owners.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#compare(middle) <= 0) low = middle
      else high = middle - 1
    }
    return low < 0 ? this.owners.length - 1 : low
  }

  /** Whether the owner at the place has the hash searched last. */
  isAt(place: number): boolean {
    return place >= 0 && this.#compare(place) === 0
  }

  /** RFC 5155 §3.1.2.1 */
  optsOut(place: number): boolean {
    if (place < 0) return false
    const zone = this.#zone
    return (zone.heap[zone.dataOf(zone.rrset(this.owners[place]!, Type.NSEC3)) + 1]! & 1) === 1
  }

  #compare(place: number): number {
    const { heap } = this.#zone
    const at = this.#zone.labelAt(this.owners[place]!) + 1
    for (let i = 0; i < HASH_TEXT; i++) {
      const order = fold[heap[at + i]!]! - this.label[i]!
      if (order !== 0) return order
    }
    return 0
  }
}

/** Where the length of the next hash stands (RFC 5155 §3.2). */
function hashAt(zone: Zone, data: number): number {
  return data + 5 + zone.heap[data + 4]!
}

function nextHash(zone: Zone, data: number): string | Said {
  const at = hashAt(zone, data)
  if (zone.heap[at] !== HASH_OCTETS) return say('hash-octets', { count: zone.heap[at]! })
  return hashText(zone.heap.subarray(at + 1, at + 1 + HASH_OCTETS))
}

function ownHash(zone: Zone, owner: Node): string {
  const at = zone.labelAt(owner) + 1
  return Buffer.from(zone.heap.subarray(at, at + HASH_TEXT))
    .toString('latin1')
    .toLowerCase()
}

function lineOf(zone: Zone, owner: Node): number {
  return zone.line(zone.rrset(owner, Type.NSEC3), 0)
}
