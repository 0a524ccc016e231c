// RFC 952, RFC 1123 §2.1: letters, digits and hyphens.

import { isHostLabel, isHostName, labelText } from '../../dns/labels.ts'
import { isWildcard } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import type { Said } from '../../dns/said.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import { APEX, Flag, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import { Trait } from '../label-traits.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { say } from '../says.ts'
import { Shape } from '../shapes.ts'

/** A mail domain is a host name too (RFC 5321 §2.3.5). */
const hosts: readonly number[] = [Type.A, Type.AAAA, Type.MX]
/** Types whose owner may have any name, but not one that somebody meant as a comment. */
const others: readonly number[] = [Type.NS, Type.CNAME, Type.TXT, Type.SRV, Type.PTR]

export const hostName: Rule = {
  name: 'host-name',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 1123 §2.1',
  why: 'Host names are made of letters, digits and hyphens: programs refuse others, mail servers above all.',
  bad: ['mail_out  A  192.0.2.10', 'my_dept  MX  10 ns.example.net.', 'my_dept  TXT  "v=spf1 mx -all"'],
  good: ['mail-out  A  192.0.2.10', 'my-dept  MX  10 ns.example.net.', 'my-dept  TXT  "v=spf1 mx -all"'],
  says: {
    found: { message: '"{owner}" is no host name: {label}', fix: 'write letters, digits and hyphens only' },
    comment: {
      message: '"{owner}" is a name, and its record is served: "#" begins no comment in a zone file',
      fix: 'if a comment is meant, begin it with ;',
    },
    target: { message: '"{owner}" is no host name: {label}', fix: 'name a host with letters, digits and hyphens only' },
  },
  check: { over: 'sets', types: [...hosts, ...others], shapes: Shape.strange, run: reportNoHost },
}

function reportNoHost(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const type = zone.type(set)
  reportOwner(reporter, node, set)
  if (type !== Type.MX && type !== Type.NS) return
  const skip = type === Type.MX ? 2 : 0
  eachRecord(zone, set, (data, _length, line) => {
    const at = data + skip
    if (isHostName(zone.heap, at)) return
    const target = nameText(zone.heap, at)
    // Other rules report an address in place of a name, and a wildcard as a name.
    if (/[:[\]*]|\\[12]/.test(target)) return
    reporter.report(line, skip === 2 ? 1 : 0, () => ({
      says: 'target',
      params: { owner: target, label: reason(strangeOf(zone.heap, at)) },
    }))
  })
}

function reportOwner(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  if ((reporter.labelTraits[node]! & Trait.strange) === 0) return
  // We report at the first of these rrsets.
  const type = zone.type(set)
  if (type !== [...hosts, ...others].find((type) => zone.rrset(node, type) >= 0)) return
  const label = strangeLabel(zone, node)
  const isComment = label?.startsWith('#')
  if (!isComment && !hosts.includes(type)) return
  // name-not-ascii reports octets beyond ASCII.
  if (label === undefined || /[\x80-\xff]/.test(label)) return
  reporter.report(zone.line(set, 0), 'owner', () => ({
    says: isComment ? 'comment' : 'found',
    params: { owner: reporter.name(node), label: reason(label) },
  }))
}

/** The first label of the owner, up to the apex, that no host may have. Names with a service label are for services. */
function strangeLabel(zone: Zone, node: Node): string | undefined {
  const { heap } = zone
  const { label, parent } = zone.columns
  if (zone.flags(node) & Flag.hashed) return undefined
  for (let n = node; n !== APEX; n = parent[n]!) {
    const at = label[n]!
    if (isHostLabel(heap, at) || (n === node && isWildcard(heap, at))) continue
    // Active Directory keeps addresses at gc._msdcs and the like.
    if (heap[at + 1] === 0x5f) return n === node ? labelText(heap, at) : undefined
    return labelText(heap, at)
  }
  return undefined
}

function strangeOf(bytes: Uint8Array, at: number): string {
  let p = at
  while (isHostLabel(bytes, p)) p += bytes[p]! + 1
  return labelText(bytes, p)
}

function reason(label: string): Said {
  const text = visible(label)
  if (/^-|-$/.test(label)) return say('hyphen-at-end', { label: text })
  const [strange] = /[^a-z0-9-]/i.exec(label) ?? ['']
  return say('strange-character', { label: text, strange: visible(strange) })
}

/** The text with its control characters as zone files write them (RFC 1035 §5.1). */
function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => `\\${String(character.charCodeAt(0)).padStart(3, '0')}`)
}
