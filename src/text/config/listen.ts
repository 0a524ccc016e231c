// Reads the `listen` section: IP addresses with ports, perhaps tied to views.

import { addressFromText, addressText } from '../../dns/address.ts'
import type { Said } from '../../dns/said.ts'
import { doorAt, reportOtherViews } from './listen-door.ts'
import { say } from './says.ts'
import type { ConfigFile } from './schema.ts'
import type { ListenSetting, ViewSetting } from './settings.ts'
import type { SourceText, Span } from './source-text.ts'
import { type Tree, treeAt } from './tree.ts'
import { findView } from './view-name.ts'

const DEFAULT_PORT = 53
/** RFC 7858 §3.1. */
export const TLS_PORT = 853
const HTTPS_PORT = 443

type Reading = { readonly address: string; readonly family: 4 | 6; readonly port: number }
type Refusal = { readonly reason: Said; readonly fix: Said }

type Item = Exclude<ConfigFile['listen'][number], string>

/** The addresses in the order of the file; those that cannot be used are reported and left out. */
export function readListen(
  source: SourceText,
  tree: Tree,
  listen: ConfigFile['listen'],
  views: readonly ViewSetting[],
  folder: string,
): ListenSetting[] {
  const seen = new Map<string, Span>()
  const settings = listen.flatMap((written, i): ListenSetting[] => {
    const node = treeAt(tree, 'listen', i)
    const isBare = typeof written === 'string'
    const item: Item = isBare ? { address: written } : written
    const span = (isBare ? node : treeAt(tree, 'listen', i, 'address'))?.span ?? [0, 0]
    const read = readEndpoint(item.address, defaultPort(item))
    if ('reason' in read) {
      source.report('bad-address', span, say('listen-unreadable', { address: item.address, why: read.reason }), {
        // As BIND writes it.
        fix: item.address === 'any' ? say('listen-everywhere') : read.fix,
      })
      return []
    }
    const view =
      item.view === undefined ? -1 : findView(source, views, item.view, treeAt(tree, 'listen', i, 'view')?.span ?? span)
    const door = node?.kind === 'map' ? doorAt(source, node, read.address, folder) : {}
    if (view === undefined || !isNew(source, seen, read, span)) return []
    return [{ ...read, view, ...door, ...(node && { place: source.place(span) }) }]
  })
  reportOtherViews(source, tree, settings, views)
  return settings
}

function defaultPort({ tls, https }: Item): number {
  if (tls !== undefined) return TLS_PORT
  return https === undefined ? DEFAULT_PORT : HTTPS_PORT
}

/** `192.0.2.1`, `192.0.2.1:53`, `[2001:db8::1]` or `[2001:db8::1]:53`. */
export function readEndpoint(text: string, defaultPort = DEFAULT_PORT): Reading | Refusal {
  const parts = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(.*))?$/s.exec(text)
  if (parts === null) return misread(text, defaultPort)
  const [, bracketed, bare, portText] = parts
  const octets = addressFromText(bracketed ?? bare!)
  if (octets === undefined || octets.length !== (bracketed === undefined ? 4 : 16)) return misread(text, defaultPort)
  const port = portText === undefined ? defaultPort : readPort(portText)
  if (port === undefined)
    return { reason: say('no-port', { port: portText! }), fix: say('write-port', { port: defaultPort }) }
  const address = addressText(octets)
  if (address.startsWith('::ffff:') && address.includes('.'))
    return { reason: say('ipv4-in-ipv6-form'), fix: say('write-endpoint', { endpoint: `${address.slice(7)}:${port}` }) }
  return { address, family: octets.length === 4 ? 4 : 6, port }
}

function readPort(text: string): number | undefined {
  return /^(0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined
}

/** Why the text is no address, with a guess at what it should be. */
function misread(text: string, defaultPort: number): Refusal {
  const [, head, tail] = /^\[?(.*?)\]?:(\d{1,5})$/s.exec(text) ?? []
  if (head !== undefined && addressFromText(head)?.length === 16)
    return { reason: say('ipv6-in-brackets'), fix: say('write-endpoint', { endpoint: `"[${head}]:${tail}"` }) }
  if (addressFromText(text)?.length === 16)
    return { reason: say('ipv6-in-brackets'), fix: say('write-endpoint', { endpoint: `"[${text}]:${defaultPort}"` }) }
  if (/^\*(:\d+)?$/.test(text)) {
    const port = text.slice(2) || String(defaultPort)
    return { reason: say('no-ip-address'), fix: say('every-address', { port }) }
  }
  return {
    reason: say('no-ip-address'),
    fix: say('write-listen-address', { port: defaultPort }),
  }
}

function isNew(source: SourceText, seen: Map<string, Span>, { address, port }: Reading, span: Span): boolean {
  const key = `${address} ${port}`
  const first = seen.get(key)
  // Port 0 is another free port each time.
  if (first === undefined || port === 0) {
    seen.set(key, span)
    return true
  }
  source.report('duplicate-address', span, say('listen-twice', { address, port }), {
    related: { span: first, message: say('listed-here') },
    fix: say('delete-one-of-two'),
  })
  return false
}
