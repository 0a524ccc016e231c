// Reads the keys of access-schema.ts: who may ask and how often, and what the server tells of itself.

import { resolve } from 'node:path'
import { readRegular } from '../../system/regular-file.ts'
import type { Prefix } from '../../views/prefix.ts'
import { readPrefix } from '../../views/read-prefix.ts'
import { onePrefix } from './one-source.ts'
import { openFailure, openFix } from './open-failure.ts'
import { say } from './says.ts'
import type { ConfigFile } from './schema.ts'
import type { ViewSetting } from './settings.ts'
import type { SourceText } from './source-text.ts'
import { itemsAt, type Tree, textOf, treeAt } from './tree.ts'
import { viewsOf } from './who-gets.ts'

export type AccessSettings = {
  /** Resolvers whose client subnet decides the view. */
  readonly ecsFrom: readonly Prefix[]
  /** Undefined: the server ignores cookies. `secret` undefined: it makes one up. */
  readonly cookies: { readonly secret: Uint8Array | undefined; readonly accept: readonly Uint8Array[] } | undefined
  readonly nsid: string | undefined
  readonly identity: string | undefined
  readonly version: string | undefined
  /** The limits for clients without a view. */
  readonly rateLimit: RateLimitSetting | undefined
  /** By view. */
  readonly views: readonly ViewAccess[]
}

export type ViewAccess = {
  /** Clients must show that their address is theirs. */
  readonly proof: boolean
  readonly identify: boolean
  readonly errorTexts: boolean
  readonly rateLimit: RateLimitSetting | undefined
}

/** Rates in answers per second; 0 is no limit. */
export type RateLimitSetting = {
  readonly responses: number
  readonly nodata: number
  readonly nxdomains: number
  readonly referrals: number
  readonly errors: number
  readonly all: number
  /** Milliseconds. */
  readonly window: number
  readonly slip: number
  readonly ipv4PrefixLength: number
  readonly ipv6PrefixLength: number
  readonly exempt: readonly Prefix[]
  readonly logOnly: boolean
}

export function readAccess(
  source: SourceText,
  tree: Tree,
  file: ConfigFile,
  folder: string,
  views: readonly ViewSetting[],
): { readonly access: AccessSettings } {
  const common = { limit: file['rate-limit'], exempt: readExempt(source, treeAt(tree, 'rate-limit')) }
  return {
    access: {
      ecsFrom: readSubnetSenders(source, tree, views),
      cookies: readCookies(source, treeAt(tree, 'cookies'), file.cookies, folder),
      nsid: file.nsid,
      identity: file.identity,
      version: file.version,
      rateLimit: rateLimitOf(common),
      views: views.map((view): ViewAccess => {
        const section = file.views[view.name]
        const options = section === undefined || Array.isArray(section) ? undefined : section
        const limit = options?.['rate-limit']
        const exempt = readExempt(source, treeAt(tree, 'views', view.name, 'rate-limit'))
        return {
          proof: options?.proof === 'required',
          // By default Janus tells nothing in a view with a prefix of everybody, or without prefixes, which an address leads to.
          identify: options?.identify ?? (view.prefixes.length > 0 && view.prefixes.every(({ bits }) => bits > 0)),
          errorTexts: options?.['error-texts'] ?? false,
          rateLimit: limit === undefined ? rateLimitOf(common) : rateLimitOf({ limit, exempt }, common),
        }
      }),
    },
  }
}

function readSubnetSenders(source: SourceText, tree: Tree, views: readonly ViewSetting[]): Prefix[] {
  return itemsAt(tree, 'ecs-from').flatMap((item) => {
    const sender = textOf(item)
    if (isAnybody(sender)) {
      source.report('subnet-from-anybody', item.span, say('subnet-of-anybody'), { fix: say('name-resolvers') })
      return []
    }
    const prefix = onePrefix(source, sender, item.span)
    if (prefix === undefined) return []
    const inside = viewsOf(prefix, { views, listen: [] }).find((name) => !isPublic(views, name))
    if (inside !== undefined)
      source.report('subnet-from-inside', item.span, say('subnet-from-inside', { sender, view: inside }), {
        fix: say('leave-resolver-out'),
      })
    return [prefix]
  })
}

/** Whether it is a prefix of everybody, in whatever spelling: "::ffff:0.0.0.0/96" is all of IPv4 too. */
function isAnybody(sender: string): boolean {
  const read = readPrefix(sender)
  return read.kind === 'prefixes' && read.prefixes.some(({ bits }) => bits === 0)
}

function isPublic(views: readonly ViewSetting[], name: string): boolean {
  return views.length < 2 || views.some((view) => view.name === name && view.public)
}

type WrittenLimit = {
  readonly limit: ConfigFile['rate-limit']
  /** Undefined where none are given. */
  readonly exempt: readonly Prefix[] | undefined
}

/** A view's own keys go before those of all views, and these before the defaults. */
function rateLimitOf(given: WrittenLimit, common?: WrittenLimit): RateLimitSetting | undefined {
  if (given.limit === false) return undefined
  const keys = { ...mapOf(common?.limit), ...mapOf(given.limit) }
  const responses = keys['responses-per-second'] ?? 50
  return {
    responses,
    nodata: keys['nodata-per-second'] ?? responses,
    nxdomains: keys['nxdomains-per-second'] ?? responses,
    referrals: keys['referrals-per-second'] ?? responses,
    errors: keys['errors-per-second'] ?? responses,
    all: keys['all-per-second'] ?? 0,
    window: keys.window ?? 15_000,
    slip: keys.slip ?? 2,
    ipv4PrefixLength: keys['ipv4-prefix-length'] ?? 24,
    ipv6PrefixLength: keys['ipv6-prefix-length'] ?? 56,
    exempt: given.exempt ?? common?.exempt ?? [],
    logOnly: keys['log-only'] ?? false,
  }
}

function mapOf(limit: ConfigFile['rate-limit'] | undefined): Exclude<ConfigFile['rate-limit'], boolean> {
  return typeof limit === 'object' ? limit : {}
}

function readExempt(source: SourceText, limit: Tree | undefined): readonly Prefix[] | undefined {
  const list = limit?.kind === 'map' ? treeAt(limit, 'exempt') : undefined
  if (list?.kind !== 'list') return undefined
  return list.items.flatMap((item) => onePrefix(source, textOf(item), item.span) ?? [])
}

function readCookies(
  source: SourceText,
  tree: Tree | undefined,
  cookies: ConfigFile['cookies'],
  folder: string,
): AccessSettings['cookies'] {
  if (cookies === false) return undefined
  if (cookies === true || tree === undefined) return { secret: undefined, accept: [] }
  const secret = treeAt(tree, 'secret')
  const accept = treeAt(tree, 'accept')
  return {
    secret: secret && readSecret(source, secret, folder),
    accept: accept?.kind === 'list' ? accept.items.flatMap((item) => readSecret(source, item, folder) ?? []) : [],
  }
}

/** A secret of 32 hexadecimal digits, or the path of a file with one. */
function readSecret(source: SourceText, tree: Tree, folder: string): Uint8Array | undefined {
  const text = textOf(tree)
  if (SECRET.test(text)) return Buffer.from(text, 'hex')
  let reason = say('file-without-secret')
  let fix = say('make-secret')
  const path = resolve(folder, text)
  let content = ''
  try {
    content = readSecretFile(path)
  } catch (error) {
    reason = say('secret-unread', { why: openFailure(error) })
    fix = openFix(path, error, say('correct-path-or-make'))
  }
  source.named.push({ path, content })
  if (SECRET.test(content.trim())) return Buffer.from(content.trim(), 'hex')
  source.report('bad-secret', tree.span, say('secret-unusable', { secret: text, why: reason }), {
    fix,
    rfc: 'RFC 9018 §4.4',
  })
  return undefined
}

/** The size of a file with one secret, in octets. */
const MAX_SECRET = 4096

/** The content of a file with a secret. Throws UnfitFile and system errors. */
export function readSecretFile(path: string): string {
  return readRegular(path, MAX_SECRET).toString('latin1')
}

const SECRET = /^[0-9a-f]{32}$/i
