// Reads `children` under `sign`: the zones below a signed one whose DS Janus takes from their CDS records.

import { isWithin, sameName } from '../../dns/name.ts'
import { matchesName, type NamePattern } from './matches-name.ts'
import { namePattern } from './name-pattern.ts'
import type { PeerAddress } from './peers.ts'
import { say } from './says.ts'
import type { ConfigFile } from './schema.ts'
import type { SourceText } from './source-text.ts'
import { type Entry, itemsAt, type Tree, treeAt } from './tree.ts'

export type ChildSetting = {
  readonly pattern: NamePattern
  /** Whether its first DS may come from what its servers say of it in zones that are signed already (RFC 9615). */
  readonly first: 'never' | 'signal'
  /** Seconds between two looks. */
  readonly every: number
  /** The servers of the zone; undefined: its NS records name them. */
  readonly servers: readonly PeerAddress[] | undefined
  /** Validating resolvers to ask. */
  readonly resolvers: readonly PeerAddress[]
}

/** `addressAt`: reads an item as the address of a server. */
export function readChildren(
  source: SourceText,
  value: Tree,
  { zone, origin }: { readonly zone: string; readonly origin: Uint8Array },
  written: Exclude<ConfigFile['sign'][string], boolean>['children'],
  addressAt: (item: Tree) => PeerAddress[],
): ChildSetting[] {
  const section = treeAt(value, 'children')
  const entries = section?.kind === 'map' ? section.entries : []
  return entries.flatMap((entry) => {
    const given = written[entry.key]
    if (given === undefined || given === false) return []
    const options = typeof given === 'object' ? given : DEFAULTS
    const every = treeAt(entry.value, 'every')
    if (every !== undefined && (options.every < SHORTEST || options.every > LONGEST))
      source.report('bad-sign', every.span, say('sign-child-every'), { fix: say('write-child-every') })
    const resolvers = treeAt(entry.value, 'resolvers')
    if (resolvers !== undefined && options.first !== 'signal')
      source.report('bad-sign', resolvers.span, say('sign-child-resolvers'), { fix: say('write-child-first') })
    const servers = treeAt(entry.value, 'servers')
    return patternAt(source, entry, { zone, origin }).map((pattern) => ({
      ...{ pattern, first: options.first, every: Math.floor(options.every / 1000) },
      servers: servers && itemsAt(entry.value, 'servers').flatMap(addressAt),
      resolvers: itemsAt(entry.value, 'resolvers').flatMap(addressAt),
    }))
  })
}

const HOUR = 3_600_000
/** A child that wants it sooner sends a NOTIFY (RFC 9859). */
const SHORTEST = HOUR
const LONGEST = 720 * HOUR

const DEFAULTS = { first: 'never', every: 24 * HOUR } as const

function patternAt(
  source: SourceText,
  { key, keySpan }: Entry,
  { zone, origin }: { readonly zone: string; readonly origin: Uint8Array },
): NamePattern[] {
  return namePattern(source, { kind: 'scalar', value: key, span: keySpan } as Tree).filter(({ name, below }) => {
    const isSelf = sameName(name, 0, origin, 0)
    if (isWithin(name, 0, origin, 0) && (below || !isSelf)) return true
    source.report('bad-sign', keySpan, say('sign-child-outside', { child: key, zone }), { fix: say('name-child') })
    return false
  })
}

/**
 * The setting for a child zone; undefined where Janus does not follow it. A pattern that is the name itself counts before `*.` patterns,
 * and among these the longest.
 */
export function childSetting(settings: readonly ChildSetting[], child: Uint8Array): ChildSetting | undefined {
  const fit = settings.filter(({ pattern }) => matchesName(pattern, child))
  return fit.sort((a, b) => Number(b.pattern.self) - Number(a.pattern.self) || length(b) - length(a))[0]
}

function length({ pattern }: ChildSetting): number {
  return pattern.name.length
}
