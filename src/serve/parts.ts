// Makes what a server has before its first socket: the zones, the first generation, and the responder of the main thread.

import type { Logger } from 'pino'
import type { FaceChange } from '../answer/freshness.ts'
import type { Respond } from '../net/peer.ts'
import { Counters } from '../observe/counters.ts'
import { Tap, TapChannel } from '../observe/tap.ts'
import { Updates } from '../observe/updates.ts'
import { StateFolder } from '../state/state-folder.ts'
import { Comparing } from '../store/comparing.ts'
import { Folding } from '../store/folding.ts'
import { makingCandidate } from '../store/generation/candidate.ts'
import { type Generations, publicViews, type Veil } from '../store/generation/generations.ts'
import { ZoneFiles } from '../store/generation/zone-files.ts'
import { History } from '../store/history.ts'
import type { Published } from '../store/house.ts'
import { Keeping } from '../store/keeping.ts'
import type { Store } from '../store/store.ts'
import type { Succession } from '../store/succession.ts'
import { programDigest } from '../supply/judge.ts'
import type { FetchedFaces } from '../supply/load.ts'
import { loaders } from '../supply/loader/loaders.ts'
import { madeApart } from '../supply/loader/make-job.ts'
import { inSlices } from '../supply/slices.ts'
import { thisMoment } from '../system/clocks.ts'
import { traceOf } from '../system/why.ts'
import type { Settings } from '../text/config/settings.ts'
import { AddedParts } from './added-parts.ts'
import { beginFaces } from './begin-faces.ts'
import { failingCanaries } from './canaries.ts'
import { Admission } from './desk/admission.ts'
import { LateDesk } from './desk/late-desk.ts'
import { noSignatures, type SignatureCounts } from './desk/signature-counts.ts'
import { noTransfers, type TransferCounts } from './desk/transfer-counts.ts'
import type { BeforeShown } from './editions.ts'
import { keepHistory } from './keep-history.ts'
import { type Kept, openKept } from './kept.ts'
import { KeysInUse } from './keys-in-use.ts'
import type { LateDynamic } from './late-dynamic.ts'
import { logFaces } from './log-faces.ts'
import { Online } from './online.ts'
import { wantsAny } from './part.ts'
import { earlyParts } from './part-table.ts'
import type { PrepareParts } from './prepare.ts'
import { Responder } from './responder.ts'
import { responderOptions } from './responder-options.ts'
import { secureThreadCount } from './secure-threads.ts'
import type { ServerOptions } from './server.ts'
import { raiseUnsigned } from './unsigned-serials.ts'
import { type Watch, watched } from './watched.ts'

export type Parts = Omit<ServerOptions, 'readSettings'> & {
  readonly readSettings: PrepareParts['readSettings']
  readonly settings: Settings
  readonly state: StateFolder
  readonly files: ZoneFiles
  readonly keeping: Keeping
  readonly generations: Generations
  readonly kept: Kept
  /** Logs, counts and writes down what becomes of every update. */
  readonly updates: Updates
  readonly folding: Folding
  readonly store: Store
  readonly history: History
  readonly succession: Succession
  readonly closeHistory: () => Promise<void>
  readonly comparing: Comparing
  /** `tell` is called with the faces of which another edition is served. */
  readonly onEditions: { tell: (faces: readonly FaceChange[]) => void }
  readonly responder: Responder
  /** Answers TCP, and UDP where no workers do. */
  readonly respond: Respond
  readonly keys: KeysInUse
  /** The parts, of which each is loaded only where it is configured. */
  readonly added: AddedParts
  readonly dynamic: LateDynamic
  /** The zones of primaries and living entries of lists with which a start begins. */
  readonly fetched: FetchedFaces
  readonly desk: LateDesk
  /** The thread that signs on request. */
  readonly online: Online
  readonly transferCounts: TransferCounts
  readonly signatureCounts: SignatureCounts
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
    options.log.warn({ file, reason }, 'a file in the state folder is damaged, and is ignored'),
  )
  try {
    state.recover()
  } catch (error) {
    options.log.warn({ state: written.state.path, reason: String(error) }, 'the state folder cannot be cleaned up')
  }
  const { program = programDigest() } = options
  const files = new ZoneFiles(state, { program, loaders })
  const good = state.goodViews(program)
  // Where no early part decides what is read, files are read while the disk makes room for what is kept.
  const ahead = wantsAny(earlyParts, written, { state: written.state.path })
    ? undefined
    : files.read(written, { background: false })
  // A fault is thrown where the files are awaited.
  ahead?.catch(() => {})
  const kept = await openKept(written, options.log)
  const folding = new Folding()
  const history = new History()
  const comparing = new Comparing()
  const added = new AddedParts({ state: written.state.path, kept, comparing, folding, history, log: options.log })
  try {
    await added.openEarly(written)
  } catch (error) {
    // A program that starts a server may go on without it.
    added.stop()
    await kept.close()
    throw error
  }
  const settings = added.complete(written)
  const { fetched } = added
  const candidate = await inSlices(
    makingCandidate({
      settings,
      files: await (ahead ?? files.read(settings, { background: false })),
      running: undefined,
      state,
      good,
      make: madeApart(loaders.read, false),
      fetched,
    }),
  )
  logFaces(options.log, candidate)
  const onEditions: Parts['onEditions'] = { tell: () => {} }
  const { generations, house, store, succession, dynamic, withheld } = await beginFaces(candidate, {
    ...{ kept, comparing, folding, history: historyOfPlain(added, history), log: options.log },
    make: madeApart(loaders.read, false),
    onEditions: (faces) => onEditions.tell(faces),
    beforeShown: (published) => beforeShown(added, published),
    veil: veilOf(added),
    copies: added.early.copies,
  })
  // The next reload may come in days, and on a small server a warm loader takes as much memory as all else.
  loaders.rest()
  added.use(settings)
  const begin = await added.prepare(settings, settings)
  begin()
  await showSigned(added, generations)
  await raiseUnsigned({ added, generations, store, history, log: options.log })
  const closeHistory = await keepHistory(settings.state.path, { generations, history, comparing, log: options.log })
  const { current } = generations
  const wrong = failingCanaries(settings.operations.canaries, current.generation, responderOptions(settings))
  if (wrong.length > 0) options.log.error({ canaries: wrong }, 'canaries have wrong answers')
  const keys = new KeysInUse(options.log, settings.state.path)
  keys.use(settings)
  const counters = new Counters()
  counters.setPublicViews(publicViews(current))
  const onFault = faultLog(options.log, () => performance.now())
  await added.openLate(settings, { generations, house, store, succession, keys, dynamic, withheld })
  const transferCounts = noTransfers()
  const admission = new Admission(
    { generation: () => generations.current.generation, settings: () => generations.latest },
    transferCounts,
  )
  const responder = new Responder(current.generation, responderOptions(settings), counters, admission.admits)
  // The last ring belongs to the thread that signs on request.
  const threads = 2 + settings.workers + secureThreadCount(settings)
  const taps = [new TapChannel(threads), ...(settings.operations.dnstap ? [new TapChannel(threads)] : [])]
  const mainTaps = taps.map(({ filter, rings }) => new Tap(filter, rings[0]!))
  const watch: Watch = {
    counters,
    taps: mainTaps,
    generation: () => generations.current.generation,
    onFault: (error) => onFault(traceOf(error)),
  }
  const signatureCounts = noSignatures()
  const updates = new Updates(options.log, kept.audit)
  const online = new Online({
    workers: settings.workers,
    taps: taps.map(({ filter, rings }) => ({ filter, ring: rings[threads - 1]! })),
    zones: () => added.early.signing?.onlineZones() ?? [],
    busy: watched(responder.respondBusy, watch),
    onDeath: (reason) => options.log.error({ reason }, 'the thread that signs answers on demand died, and is replaced'),
    onFault,
  })
  const desk = new LateDesk({
    ...{
      dynamic,
      updates,
      generations,
      history,
      keys,
      responder,
      added,
      online,
      counters,
      transferCounts,
      signatureCounts,
      log: options.log,
    },
    watched: (respond) => watched(respond, watch),
    onFault: watch.onFault,
  })
  if (needsDesk(settings)) await desk.open()
  return {
    ...options,
    readSettings: async () => {
      const read = options.readSettings?.() ?? { settings: written, problems: [] }
      if (read.settings === undefined) return read
      await added.openMore(read.settings)
      await dynamic.openFor(read.settings)
      if (needsDesk(read.settings)) await desk.open()
      return { ...read, settings: added.complete(read.settings) }
    },
    ...{ settings, state, files, generations, kept, folding, comparing, store, history, closeHistory, succession },
    ...{ updates, dynamic },
    ...{ onEditions, keys, added, fetched, responder, online, desk, transferCounts, signatureCounts },
    ...{ counters, taps, mainTaps, onFault },
    respond: watched(responder.respond, watch),
    keeping: new Keeping(options.log, { program, good, writeKept: options.writeKept }, candidate),
  }
}

/** Gives what clients are shown of zones and views: signed, where they are signed here. */
function veilOf({ early }: AddedParts): Veil {
  return {
    zone: (view, origin, content) => (early.signing ? early.signing.shown.zone(view, origin, content) : content),
    view: (view) => early.signing?.shown.view(view) ?? view,
  }
}

function beforeShown({ early: { signing } }: AddedParts, published: readonly Published[]): ReturnType<BeforeShown> {
  return signing === undefined || signing.isIdle ? undefined : signing.change(published)
}

/** The history, without faces that are shown signed: signing adds the steps of these, with their signatures. */
function historyOfPlain({ early }: AddedParts, history: History): Pick<History, 'add' | 'drop'> {
  return {
    add: (step) => {
      if (!early.signing?.shown.covers(step.name)) history.add(step)
    },
    drop: (name) => {
      if (!early.signing?.shown.covers(name)) history.drop(name)
    },
  }
}

/** Signs what the first generation shows, before anybody is answered. */
async function showSigned(added: AddedParts, generations: Generations): Promise<void> {
  const { candidate } = generations.current
  if (added.early.signing === undefined) return
  const shown = await added.show(candidate, candidate.settings)
  generations.reshow()
  shown()
}

/** Whether the desk is sure to be needed; anybody may need it all the same. */
function needsDesk({ tsig, transfers, secondaries, primaries, updates }: Settings): boolean {
  return [tsig, transfers, secondaries, primaries, updates].some((list) => list.length > 0)
}

/** Logs faults, one line a second: somebody who can provoke one may do so often. `now`: a steady clock, in milliseconds. */
export function faultLog(log: Pick<Logger, 'error'>, now: () => number): (reason: string) => void {
  let last = -Infinity
  let faults = 0
  return (reason) => {
    faults++
    if (now() - last < 1000) return
    last = now()
    log.error({ reason, faults }, 'a query got SERVFAIL because of a bug in Janus: report it with this line')
    faults = 0
  }
}
