// The settings about HTTP, read from the key of http-schema.ts.

import { resolve } from 'node:path'
import { whyRefused } from '../../keys/refusal.ts'
import { readUsers } from '../../users/users-file.ts'
import type { Prefix } from '../../views/prefix.ts'
import { readPrefix } from '../../views/read-prefix.ts'
import { readEndpoint } from './listen.ts'
import { onePrefix } from './one-source.ts'
import { pairAt } from './pair-at.ts'
import { pathAt } from './path-at.ts'
import { say } from './says.ts'
import type { ConfigFile } from './schema.ts'
import type { SourceText } from './source-text.ts'
import { type Tree, textOf, treeAt } from './tree.ts'

export type HttpSettings = {
  readonly listen: readonly { readonly address: string; readonly port: number }[]
  /** Absolute, as all paths here. */
  readonly tokenFile: string | undefined
  readonly users: string | undefined
  /** Whether users change anything. */
  readonly edit: 'off' | 'apply'
  readonly tls: { readonly certificate: string; readonly key: string } | undefined
  readonly proxies: readonly Prefix[]
  /** In lower case. */
  readonly names: readonly string[]
}

export function readHttp(
  source: SourceText,
  tree: Tree,
  http: NonNullable<ConfigFile['http']>,
  folder: string,
): HttpSettings {
  const at = (path: string | undefined) => (path === undefined ? undefined : resolve(folder, path))
  const { users, edit, names, tls } = http
  const list = treeAt(tree, 'http', 'proxy')
  const proxies = (list?.kind === 'list' ? list.items : []).flatMap((item) => proxyAt(source, item))
  reportUsers(source, tree, folder)
  const written = treeAt(tree, 'http', 'tls')
  const alone = { rule: 'bad-door', fix: say('write-pair') } as const
  if (written) pairAt(source, written, folder, { alone, meanwhile: say('renew-certificate') })
  const listen = http.listen.flatMap((text, i) => {
    const span = treeAt(tree, 'http', 'listen', i)?.span ?? [0, 0]
    const read = readEndpoint(text, DEFAULT_HTTP_PORT)
    if ('reason' in read) {
      const why = say('listen-unreadable', { address: text, why: read.reason })
      source.report('bad-address', span, why, { fix: read.fix })
      return []
    }
    const { address, port } = read
    const isSafe = tls !== undefined || proxies.length > 0 || address.startsWith('127.') || address === '::1'
    if (!isSafe && (users ?? http['token-file']) !== undefined)
      source.report('http-in-the-clear', span, say('http-in-the-clear', { address }), { fix: say('http-by-tls') })
    return [{ address, port }]
  })
  return {
    ...{ listen, edit, proxies },
    ...{ tokenFile: at(http['token-file']), users: at(users) },
    tls: tls && { certificate: resolve(folder, tls.certificate), key: resolve(folder, tls.key) },
    names: names.map((name) => name.toLowerCase()),
  }
}

const DEFAULT_HTTP_PORT = 9353

function proxyAt(source: SourceText, item: Tree): readonly Prefix[] {
  const read = readPrefix(textOf(item))
  if (read.kind === 'prefixes' && read.prefixes.some(({ bits }) => bits === 0)) {
    source.report('http-in-the-clear', item.span, say('http-proxy-anybody'), { fix: say('name-proxies') })
    return []
  }
  return [onePrefix(source, textOf(item), item.span) ?? []].flat()
}

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
