// The parts of a server, a row each: when it is wanted, and how it is opened. A new capability adds its file and a row here; part.ts has
// what every part hears.

import { existsSync } from 'node:fs'
import type { Logger } from 'pino'
import type { Signing } from '../signing/signing.ts'
import { SIGNING_FILE } from '../signing/signing-file.ts'
import { keptFile } from '../state/kept-folder.ts'
import type { Comparing } from '../store/comparing.ts'
import type { Folding } from '../store/folding.ts'
import type { Generations } from '../store/generation/generations.ts'
import type { History } from '../store/history.ts'
import type { House } from '../store/house.ts'
import type { Store } from '../store/store.ts'
import type { Succession } from '../store/succession.ts'
import { isMade } from '../text/config/sources.ts'
import type { Catalogs } from './catalogs.ts'
import type { Downstream } from './downstream.ts'
import type { FetchedCopies } from './fetched-copies.ts'
import type { Kept } from './kept.ts'
import type { KeysInUse } from './keys-in-use.ts'
import type { LateDynamic } from './late-dynamic.ts'
import type { LeasedLists } from './leased-lists.ts'
import type { ListVersions } from './list-versions.ts'
import type { PartRows, Where } from './part.ts'
import type { Remaking } from './remaking.ts'
import type { Standing } from './standing.ts'
import type { Upstream } from './upstream.ts'
import type { Withheld } from './withheld.ts'

/** Parts opened before zones are read: they decide which zones there are, and some give zones. */
export type EarlyParts = {
  copies?: FetchedCopies
  leases?: LeasedLists
  catalogs?: Catalogs
  signing?: Signing
}

/** Parts opened before sockets are bound: they follow what is served. */
export type LateParts = {
  downstream?: Downstream
  upstream?: Upstream
  listVersions?: ListVersions
  remaking?: Remaking
  standing?: Standing
}

/** What there is before zones are read. */
export type BeforeZones = Where & {
  readonly kept: Kept
  readonly comparing: Comparing
  readonly folding: Folding
  readonly history: History
  readonly log: Logger
  readonly early: Readonly<EarlyParts>
  /** A part calls it when something is due: the server then calls its follow(). */
  readonly onDue: () => void
}

/** What there is once zones are read. */
export type BeforeSockets = BeforeZones & {
  readonly generations: Generations
  readonly house: House
  readonly store: Store
  readonly succession: Succession
  readonly keys: KeysInUse
  readonly dynamic: LateDynamic
  readonly withheld: Withheld
}

export const earlyParts: PartRows<BeforeZones, EarlyParts> = {
  copies: {
    isWanted: ({ primaries }) => primaries.length > 0,
    open: async (base) => new (await import('./fetched-copies.ts')).FetchedCopies(base),
  },
  leases: {
    // Entries of lists that were configured before may not have ended.
    isWanted: ({ lists }, { state }) =>
      lists.some(({ leases }) => leases !== undefined) || existsSync(keptFile(state, 'leases')),
    open: async (base) => (await import('./leased-lists.ts')).openLeasedLists(base),
  },
  catalogs: {
    // The file still knows members of catalogs that were configured before.
    isWanted: ({ catalogs }, { state }) => catalogs.length > 0 || existsSync(keptFile(state, 'catalogs')),
    open: async (base) => new (await import('./catalogs.ts')).Catalogs(base),
  },
  signing: {
    // A zone that was served signed is not served unsigned, whatever is configured. A process that only reads has no keys.
    isWanted: ({ sign }, { state, onlyReads = false }) =>
      !onlyReads && (sign.length > 0 || existsSync(keptFile(state, SIGNING_FILE))),
    open: async ({ state, folding, comparing, history, kept, log, onDue }) =>
      (await import('../signing/signing.ts')).Signing.open({
        ...{ state, history, log, onDue, comparing, fold: folding.fold, serials: kept.serials },
        onTaken: ({ view, zone, ...detail }) =>
          kept.audit.add({
            at: Date.now(),
            actor: { who: detail.child, way: 'cds' },
            ...{ what: 'ds', views: [view], zone, detail },
          }),
      }),
  },
}

export const lateParts: PartRows<BeforeSockets, LateParts> = {
  downstream: {
    isWanted: ({ secondaries }) => secondaries.length > 0,
    open: async (base) => new (await import('./downstream.ts')).Downstream(base),
  },
  upstream: {
    isWanted: ({ primaries }) => primaries.length > 0,
    open: async (base) => new (await import('./upstream.ts')).Upstream(base),
  },
  listVersions: {
    isWanted: ({ lists }) => lists.some(({ leases }) => leases !== undefined),
    open: async (base) => new (await import('./list-versions.ts')).ListVersions(base),
  },
  remaking: {
    isWanted: ({ zones }) => zones.some(({ faces }) => faces.some(isMade)),
    open: async (base) => (await import('./remaking.ts')).openRemaking(base),
  },
  standing: {
    // The API may change any zone.
    isWanted: () => true,
    open: async (base) => new (await import('./standing.ts')).Standing(base),
  },
}
