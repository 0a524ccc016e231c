// Reads the key of primaries-schema.ts: the servers that other servers' faces come from.

import type { TlsPeer } from '../../keys/tls-peer.ts'
import type { Prefix } from '../../views/prefix.ts'
import type { Place } from '../findings/problem.ts'
import { TLS_PORT } from './listen.ts'
import { onePrefix } from './one-source.ts'
import { addressAt, isNamedWell, type PeerAddress, sourceAt } from './peers.ts'
import { primaryTlsAt } from './primary-tls.ts'
import { say } from './says.ts'
import type { ConfigFile } from './schema.ts'
import type { ListenSetting } from './settings.ts'
import type { SourceText } from './source-text.ts'
import { type Entry, itemsAt, type Tree, textOf, treeAt } from './tree.ts'
import { noteName } from './unusable.ts'

export type PrimarySetting = {
  readonly name: string
  /** In the order in which Janus asks them; one at least. */
  readonly addresses: readonly PeerAddress[]
  /** Name of the TSIG key. */
  readonly key: string | undefined
  /** Port 0 where none is written: the system chooses one. */
  readonly source: PeerAddress | undefined
  /** Where there, Janus asks over TLS alone. */
  readonly tls?: TlsPeer | undefined
  /** Who may send NOTIFY beside its addresses. */
  readonly notifyFrom: readonly Prefix[]
  /** Whether each of its addresses counts serials for itself. */
  readonly anySerial: boolean
  /** Whether Janus asks for changes before it asks for the whole zone. */
  readonly ixfr: boolean
  /** Milliseconds. */
  readonly pin: number
  readonly zonemd: 'off' | 'verify' | 'require'
  readonly maxRecords: number
  /** In octets. */
  readonly maxSize: number
  readonly place: Place
}

type Known = { readonly listen: readonly ListenSetting[]; readonly folder: string }

export function readPrimaries(
  source: SourceText,
  tree: Tree,
  file: ConfigFile['primaries'],
  known: Known,
): PrimarySetting[] {
  const section = treeAt(tree, 'primaries')
  const seen = new Map<string, Entry>()
  const entries = section?.kind === 'map' ? section.entries : []
  return entries.flatMap((entry) => {
    const written = file[entry.key]
    const read = written !== undefined && isNamedWell(source, entry, seen) ? readOne(source, entry, written, known) : []
    if (read.length === 0) noteName(source, 'primaries', entry.key)
    return read
  })
}

function readOne(
  source: SourceText,
  { key: name, keySpan, value }: Entry,
  written: ConfigFile['primaries'][string],
  known: Known,
): PrimarySetting[] {
  const items = itemsAt(value, 'address')
  const port = written.tls === undefined ? 53 : TLS_PORT
  if (items.length === 0)
    source.report('bad-peer', keySpan, say('primary-without-address', { primary: name }), {
      fix: say('name-other-server'),
    })
  const placed = items.flatMap((item) => addressAt(source, item, known, port))
  const notifyFrom = itemsAt(value, 'notify-from').flatMap((item) => onePrefix(source, textOf(item), item.span) ?? [])
  const from = sourceAt(source, value, placed)
  const tls = primaryTlsAt(source, value, written.tls, known.folder)
  if (placed.length === 0) return []
  return [
    {
      name,
      addresses: placed.map(({ at }) => at),
      key: written.key,
      source: from,
      tls,
      notifyFrom,
      anySerial: written.serial === 'any',
      ixfr: written.ixfr,
      pin: written.pin ?? 0,
      zonemd: written.zonemd,
      maxRecords: written['max-records'],
      maxSize: written['max-size'],
      place: source.place(keySpan),
    },
  ]
}
