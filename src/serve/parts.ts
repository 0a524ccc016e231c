// What a server is made of before it has a socket: zones loaded, the first generation, and what answers in the main thread.

import type { Logger } from 'pino'
import type { FaceChange } from '../answer/freshness.ts'
import type { Desk, Respond } from '../net/peer.ts'
import { Counters } from '../observe/counters.ts'
import { Tap, TapChannel } from '../observe/tap.ts'
import { Updates } from '../observe/updates.ts'
import { StateFolder } from '../state/state-folder.ts'
import { Comparing } from '../store/comparing.ts'
import { Folding } from '../store/folding.ts'
import { makingCandidate } from '../store/generation/candidate.ts'
import { Generations, publicViews } from '../store/generation/generations.ts'
import { ZoneFiles } from '../store/generation/zone-files.ts'
import { History } from '../store/history.ts'
import { Keeping } from '../store/keeping.ts'
import { Store } from '../store/store.ts'
import { Succession } from '../store/succession.ts'
import { programDigest } from '../supply/judge.ts'
import type { FetchedFaces } from '../supply/load.ts'
import { loaders } from '../supply/loader/loaders.ts'
import { madeApart } from '../supply/loader/make-job.ts'
import { inSlices } from '../supply/slices.ts'
import { thisMoment } from '../system/clocks.ts'
import type { Settings } from '../text/config/settings.ts'
import { beginSerials } from './begin-serials.ts'
import { failingCanaries } from './canaries.ts'
import { Catalogs } from './catalogs.ts'
import { CatalogDesk } from './desk/catalog-desk.ts'
import { FrontDesk } from './desk/front-desk.ts'
import { notified } from './desk/notified.ts'
import { Signatures } from './desk/signatures.ts'
import { type Fetched, Transfers } from './desk/transfers.ts'
import { Downstream } from './downstream.ts'
import { editionsOf } from './editions.ts'
import { keepHistory } from './keep-history.ts'
import { type Kept, openKept, tellOver } from './kept.ts'
import { KeysInUse } from './keys-in-use.ts'
import { logFaces } from './log-faces.ts'
import { Responder } from './responder.ts'
import { responderOptions } from './responder-options.ts'
import type { ServerOptions } from './server.ts'
import { Expiries, keptFaces, openCopies, Upstream } from './upstream.ts'
import { type Watch, watched } from './watched.ts'

export type Parts = ServerOptions & {
  readonly readSettings: NonNullable<ServerOptions['readSettings']>
  readonly settings: Settings
  readonly state: StateFolder
  readonly files: ZoneFiles
  readonly keeping: Keeping
  readonly generations: Generations
  readonly kept: Kept
  /** Takes what comes of every update. */
  readonly updates: Updates
  readonly folding: Folding
  readonly store: Store
  readonly history: History
  readonly succession: Succession
  readonly closeHistory: () => Promise<void>
  readonly comparing: Comparing
  /** Told of faces that are others than before. */
  readonly onEditions: { tell: (faces: readonly FaceChange[]) => void }
  readonly responder: Responder
  /** What answers TCP, and UDP where no workers do. */
  readonly respond: Respond
  readonly transfers: Transfers
  readonly downstream: Downstream
  readonly keys: KeysInUse
  readonly signatures: Signatures
  readonly catalogs: Catalogs
  readonly upstream: Upstream
  /** What a start serves of faces of primaries. */
  readonly fetched: FetchedFaces
  readonly desk: Desk
  readonly counters: Counters
  /** The query log's, and dnstap's where it is wanted. Ring 0 is the main thread's. */
  readonly taps: readonly TapChannel[]
  /** The main thread's own. */
  readonly mainTaps: readonly Tap[]
  readonly onFault: (reason: string) => void
}

/** How often the main thread looks at the clock and at its taps' filters, in milliseconds. */
export const TICK = 100

export function tick({ responder, mainTaps }: Parts): void {
  responder.tick(thisMoment())
  for (const tap of mainTaps) tap.refresh()
}

/** Everything that needs no socket. */
export async function loadParts(written: Settings, options: ServerOptions): Promise<Parts> {
  const state = new StateFolder(written.state.path, (file, reason) =>
    options.log.warn({ file, reason }, 'a file in the state folder is damaged and is passed over'),
  )
  try {
    state.recover()
  } catch (error) {
    options.log.warn({ state: written.state.path, reason: String(error) }, 'the state folder cannot be put in order')
  }
  const { program = programDigest() } = options
  const files = new ZoneFiles(state, { program, loaders })
  const good = state.goodViews(program)
  const copies = openCopies(written.state.path, options.log)
  const kept = await openKept(written, options.log)
  const folding = new Folding()
  const history = new History()
  const comparing = new Comparing()
  const catalogs = new Catalogs({
    ...{ state: written.state.path, copies, record: kept.serials, comparing, fold: folding.fold, history },
    ...{ log: options.log, audit: kept.audit },
  })
  const settings = catalogs.complete(written)
  const expiries = new Expiries(copies)
  const fetched = keptFaces(copies, expiries, options.log)
  const candidate = await inSlices(
    makingCandidate({
      settings,
      files: await files.read(settings, { background: false }),
      running: undefined,
      state,
      good,
      make: madeApart(loaders.read, false),
      fetched,
    }),
  )
  // Nobody knows when the next reload comes: most servers are small, and a warm loader takes as much as all else of them.
  loaders.rest()
  logFaces(options.log, candidate)
  const generations = new Generations(candidate)
  const onEditions: Parts['onEditions'] = { tell: () => {} }
  const onFaultyChange = (reason: string) =>
    options.log.error({ reason }, 'a change met a fault of ours: report it with this line')
  const succession = new Succession({
    ...{ record: kept.serials, comparing, fold: folding.fold, history, onFault: onFaultyChange },
  })
  const house = editionsOf(generations, (faces) => onEditions.tell(faces))
  const store = new Store({
    house,
    ...{ journal: kept.journal, fold: folding.fold, comparing, history, onFault: onFaultyChange },
  })
  await store.restore(tellOver(options.log))
  await beginSerials({ generations, store, succession, chains: kept.journal.chains, log: options.log })
  await catalogs.begin(settings)
  const closeHistory = await keepHistory(settings.state.path, { generations, history, comparing, log: options.log })
  const { current } = generations
  const wrong = failingCanaries(settings.operations.canaries, current.generation, responderOptions(settings))
  if (wrong.length > 0) options.log.error({ canaries: wrong }, 'canaries have wrong answers')
  const keys = new KeysInUse(options.log, settings.state.path)
  keys.use(settings)
  const signatures = new Signatures(keys.keyring, Date.now, keys.noteUse)
  const counters = new Counters()
  counters.setPublicViews(publicViews(current))
  const onFault = faultLog(options.log, () => performance.now())
  const downstream = new Downstream({
    generations,
    catalogs: catalogs.produced,
    signingKey: (name) => keys.keyring().signingKey(name)?.key,
    log: options.log,
  })
  const upstream = new Upstream({
    ...{ generations, house, store, copies, expiries, catalogs: catalogs.consumed },
    signingKey: (name) => keys.keyring().signingKey(name)?.key,
    log: options.log,
  })
  const transferring = {
    generation: () => generations.current.generation,
    history,
    refuse: (...message: Parameters<Respond>) => responder.respondAtDesk(...message),
    udpSize: () => generations.current.candidate.settings.ednsBufferSize,
    log: options.log,
    onFetched: (fetched: Fetched) => downstream.fetched(fetched),
    onFault: (error: unknown) => onFault(faultText(error)),
    counters,
  }
  const transfers = new Transfers({ ...transferring, settings: () => generations.latest })
  const responder = new Responder(current.generation, responderOptions(settings), counters, transfers.admits)
  const threads = 1 + settings.workers
  const taps = [new TapChannel(threads), ...(settings.operations.dnstap ? [new TapChannel(threads)] : [])]
  const mainTaps = taps.map(({ filter, rings }) => new Tap(filter, rings[0]!))
  const watch: Watch = {
    counters,
    taps: mainTaps,
    generation: () => generations.current.generation,
    onFault: (error) => onFault(faultText(error)),
  }
  return {
    ...options,
    readSettings: () => {
      const read = options.readSettings?.() ?? { settings: written, problems: [] }
      return read.settings ? { ...read, settings: catalogs.complete(read.settings) } : read
    },
    ...{
      settings,
      state,
      files,
      generations,
      kept,
      folding,
      comparing,
      store,
      history,
      closeHistory,
      succession,
      onEditions,
    },
    ...{ keys, signatures, catalogs },
    updates: new Updates(options.log, kept.audit),
    ...{ responder, transfers, downstream, upstream, fetched, counters, taps, mainTaps, onFault },
    respond: watched(responder.respond, watch),
    desk: new FrontDesk({
      transfers,
      notified: (query, peer) => notified(query, peer, upstream),
      catalogs: new CatalogDesk({
        ...transferring,
        counts: transfers.counts,
        produced: () => catalogs.produced.all,
        latest: () => generations.latest,
        answering: () => responderOptions(generations.current.candidate.settings),
        watched: (respond) => watched(respond, watch),
      }),
      signatures,
      respond: watched(responder.respondAtDesk, watch),
      respondOrHand: watched(responder.respond, watch),
      udpSize: () => generations.current.candidate.settings.ednsBufferSize,
    }),
    keeping: new Keeping(options.log, { program, good, writeKept: options.writeKept }, candidate),
  }
}

function faultText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** Whoever finds a way to hurt us may do so often: one line a second tells enough. `now`: a steady clock, in milliseconds. */
export function faultLog(log: Pick<Logger, 'error'>, now: () => number): (reason: string) => void {
  let last = -Infinity
  let faults = 0
  return (reason) => {
    faults++
    if (now() - last < 1000) return
    last = now()
    log.error({ reason, faults }, 'a query met a fault of ours and got SERVFAIL: report it with this line')
    faults = 0
  }
}
