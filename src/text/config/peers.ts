// Reads what other servers have in the configuration: a name, addresses, and the address that Janus sends from.

import { addressFromText } from '../../dns/address.ts'
import type { Said } from '../../dns/said.ts'
import type { Prefix } from '../../views/prefix.ts'
import { readEndpoint } from './listen.ts'
import { onePrefix } from './one-source.ts'
import { say } from './says.ts'
import type { ListenSetting } from './settings.ts'
import type { SourceText, Span } from './source-text.ts'
import { type Entry, type Tree, textOf, treeAt } from './tree.ts'

export type PeerAddress = { readonly family: 4 | 6; readonly address: string; readonly port: number }

export type Placed = { readonly at: PeerAddress; readonly prefix: Prefix; readonly text: string; readonly span: Span }
/** Whether the server's name is good and new: it becomes the first label of names of keys. */
export function isNamedWell(source: SourceText, entry: Entry, seen: Map<string, Entry>): boolean {
  const { key, keySpan } = entry
  const folded = key.toLowerCase()
  const first = seen.get(folded)
  if (!/^[a-z][a-z0-9_-]{0,62}$/.test(folded))
    source.report('bad-peer', keySpan, say('peer-badly-named', { peer: key }), { fix: say('choose-peer-name') })
  else if (first !== undefined)
    source.report('bad-peer', keySpan, say('peer-twice', { peer: key }), {
      related: { span: first.keySpan, message: say('listed-here') },
      fix: say('choose-peer-name'),
    })
  else {
    seen.set(folded, entry)
    return true
  }
  return false
}

/** The address at which Janus asks the server; empty, and a report, where it is unusable. */
export function addressAt(
  source: SourceText,
  item: Tree,
  { listen }: { readonly listen: readonly ListenSetting[] },
  port = 53,
): Placed[] {
  const at = endpointAt(source, item, port)
  if (at === undefined) return []
  const { span } = item
  const unasked = whyNotAsked(at, port)
  if (unasked !== undefined) return refused(source, span, textOf(item), unasked.why, unasked.fix)
  if (listen.some((ours) => isAt(ours, at)))
    return refused(source, span, textOf(item), say('peer-is-ours'), say('name-other-server'))
  const prefix = onePrefix(source, at.address, span)
  return prefix === undefined ? [] : [{ at, prefix, text: at.address, span }]
}

/** Why no server can be asked at the address; undefined where one can. */
export function whyNotAsked(at: PeerAddress, port: number): { readonly why: Said; readonly fix: Said } | undefined {
  if (at.port === 0) return { why: say('port-zero'), fix: say('write-port', { port }) }
  const why = whyNobody(at)
  return why && { why, fix: say('name-other-server') }
}

/** RFC 1122 §3.2.1.3 and RFC 4291 §2.5.2, §2.7: these addresses are nobody's or many hosts', so no single server has one. */
function whyNobody({ address }: PeerAddress): Said | undefined {
  const octets = addressFromText(address)!
  if (octets.every((octet) => octet === 0)) return say('address-of-nobody')
  const isForMany = octets.length === 4 ? octets[0]! >= 224 && octets[0]! < 240 : octets[0] === 0xff
  return isForMany || octets.every((octet) => octet === 0xff) ? say('address-of-many') : undefined
}

/** Whether we listen there ourselves. An address of all interfaces is that of the loopback too; its other addresses change. */
function isAt(ours: ListenSetting, { address, port }: PeerAddress): boolean {
  if (ours.port !== port) return false
  if (ours.address === address) return true
  if (ours.address === '0.0.0.0') return address.startsWith('127.')
  return ours.address === '::' && (address === '::1' || address.startsWith('127.'))
}

function endpointAt(source: SourceText, item: Tree, port: number): PeerAddress | undefined {
  const read = readEndpoint(textOf(item), port)
  if (!('reason' in read)) return read
  refused(source, item.span, textOf(item), read.reason, read.fix)
  return undefined
}

function refused(source: SourceText, span: Span, address: string, why: Said, fix: Said): [] {
  source.report('bad-peer', span, say('peer-address-unusable', { address, why }), { fix })
  return []
}

/** The address from which Janus asks. */
export function sourceAt(source: SourceText, value: Tree, placed: readonly Placed[]): PeerAddress | undefined {
  const item = treeAt(value, 'source')
  const at = item && endpointAt(source, item, 0)
  if (item === undefined || at === undefined) return undefined
  const why = whyNobody(at)
  const other = placed.find((one) => one.at.family !== at.family)
  if (why === undefined && other === undefined) return at
  if (why !== undefined) refused(source, item.span, textOf(item), why, say('name-own-address'))
  else if (other !== undefined)
    refused(source, item.span, textOf(item), say('other-family', { address: other.text }), say('name-same-family'))
  return undefined
}
