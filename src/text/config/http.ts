// Reads the key of http-schema.ts: the settings of HTTP.

import { resolve } from 'node:path'
import { whyRefused } from '../../keys/refusal.ts'
import { readUsers } from '../../users/users-file.ts'
import { covers } from '../../views/matching.ts'
import type { Prefix } from '../../views/prefix.ts'
import { readPrefix } from '../../views/read-prefix.ts'
import { readEndpoint } from './listen.ts'
import { type OidcSettings, readOidc } from './oidc.ts'
import { onePrefix } from './one-source.ts'
import { pairAt } from './pair-at.ts'
import { pathAt } from './path-at.ts'
import { say } from './says.ts'
import type { ConfigFile } from './schema.ts'
import { reportLongPath } from './socket-path.ts'
import type { SourceText, Span } from './source-text.ts'
import { type Tree, textOf, treeAt } from './tree.ts'

export type HttpSettings = {
  readonly listen: readonly HttpAddress[]
  /** The group whose members may use sockets of this machine too. */
  readonly group: string | undefined
  /** Absolute, as all paths here. */
  readonly tokenFile: string | undefined
  readonly users: string | undefined
  /** What users may change over HTTP, as http-schema.ts explains it. */
  readonly edit: 'off' | 'propose' | 'apply'
  /** Requests a second that each user may make. */
  readonly rate: number
  readonly console: boolean
  readonly trustedHeader: TrustedHeader | undefined
  readonly oidc: OidcSettings | undefined
  readonly tls: { readonly certificate: string; readonly key: string } | undefined
  readonly proxies: readonly Prefix[]
  /** In lower case. */
  readonly names: readonly string[]
}

/** `path`: a socket of this machine, for proxies that run here. */
export type HttpAddress = { readonly address: string; readonly port: number } | { readonly path: string }

export type TrustedHeader = {
  readonly from: readonly Prefix[]
  /** Whether Janus believes proxies that come through a socket of this machine. */
  readonly fromSocket: boolean
  /** In lower case. */
  readonly name: string
  readonly secretFile: string | undefined
}

/** `folder`: where paths start. `control`: the path of the control socket. */
type Around = { readonly folder: string; readonly control: string }

export function readHttp(
  source: SourceText,
  tree: Tree,
  http: NonNullable<ConfigFile['http']>,
  { folder, control }: Around,
): HttpSettings {
  const at = (path: string | undefined) => (path === undefined ? undefined : resolve(folder, path))
  const { users, edit, rate, names, tls, console } = http
  const proxies = prefixesAt(source, treeAt(tree, 'http', 'proxy'), 'http-proxy-anybody')
  const trustedHeader = trustedHeaderAt(source, tree, http, folder)
  reportUsers(source, tree, folder)
  const written = treeAt(tree, 'http', 'tls')
  const alone = { rule: 'bad-door', fix: say('write-pair') } as const
  if (written) pairAt(source, written, folder, { alone, meanwhile: say('renew-certificate') })
  const all = [...proxies, ...(trustedHeader?.from ?? [])]
  const takesTokens = console || (users ?? http['token-file']) !== undefined
  const isGuarded = tls !== undefined || all.length > 0
  const taken = new Map<string, Span>()
  const listen = http.listen.flatMap((text, i): HttpAddress[] => {
    const span = treeAt(tree, 'http', 'listen', i)?.span ?? [0, 0]
    const at = addressAt(source, text, span, folder)
    if (at === undefined) return []
    reportTaken(source, at, span, { taken, control })
    const isSafe = 'path' in at || isGuarded || at.address.startsWith('127.') || at.address === '::1'
    if (!isSafe && takesTokens)
      source.report('http-in-the-clear', span, say('http-in-the-clear', { address: at.address }), {
        fix: say('http-by-tls'),
      })
    return [at]
  })
  if (!listen.some((at) => 'path' in at)) reportNoSocket(source, tree, trustedHeader)
  return {
    ...{ listen, group: http.group, edit, rate, console, trustedHeader, proxies: all },
    ...{ tokenFile: at(http['token-file']), users: at(users), oidc: readOidc(source, tree, http, folder) },
    tls: tls && { certificate: resolve(folder, tls.certificate), key: resolve(folder, tls.key) },
    names: names.map((name) => name.toLowerCase()),
  }
}

const DEFAULT_HTTP_PORT = 9353
const UNIX = 'unix:'
/** Stands for all proxies that come through such a socket: everybody who may open its file counts as one. */
const SOCKET = 'unix'

function addressAt(source: SourceText, text: string, span: Span, folder: string): HttpAddress | undefined {
  if (text.startsWith(UNIX) && text.length > UNIX.length) {
    const path = resolve(folder, text.slice(UNIX.length))
    reportLongPath(source, path, span)
    return { path }
  }
  const read = readEndpoint(text, DEFAULT_HTTP_PORT)
  if ('address' in read) return { address: read.address, port: read.port }
  const why = say('listen-unreadable', { address: text, why: read.reason })
  source.report('bad-address', span, why, { fix: isLikeSocket(text) ? say('http-write-socket') : read.fix })
  return undefined
}

function isLikeSocket(text: string): boolean {
  return text.toLowerCase().startsWith(SOCKET)
}

type Taken = { readonly taken: Map<string, Span>; readonly control: string }

function reportTaken(source: SourceText, at: HttpAddress, span: Span, { taken, control }: Taken): void {
  const written = 'path' in at ? at.path : `${at.address} ${at.port}`
  // Port 0 is another free port each time.
  const first = 'port' in at && at.port === 0 ? undefined : taken.get(written)
  taken.set(written, first ?? span)
  if (written === control)
    source.report('duplicate-address', span, say('http-is-control', { path: control }), {
      fix: say('http-other-socket'),
    })
  else if (first !== undefined)
    source.report(
      'duplicate-address',
      span,
      'path' in at ? say('socket-twice', { path: at.path }) : say('listen-twice', at),
      { related: { span: first, message: say('listed-here') }, fix: say('delete-one-of-two') },
    )
}

/** Reports keys about sockets of this machine where `listen` has none. */
function reportNoSocket(source: SourceText, tree: Tree, trusted: TrustedHeader | undefined): void {
  const fix = say('http-add-socket')
  const group = treeAt(tree, 'http', 'group')
  if (group !== undefined) source.report('bad-door', group.span, say('http-group-idle'), { fix })
  if (!trusted?.fromSocket) return
  const from = treeAt(tree, 'http', 'trusted-header', 'from')
  const item = from?.kind === 'list' ? from.items.find((one) => textOf(one) === SOCKET) : undefined
  if (item !== undefined) source.report('bad-door', item.span, say('http-from-idle'), { fix })
}

type Anybody = 'http-proxy-anybody' | 'http-header-anybody'

/** The code of the message where a prefix is everybody. */
function prefixesAt(source: SourceText, list: Tree | undefined, anybody: Anybody): readonly Prefix[] {
  return (list?.kind === 'list' ? list.items : []).flatMap((item) => {
    if (anybody === 'http-header-anybody' && textOf(item) === SOCKET) return []
    if (isLikeSocket(textOf(item))) {
      if (anybody === 'http-proxy-anybody')
        source.report('bad-door', item.span, say('http-proxy-socket'), { fix: say('http-leave-socket-out') })
      else
        source.report('prefix-syntax', item.span, say('http-from-socket', { text: textOf(item) }), {
          fix: say('http-write-unix'),
        })
      return []
    }
    const read = readPrefix(textOf(item))
    if (read.kind === 'prefixes' && read.prefixes.some(({ bits }) => bits === 0)) {
      source.report('http-in-the-clear', item.span, say(anybody), { fix: say('name-proxies') })
      return []
    }
    return [onePrefix(source, textOf(item), item.span) ?? []].flat()
  })
}

type Http = NonNullable<ConfigFile['http']>

function trustedHeaderAt(source: SourceText, tree: Tree, http: Http, folder: string): TrustedHeader | undefined {
  const written = http['trusted-header']
  if (written === undefined) return undefined
  const from = prefixesAt(source, treeAt(tree, 'http', 'trusted-header', 'from'), 'http-header-anybody')
  const span = treeAt(tree, 'http', 'trusted-header')!.span
  const report = (why: ReturnType<typeof say>, fix: ReturnType<typeof say>) =>
    source.report('bad-door', span, why, { fix })
  if (written.from.length === 0) report(say('http-from-nobody'), say('http-name-proxies'))
  if (written.secret === undefined && from.some(meetsLoopback))
    report(say('http-header-loopback'), say('http-header-secret'))
  const name = written.name.toLowerCase()
  if (RESERVED.has(name)) report(say('http-header-reserved', { name: written.name }), say('http-header-choose'))
  if (http.users === undefined) report(say('http-without-users', { key: 'trusted-header' }), say('http-add-users'))
  const secretFile = written.secret === undefined ? undefined : resolve(folder, written.secret)
  return { from, fromSocket: written.from.includes(SOCKET), name, secretFile }
}

/** Headers that clients, browsers and proxies send for something else. */
const RESERVED: ReadonlySet<string> = new Set([
  ...['authorization', 'connection', 'content-length', 'content-type', 'cookie', 'forwarded', 'host', 'if-match'],
  ...['if-none-match', 'origin', 'via', 'x-api-key', 'x-forwarded-for', 'x-janus-proxy-secret', 'x-janus-request'],
])

function meetsLoopback(prefix: Prefix): boolean {
  if (prefix.octets.length === 4) return prefix.octets[0] === 127 || covers(prefix, LOOPBACK_4)
  return covers(prefix, LOOPBACK_6)
}

const LOOPBACK_4 = Uint8Array.of(127, 0, 0, 1)
const LOOPBACK_6 = Uint8Array.from({ length: 16 }, (_, i) => (i === 15 ? 1 : 0))

function reportUsers(source: SourceText, tree: Tree, folder: string): void {
  const item = treeAt(tree, 'http', 'users')
  if (item === undefined) return
  const { path, written } = pathAt(source, item, folder)
  let why: ReturnType<typeof whyRefused> | undefined
  try {
    const read = readUsers(path)
    if ('code' in read) why = read
  } catch (error) {
    why = whyRefused(error)
  }
  if (why === undefined) return
  const fix = why.code === 'users-open-to-others' ? say('chmod-users', { file: written }) : say('make-users')
  source.report('bad-users', item.span, say('users-unusable', { file: written, why }), { fix })
}
