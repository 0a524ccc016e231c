// Finds the names of a zone whose mail or name servers are among its other names, by the server's name: a check of a changed name asks who
// leads there. Janus makes the table once for an image, and keeps it up with its editions. It may give names that no longer lead there, and
// leaves none out.

import { isWildcard, sameName } from '../dns/name.ts'
import { targetOf } from '../dns/rdata/rdata.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import type { Columns } from './image.ts'
import { APEX, Flag, NONE, type Node, type RRset, Zone } from './zone.ts'

/**
 * Nodes whose MX or NS records lead to a changed node that gives no address now, or to a name without a node for which the change may alter
 * what stands for it. `changed`: nodes by which the edition differs from the one before. Ask for each edition, so that the table misses no
 * record. `served`: the face's served edition, from which the table begins; `edition` may yet be taken back.
 */
export function leadingTo(edition: Zone, changed: readonly Node[], served?: Zone): Node[] {
  const { columns } = edition
  const lead = leads.get(columns) ?? new Leads(served?.columns === columns ? served : new Zone(columns))
  leads.set(columns, lead)
  for (const node of changed) lead.take(edition, node)
  return lead.to(edition, changed)
}

const leads = new WeakMap<Columns, Leads>()

class Leads {
  /** By the hash of the target's name. */
  readonly #owners: Owners = new Map()
  /**
   * Owners whose target has no node, by the hashes of all names above the target in the zone: these decide whether a wildcard, a cut or
   * nothing is there.
   */
  readonly #below: Owners = new Map()
  readonly #name = new Suffixes()

  constructor(zone: Zone) {
    for (let node = 0; node < zone.nodes; node++) this.take(zone, node)
  }

  take(zone: Zone, node: Node): void {
    if (!zone.exists(node)) return
    for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) {
      const type = zone.type(set)
      if (type === Type.MX || type === Type.NS) this.#takeSet(zone, node, set, type)
    }
  }

  #takeSet(zone: Zone, node: Node, set: RRset, type: number): void {
    const { heap, apex, apexLabels } = zone
    let data = zone.dataOf(set)
    for (let i = zone.size(set); i > 0; i--, data = zone.nextData(data, true)) {
      const name = this.#name.set(heap, targetOf(type, heap, data))
      const apexAt = name.count - apexLabels
      if (apexAt < 0 || !sameName(heap, name.at[apexAt]!, apex, 0)) continue
      add(this.#owners, name.hash[0]!, node)
      if (zone.find(name, 0) === NONE) this.#takeUnnamed(name, apexAt, node)
    }
  }

  #takeUnnamed(name: Suffixes, apexAt: number, owner: Node): void {
    for (let i = 1; i <= apexAt; i++) add(this.#below, name.hash[i]!, owner)
  }

  to(edition: Zone, changed: readonly Node[]): Node[] {
    const found = new Set<Node>()
    for (const node of changed) {
      if (!isHost(edition, node)) for (const owner of this.#ownersOf(edition, node)) found.add(owner)
      for (const owner of this.#ownersBelow(edition, node)) found.add(owner)
    }
    return [...found].filter((node) => node < edition.nodes && edition.exists(node))
  }

  #ownersOf(edition: Zone, node: Node): Iterable<Node> {
    const name = this.#name.set(edition.name(node), 0)
    const owners = get(this.#owners, name.hash[0]!)
    // The target has no node now.
    if (!edition.exists(node))
      for (const owner of owners) this.#takeUnnamed(name, name.count - edition.apexLabels, owner)
    return owners
  }

  /** Owners whose target has no node, where a change of this node may alter what stands for the target (RFC 4592 §3.3.1). */
  #ownersBelow(edition: Zone, node: Node): Iterable<Node> {
    if (this.#below.size === 0 || node === APEX) return NOBODY
    const isStar = isWildcard(edition.heap, edition.columns.label[node]!)
    return get(this.#below, this.#name.set(edition.name(node), 0).hash[isStar ? 1 : 0]!)
  }
}

type Owners = Map<number, Node | Set<Node>>

function add(owners: Owners, hash: number, node: Node): void {
  const known = owners.get(hash)
  if (known === undefined) owners.set(hash, node)
  else if (typeof known !== 'number') known.add(node)
  else if (known !== node) owners.set(hash, new Set([known, node]))
}

function get(owners: Owners, hash: number): Iterable<Node> {
  const known = owners.get(hash) ?? NOBODY
  return typeof known === 'number' ? [known] : known
}

const NOBODY: readonly Node[] = []

const HIDES = Flag.cut | Flag.belowCut | Flag.dname | Flag.belowDname | Flag.cname

/** Whether a record that leads there leads to an address. */
function isHost(zone: Zone, node: Node): boolean {
  if (!zone.exists(node) || zone.flags(node) & HIDES) return false
  return zone.rrset(node, Type.A) !== NONE || zone.rrset(node, Type.AAAA) !== NONE
}
