// A configuration as the import reads it: views and zones, what the import carries over beside them, and what it does not. Configurations
// of other servers come in named's words (spoken.ts).

import type { FaceRecord } from '../../supply/faces/records.ts'
import type { Acl } from './acl.ts'
import type { Carried } from './carried.ts'
import type { Endpoint } from './listen.ts'
import type { RemoteServers } from './remote-servers.ts'
import type { Signing } from './signing.ts'
import type { Statement } from './statements.ts'
import type { PrimaryOf, ZoneTransfers } from './zone-transfers.ts'

export type NamedConfig = {
  /** In the order in which named tries them; one for everybody where the file has no views. */
  readonly views: readonly NamedView[]
  readonly listen: readonly Endpoint[]
  /** Clients that get no answer (`blackhole`). */
  readonly shutOut: Acl
  readonly minimalResponses: boolean | undefined
  /** Options as keys of janus.yaml. */
  readonly carried: Carried
  /** TSIG keys by name, in lower case. */
  readonly keys: ReadonlyMap<string, Statement>
  readonly remotes: RemoteServers
  readonly lost: readonly Lost[]
  /** Why clients get an answer that named refuses them, or that of other clients. */
  readonly widened: readonly Lost[]
}

export type NamedView = {
  readonly name: string
  readonly clients: Acl
  /** The addresses of ours that have the view; undefined: all. */
  readonly destinations: Acl | undefined
  readonly statement: Statement | undefined
  readonly zones: readonly NamedZone[]
  /** Zones of this view that we do not carry over; for their names, clients get nothing from the zones above. */
  readonly others: readonly string[]
  readonly recursion: Recursion | undefined
  readonly carried: Carried
  /** The statements of the view. */
  readonly body: readonly Statement[]
  /** The statements within `catalog-zones`. */
  readonly catalogs: readonly Statement[]
}

/** The clients for whom named resolves other names. */
export type Recursion = { readonly limits: readonly Limit[]; readonly statement: Statement | undefined }

/** A list of clients; lists with the same text are the same. */
export type Limit = { readonly acl: Acl; readonly text: string }

export type NamedZone = {
  /** In lower case, without a final dot. */
  readonly name: string
  readonly source: FileOf | { readonly kind: 'primary'; readonly from: PrimaryOf }
  readonly transfers: ZoneTransfers
  readonly statement: Statement
  /** A client must be in every list. */
  readonly limits: readonly Limit[]
  /** The addresses of ours at which named answers for the zone; undefined: all. */
  readonly answeredAt: Acl | undefined
  /** How named signs it. */
  readonly signing: Signing | undefined
}

export type FileOf = {
  readonly kind: 'file'
  readonly path: string
  /** Finds the file that a path in $INCLUDE means: it starts from named's working folder. */
  readonly locate: (written: string) => string
  /** The records, where the source is no file of zone text. */
  readonly records?: readonly FaceRecord[]
}

/** A statement that we do not carry over. */
export type Lost = { readonly file: string; readonly line: number; readonly why: string }
