// Reads the door of an address of `listen`: TLS or HTTPS with a certificate, and proxies that tell who asks.

import type { Said } from '../../dns/said.ts'
import type { Prefix } from '../../views/prefix.ts'
import { readPrefix } from '../../views/read-prefix.ts'
import { onePrefix } from './one-source.ts'
import { type PairWords, pairAt } from './pair-at.ts'
import { say } from './says.ts'
import type { ListenSetting, ViewSetting } from './settings.ts'
import type { SourceText } from './source-text.ts'
import { itemsAt, type Tree, textOf, treeAt } from './tree.ts'

type Door = Pick<ListenSetting, 'by' | 'pair' | 'proxies' | 'proxyInsideTls'>

const SHOWN: PairWords = {
  alone: { rule: 'bad-door', fix: say('write-pair') },
  meanwhile: say('renew-certificate'),
}

/** The door of the entry at `node`, which is about this address. */
export function doorAt(source: SourceText, node: Tree, address: string, folder: string): Door {
  const tls = treeAt(node, 'tls')
  const https = treeAt(node, 'https')
  if (tls !== undefined && https !== undefined)
    source.report('bad-door', https.span, say('door-tls-and-https'), { fix: say('two-listen-entries') })
  const written = tls ?? https
  return {
    ...(written && {
      by: tls === undefined ? ['https'] : ['tls'],
      pair: pairAt(source, written, folder, SHOWN) ?? 'self-signed',
    }),
    ...proxiesAt(source, node, address),
  }
}

function proxiesAt(source: SourceText, node: Tree, address: string): Pick<Door, 'proxies' | 'proxyInsideTls'> {
  const list = treeAt(node, 'proxy')
  const inside = treeAt(node, 'proxy-inside-tls')
  const isInside = inside?.kind === 'scalar' && inside.value === true
  if (isInside && (list === undefined || treeAt(node, 'tls') === undefined))
    source.report('bad-door', inside.span, say('inside-tls-of-nothing'), { fix: say('write-tls-and-proxy') })
  if (list === undefined) return {}
  const items = itemsAt(node, 'proxy')
  if (items.length === 0) source.report('bad-door', list.span, say('proxy-nobody'), { fix: say('name-proxies') })
  const proxies = items.flatMap((item) => proxyAt(source, item, address))
  return { proxies, ...(isInside && { proxyInsideTls: true as const }) }
}

/** A prefix of everybody is good on the loopback alone, where only programs of this machine can ask. */
function proxyAt(source: SourceText, item: Tree, address: string): readonly Prefix[] {
  const text = textOf(item)
  const read = readPrefix(text)
  const isEverybody = read.kind === 'prefixes' && read.prefixes.some(({ bits }) => bits === 0)
  if (isEverybody && (address.startsWith('127.') || address === '::1')) return read.prefixes
  if (isEverybody) {
    source.report('bad-door', item.span, say('proxy-anybody'), { fix: say('name-proxies') })
    return []
  }
  return [onePrefix(source, text, item.span) ?? []].flat()
}

/**
 * Resolvers that have asked an address in the clear try TLS there (RFC 9539 §4), and expect the same data (§3): the view must not depend on
 * the door. They do not try addresses for proxies.
 */
export function reportOtherViews(
  source: SourceText,
  tree: Tree,
  listen: readonly ListenSetting[],
  views: readonly ViewSetting[],
): void {
  const open = listen.filter(({ proxies }) => proxies === undefined)
  const nameOf = (view: number): Said =>
    view < 0 ? say('of-client') : say('of-view', { view: views[view]?.name ?? '' })
  for (const door of open) {
    if (door.by === undefined) continue
    const plain = open.filter((other) => other.by === undefined && meet(door, other, open))
    const usual = plain.filter(({ port }) => port === USUAL_PORT)
    const asked = usual.length > 0 ? usual : plain
    const other = asked.find(({ view }) => view !== door.view)
    if (other === undefined || asked.some(({ view }) => view === door.view)) continue
    const item = itemsAt(tree, 'listen').find((item) => isAt(source, item, door))
    const span = (item && (treeAt(item, 'view') ?? treeAt(item, 'address')))?.span ?? [0, 0]
    source.report(
      'door-of-other-view',
      span,
      say('door-of-other-view', { own: nameOf(door.view), address: other.address, other: nameOf(other.view) }),
      { fix: say('tie-both-alike') },
    )
  }
}

const USUAL_PORT = 53

function isAt(source: SourceText, item: Tree, { place }: ListenSetting): boolean {
  const address = treeAt(item, 'address')
  if (address === undefined || place === undefined) return false
  const { line, column } = source.place(address.span)
  return line === place.line && column === place.column
}

/** Whether both listen on one address, which no entry of its own takes from either. */
function meet(door: ListenSetting, plain: ListenSetting, all: readonly ListenSetting[]): boolean {
  if (door.family !== plain.family) return false
  if (door.address === plain.address) return true
  const [wide, own] = isWildcard(door) ? [door, plain] : [plain, door]
  if (!isWildcard(wide)) return false
  return !all.some(({ address, port, by }) => address === own.address && port === wide.port && by?.[0] === wide.by?.[0])
}

function isWildcard({ address }: ListenSetting): boolean {
  return address === '0.0.0.0' || address === '::'
}
