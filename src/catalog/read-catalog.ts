// Reads the list of zones from a catalog zone (RFC 9432 §4): the whole list, or the reason why the catalog does not count. As §4.4 wants, it
// ignores all other records.
//
//   version.$CATALOG              TXT "2"
//   LABEL.zones.$CATALOG          PTR zone
//   coo.LABEL.zones.$CATALOG      PTR other catalog
//   group.LABEL.zones.$CATALOG    TXT name

import { copyName } from '../dns/name.ts'
import { nameKey as octetsKey } from '../dns/name-key.ts'
import { nameText } from '../dns/name-text.ts'
import type { Said } from '../dns/said.ts'
import { Type } from '../dns/types.ts'
import { APEX, hasTarget, NONE, type Node, type Zone } from '../zone/zone.ts'
import { type CatalogMember, nameKey } from './member.ts'
import { say } from './says.ts'

export type ReadCatalog = { readonly members: readonly CatalogMember[] } | { readonly broken: Said }

/** Yields to other work: there may be tens of thousands of members. */
export function* readingCatalog(zone: Zone): Generator<void, ReadCatalog> {
  const tree = yield* treeOf(zone)
  const broken = versionFault(zone, tree)
  if (broken !== undefined) return { broken }
  const members: CatalogMember[] = []
  const seen = new Map<string, Node>()
  for (const [label, node] of tree.members) {
    const read = readMember(zone, tree, label, node)
    if (read === undefined) continue
    if ('broken' in read) return read
    const first = seen.get(nameKey(read.zone))
    if (first !== undefined)
      return {
        broken: say('member-twice', {
          zone: nameText(read.zone),
          first: owner(zone, first),
          second: owner(zone, node),
        }),
      }
    seen.set(nameKey(read.zone), node)
    members.push(read)
    yield
  }
  return { members }
}

type Tree = {
  readonly version: Node
  /** By label. */
  readonly members: ReadonlyMap<string, Node>
  /** By the number of the member's node. */
  readonly coo: ReadonlyMap<Node, Node>
  readonly group: ReadonlyMap<Node, Node>
}

/** One pass is enough: a name has a higher node number than the name above it. */
function* treeOf(zone: Zone): Generator<void, Tree> {
  const tree = {
    version: NONE,
    members: new Map<string, Node>(),
    coo: new Map<Node, Node>(),
    group: new Map<Node, Node>(),
  }
  const isMember = new Set<Node>()
  let zones = NONE
  for (let node: Node = APEX + 1; node < zone.nodes; node++) {
    yield
    if (!zone.exists(node)) continue
    const parent = zone.parent(node)
    const label = labelOf(zone, node)
    if (parent === APEX && label === 'version') tree.version = node
    else if (parent === APEX && label === 'zones') zones = node
    else if (parent === zones) {
      tree.members.set(label, node)
      isMember.add(node)
    } else if (isMember.has(parent) && (label === 'coo' || label === 'group')) tree[label].set(parent, node)
  }
  return tree
}

function labelOf(zone: Zone, node: Node): string {
  const at = zone.labelAt(node)
  return octetsKey(zone.heap.subarray(at + 1, at + 1 + zone.heap[at]!))
}

/** RFC 9432 §4.2.1: exactly one record, with a value that Janus knows. */
function versionFault(zone: Zone, { version }: Tree): Said | undefined {
  const name = `version.${nameText(zone.apex)}`
  const all = version === NONE ? [] : recordsOf(zone, version, Type.TXT)
  if (all.length === 0) return say('version-missing', { name })
  if (all.length > 1) return say('version-several', { name, count: all.length })
  const text = textOf(all[0]!)
  return text === '2' ? undefined : say('version-unknown', { name, version: escaped(text) })
}

/** Undefined if the label stands for no zone. */
function readMember(
  zone: Zone,
  tree: Tree,
  label: string,
  node: Node,
): CatalogMember | { readonly broken: Said } | undefined {
  const names = recordsOf(zone, node, Type.PTR)
  if (names.length === 0) return undefined
  // RFC 9432 §4.1: a label stands for one zone.
  if (names.length > 1) return { broken: say('member-several', { owner: owner(zone, node), count: names.length }) }
  const coo = tree.coo.get(node)
  const targets = coo === undefined ? [] : recordsOf(zone, coo, Type.PTR)
  if (targets.length > 1) return { broken: say('coo-several', { owner: owner(zone, coo!), count: targets.length }) }
  const group = tree.group.get(node)
  const groups = group === undefined ? [] : recordsOf(zone, group, Type.TXT).map(textOf)
  if (groups.includes('')) return { broken: say('group-empty', { owner: owner(zone, group!) }) }
  return {
    label,
    zone: copyName(names[0]!, 0),
    groups,
    coo: targets[0] && copyName(targets[0], 0),
  }
}

function recordsOf(zone: Zone, node: Node, type: number): Uint8Array[] {
  const set = zone.rrset(node, type)
  if (set === NONE) return []
  const all: Uint8Array[] = []
  let data = zone.dataOf(set)
  for (let i = zone.size(set); i > 0; i--, data = zone.nextData(data, hasTarget(type)))
    all.push(zone.heap.slice(data, data + zone.lengthOf(data)))
  return all
}

/** Joins the strings of a TXT record: RFC 9432 §4.3.2 has one value, however it is cut. */
function textOf(rdata: Uint8Array): string {
  let text = ''
  for (let at = 0; at < rdata.length; at += 1 + rdata[at]!)
    text += Buffer.from(rdata.subarray(at + 1, at + 1 + rdata[at]!)).toString('latin1')
  return text
}

function owner(zone: Zone, node: Node): string {
  return nameText(zone.name(node))
}

/** Escapes another server's text, because it goes into our log. */
function escaped(text: string): string {
  return text.slice(0, 32).replace(/[^\x20-\x7e]|["\\]/g, (one) => `\\${`${one.charCodeAt(0)}`.padStart(3, '0')}`)
}
