// A configuration as the import reads it: views and zones, what it carries over beside them, and what it does not. That of another server
// than named comes in named's words (spoken.ts).

import type { FaceRecord } from '../../supply/faces/records.ts'
import type { Acl } from './acl.ts'
import type { Carried } from './carried.ts'
import type { Endpoint } from './listen.ts'
import type { RemoteServers } from './remote-servers.ts'
import type { Signing } from './signing.ts'
import type { Statement } from './statements.ts'
import type { PrimaryOf, ZoneTransfers } from './zone-transfers.ts'

export type NamedConfig = {
  /** In the order in which named tries them; one that takes everybody where the file has no views. */
  readonly views: readonly NamedView[]
  readonly listen: readonly Endpoint[]
  /** Clients that get no answer at all. */
  readonly shutOut: Acl
  readonly minimalResponses: boolean | undefined
  /** Keys of janus.yaml. */
  readonly carried: Carried
  /** TSIG keys by name, in lower case. */
  readonly keys: ReadonlyMap<string, Statement>
  readonly remotes: RemoteServers
  readonly lost: readonly Lost[]
  /** Why somebody gets an answer whom named refuses, or somebody else's. */
  readonly widened: readonly Lost[]
}

export type NamedView = {
  readonly name: string
  readonly clients: Acl
  /** The addresses of ours at which the view is there; all where there is no list. */
  readonly destinations: Acl | undefined
  readonly statement: Statement | undefined
  readonly zones: readonly NamedZone[]
  /** Zones that named knows in this view and that we do not carry over; its clients get nothing from the zones above. */
  readonly others: readonly string[]
  readonly recursion: Recursion | undefined
  readonly carried: Carried
  /** What stands in it. */
  readonly body: readonly Statement[]
  /** Under `catalog-zones`. */
  readonly catalogs: readonly Statement[]
}

/** For whom named resolves names of others. */
export type Recursion = { readonly limits: readonly Limit[]; readonly statement: Statement | undefined }

/** A list of clients; two with one text are one. */
export type Limit = { readonly acl: Acl; readonly text: string }

export type NamedZone = {
  /** In lower case, without a final dot. */
  readonly name: string
  readonly source: FileOf | { readonly kind: 'primary'; readonly from: PrimaryOf }
  readonly transfers: ZoneTransfers
  readonly statement: Statement
  /** Every one must take the client. */
  readonly limits: readonly Limit[]
  /** The addresses of ours at which named answers the zone; all where there is no list. */
  readonly answeredAt: Acl | undefined
  /** How named signs it. */
  readonly signing: Signing | undefined
}

export type FileOf = {
  readonly kind: 'file'
  readonly path: string
  /** What the path means that is written in $INCLUDE: it counts from where named works. */
  readonly locate: (written: string) => string
  /** What stands in it, where it is no file of zone text. */
  readonly records?: readonly FaceRecord[]
}

/** Something that we do not carry over. */
export type Lost = { readonly file: string; readonly line: number; readonly why: string }
