// The hosts that MX, NS, SRV … name, and where each leads in the view.

import { undoubled } from '../dns/labels.ts'
import { copyName, sameName } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { targetOf } from '../dns/rdata/rdata.ts'
import type { Said } from '../dns/said.ts'
import { Type, typeName } from '../dns/types.ts'
import { type Alias, Where } from '../zone/name-finder.ts'
import { currentTargetAt } from '../zone/targets.ts'
import { APEX, DIVERTED, Flag, NONE, type Node, type RRset, Target, type Zone } from '../zone/zone.ts'
import { type Foreign, foreignName, lacksDot, relativeWord } from './forgotten-dot.ts'
import type { Detail, Reporter } from './reporter.ts'
import type { Saying } from './rule.ts'
import { say } from './says.ts'

/** Whether answers use the rrset as data of the zone: it is not glue, and not occluded. At a cut we serve NS and DS only (RFC 4035 §2.6). */
export function isServed(zone: Zone, node: Node, set: RRset): boolean {
  const flags = zone.flags(node)
  if (flags & (Flag.belowCut | Flag.belowDname)) return false
  if ((flags & Flag.cut) === 0) return true
  const type = zone.type(set)
  return type === Type.NS || type === Type.DS
}

/** Where the target of the record at `data` leads; reporter.names knows the rest. `at` is the target's name. */
export function leads(reporter: Reporter, data: number, at: number): Where {
  const { zone, names } = reporter
  const target = currentTargetAt(zone, data, at)
  if (target > Target.elsewhere && target < Target.nothing && reporter.isAlone) {
    const node = target - 1
    if ((zone.flags(node) & (DIVERTED | Flag.cname | Flag.hashed)) === 0) {
      names.zone = zone
      names.node = node
      names.ipv4 = zone.rrset(node, Type.A) !== NONE
      names.ipv6 = zone.rrset(node, Type.AAAA) !== NONE
      return names.ipv4 || names.ipv6 ? Where.host : Where.noAddress
    }
  }
  return names.find(zone.heap, at)
}

/** Whether the zone has an address, glue included, for the target of the record at `data`, whose name is at `at`. */
export function knowsAddress(zone: Zone, data: number, at: number): boolean {
  const target = currentTargetAt(zone, data, at)
  if (target <= Target.elsewhere || target >= Target.nothing) return false
  return zone.rrset(target - 1, Type.A) !== NONE || zone.rrset(target - 1, Type.AAAA) !== NONE
}

/** Reports each record of the set whose target is an alias. `word` is the target's word in the record. */
export function reportAliases(reporter: Reporter, node: Node, set: RRset, word: number): void {
  const { zone, names } = reporter
  if (!isServed(zone, node, set)) return
  const type = zone.type(set)
  let data = zone.dataOf(set)
  for (let i = 0, size = zone.size(set); i < size; i++, data = zone.nextData(data, true)) {
    const at = targetOf(type, zone.heap, data)
    if (zone.heap[at] === 0 || leads(reporter, data, at) !== Where.alias) continue
    const alias = {
      zone: names.zone!,
      member: names.member,
      node: names.node,
      set: names.set,
      wildcard: names.wildcard,
    }
    reporter.report(zone.line(set, i), word, () => aliasDetail(reporter, node, at, alias))
  }
}

/** The texts for reportAliases(). `role`: what the target should be. `address`: what it should have. */
export function aliasSayings(role: string, address: string): Readonly<Record<string, Saying>> {
  const cannot = `cannot use "{target}" as ${role} of "{owner}":`
  const kinds = {
    cname: { message: `${cannot} it is an alias of "{aliasTarget}"`, related: 'the alias stands here' },
    wildcard: {
      message: `${cannot} the wildcard "{aliasOwner}" makes it an alias`,
      related: 'the wildcard stands here',
    },
    dname: { message: `${cannot} the DNAME at "{aliasOwner}" makes it an alias`, related: 'the DNAME stands here' },
  }
  const own = Object.entries(kinds).flatMap(([kind, saying]) => [
    [kind, { ...saying, fix: 'name the host itself, {canonical}' }],
    [`${kind}Nowhere`, { ...saying, fix: `name a host that has ${address}` }],
  ])
  const breaks: Saying = {
    message: `cannot make "{target}" an alias: it is ${role} of "{owner}" in the zone {zone}`,
    fix: `give {target} ${address}, or have the record of {owner} name another host first`,
    related: 'the record that names it',
  }
  return Object.fromEntries([...own, ['breaks', breaks]])
}

/** Reports each new alias of the zone that stands at a host which another zone's record of the type names. */
export function reportBroken(reporter: Reporter, type: number, word: number): void {
  const { zone, view } = reporter
  for (const { reference, alias } of view?.breaks ?? []) {
    if (reference.type !== type) continue
    const { zone: other, node, set, index, at, member } = reference
    const subject = view!.subjects[member]
    reporter.report(zone.line(alias, 0), 'entry', () => ({
      says: 'breaks',
      params: {
        target: nameText(other.heap, at),
        owner: nameText(other.name(node)),
        zone: nameText(other.apex),
      },
      related: subject && { line: other.line(set, index), part: word, subject },
    }))
  }
}

/** The texts for reportMissing(). */
export function missingSayings(role: string, address: string): Readonly<Record<string, Saying>> {
  const cannot = `cannot use "{target}" as ${role} of "{owner}":`
  const fix = `give {target} ${address}, or name a host that has one`
  return {
    found: { message: `${cannot} the name does not exist in {zone}`, fix },
    doubled: {
      message: `${cannot} the name does not exist in {zone}`,
      fix: 'put the missing dot at the end of the name',
    },
    foreign: {
      message: `${cannot} the name does not exist in {zone}`,
      fix: 'if {meant} is meant, put the missing dot at its end',
    },
    noAddress: { message: `${cannot} it has no address, {has}`, fix, related: 'the name exists here' },
  }
}

/** The text of reportMissing() for an address in place of a name, where no other rule reports that. */
export const literalSaying: Saying = {
  message: 'cannot use "{address}" as server of "{owner}": it is an address, and the record holds a name',
  fix: 'name the host, and give it the address in an A or AAAA record of its own',
}

/** The finding about an alias at the name at `at` of the zone's heap, which a record of `node` has. */
export function aliasDetail(reporter: Reporter, node: Node, at: number, alias: Alias): Detail {
  const { zone, names } = reporter
  const canonical = names.canonical(zone.heap, at)
  const dname = alias.zone.type(alias.set) === Type.DNAME
  const subject = reporter.subjectOf(alias.member)
  return {
    says: `${dname ? 'dname' : alias.wildcard ? 'wildcard' : 'cname'}${canonical ? '' : 'Nowhere'}`,
    params: {
      owner: reporter.name(node),
      target: nameText(zone.heap, at),
      aliasOwner: nameText(alias.zone.name(alias.node)),
      aliasTarget: nameText(copyName(alias.zone.heap, alias.zone.dataOf(alias.set))),
      canonical: canonical ? nameText(canonical) : '',
    },
    related: subject && { line: alias.zone.line(alias.set, 0), part: 'entry', subject },
    instead: canonical && nameText(canonical),
  }
}

/**
 * Which zone should know the target: the record's own, another or any. If another zone does not have the target, that is its doing: worth a
 * word to those who refer to it, but no reason to refuse them.
 */
export type Holder = 'own' | 'other' | 'any'

/**
 * Reports each record of the set whose target a zone of the view, `holder`, should know the address of and does not. `suffices`:
 * what the finder found at the target of the record at `data` needs no address. `isTold`: asked where
 * something is missing, whether to report it.
 */
export function reportMissing(
  reporter: Reporter,
  node: Node,
  set: RRset,
  word: number,
  holder: Holder = 'any',
  suffices: (data: number) => boolean = () => false,
  isTold: () => boolean = () => true,
): void {
  const { zone, names } = reporter
  if (!isServed(zone, node, set)) return
  const type = zone.type(set)
  let data = zone.dataOf(set)
  for (let i = 0, size = zone.size(set); i < size; i++, data = zone.nextData(data, true)) {
    const at = targetOf(type, zone.heap, data)
    if (zone.heap[at] === 0) continue
    const where = leads(reporter, data, at)
    if (where === Where.host) continue
    const address = addressLiteral(zone, node, at)
    if (address !== undefined) {
      if ('literal' in reporter.rule.says)
        reporter.report(zone.line(set, i), word, () => ({
          says: 'literal',
          params: { owner: reporter.name(node), address },
        }))
      continue
    }
    if (where !== Where.missing && (where !== Where.noAddress || suffices(data))) continue
    if (holder !== 'any' && (names.zone === zone) !== (holder === 'own')) continue
    if (reporter.mayBeUnread(zone.heap, at)) continue
    const { node: found, member } = names
    const holding = names.zone!
    if (!isTold()) return
    reporter.report(zone.line(set, i), word, () => {
      const dot = where === Where.missing ? forgottenDot(reporter, node, at, zone.line(set, i), word) : undefined
      return {
        says: dot?.says ?? (where === Where.missing ? 'found' : 'noAddress'),
        params: {
          owner: reporter.name(node),
          target: nameText(zone.heap, at),
          zone: nameText(holding.apex),
          has: where === Where.noAddress ? typesAt(holding, found) : '',
          meant: dot?.meant ?? '',
        },
        related: where === Where.noAddress ? firstLine(reporter, holding, member, found) : undefined,
        instead: dot?.meant,
        safe: dot?.sure ?? false,
      }
    })
  }
}

type ForgottenDot = Foreign & { readonly says: 'doubled' | 'foreign' }

/** The target with its final dot, where its word lacks only that. */
function forgottenDot(
  { zone, subject }: Reporter,
  node: Node,
  at: number,
  line: number,
  word: number,
): ForgottenDot | undefined {
  const written = relativeWord(subject.text, line, word)
  const doubled = undoubledBelow(zone, node, at)
  if (doubled !== undefined)
    return lacksDot(written, doubled) ? { says: 'doubled', meant: doubled, sure: true } : undefined
  const foreign = foreignName(zone, at, written)
  return foreign && { says: 'foreign', ...foreign }
}

/** undoubled() with the origins that a record of `node` may have had. */
function undoubledBelow(zone: Zone, node: Node, at: number): string | undefined {
  for (let n = node; n !== APEX; n = zone.parent(n)) {
    const meant = undoubled(zone.heap, at, zone.apex, zone.name(n))
    if (meant !== undefined) return meant
  }
  return undoubled(zone.heap, at, zone.apex)
}

function typesAt(zone: Zone, node: Node): Said {
  const types: string[] = []
  for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++) types.push(typeName(zone.type(set)))
  return types.length === 0 ? say('only-below') : say('only-types', { types: [...new Set(types)].join(', ') })
}

function firstLine(reporter: Reporter, zone: Zone, member: number, node: Node): Detail['related'] {
  const subject = reporter.subjectOf(member)
  if (!zone.hasSets(node) || subject === undefined) return undefined
  return { line: zone.line(zone.firstSet(node), 0), part: 'entry', subject }
}

/**
 * The address that stands where the record of `node` should have a name: `192.0.2.1`, alone or completed with an origin, or
 * `2001:db8::1` or `[192.0.2.1]` in one label.
 */
export function addressLiteral(zone: Zone, node: Node, at: number): string | undefined {
  const { heap } = zone
  if (!mayBeAddress(heap, at)) return undefined
  const text = nameText(heap, at)
  const four = /^(\d{1,3}(?:\.\d{1,3}){3})\./.exec(text)?.[1]
  if (four?.split('.').every((octet) => Number(octet) <= 255) && isOrigin(zone, node, at + four.length + 1)) return four
  const label = text.slice(0, text.indexOf('.'))
  if (/^[0-9a-f]*:[0-9a-f:]*:[0-9a-f:]*$/i.test(label)) return label
  return /^\[(IPv6:)?[0-9a-f.:]+$/i.test(label) ? /^\[[^\]]*\]?/.exec(text)![0] : undefined
}

/** A first look without making text: the label begins with a digit or `[`, or has a colon. */
function mayBeAddress(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at + 1]!
  if (bytes[at] === 0) return false
  if ((first >= 0x30 && first <= 0x39) || first === 0x5b) return true
  for (let p = at + 1, end = at + bytes[at]!; p <= end; p++) if (bytes[p] === 0x3a) return true
  return false
}

/**
 * Whether what is behind four numbers came there without being written: nothing, or an origin that the record of `node` may have
 * had. Behind any other name they belong to a host that is called so, such as `192.0.2.1.dyn.example.net.`.
 */
function isOrigin(zone: Zone, node: Node, at: number): boolean {
  if (zone.heap[at] === 0 || sameName(zone.heap, at, zone.apex, 0)) return true
  for (let n = node; n !== APEX; n = zone.parent(n)) if (sameName(zone.heap, at, zone.name(n), 0)) return true
  return false
}
