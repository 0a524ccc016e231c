// Settles the serial of every face of a new candidate (serials.ts), and how the face differs from its version before. All of it is settled,
// and each new serial is on the disk, before the server answers from the candidate.

import { hash } from 'node:crypto'
import { resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { isNewerSerial } from '../dns/serial.ts'
import type { LoadedFace } from '../supply/load.ts'
import { whyOf } from '../system/why.ts'
import { isForeign } from '../text/config/sources.ts'
import type { Changeset } from '../zone/changeset.ts'
import { digestAfter } from '../zone/content-digest.ts'
import { Editor } from '../zone/editor.ts'
import { roomFor } from '../zone/room.ts'
import { sealOf } from '../zone/seal.ts'
import { changesToSerial, isSerialAlone, serialChange } from '../zone/soa-serial.ts'
import { NONE, Zone } from '../zone/zone.ts'
import { type FaceName, faceKey } from './change.ts'
import type { Comparing } from './comparing.ts'
import type { Fold } from './folding.ts'
import type { Candidate } from './generation/candidate.ts'
import { withServed } from './generation/with-served.ts'
import { type History, transferOctets } from './history.ts'
import type { LastServed, SerialRecord } from './serial-record.ts'
import { serialFor } from './serials.ts'

export type SuccessionOptions = {
  readonly record: Pick<SerialRecord, 'of' | 'put'>
  readonly comparing: Comparing
  readonly fold: Fold
  readonly history: Pick<History, 'add' | 'drop'>
  readonly onFault: (reason: string) => void
}

/** A face that changes. */
type Settled = {
  readonly name: FaceName
  readonly served: Zone
  readonly before: Zone | undefined
  /** Undefined if nobody knows them, or if they take more than the zone. */
  readonly changes: Changeset | undefined
  readonly last: LastServed
}

/** A change that the serial does not show to secondaries. */
export type Missed = {
  readonly name: FaceName
  readonly from: number
  readonly to: number
  /**
   * Why the face keeps its serial: the configuration wants that; somebody signed the zone or made its digest; or it is a primary's. In the
   * last two cases the server goes on with the version that it serves, if it serves one.
   */
  readonly why: 'configured' | 'sealed' | 'primary'
}

export type Following = {
  readonly candidate: Candidate
  readonly settled: readonly Settled[]
  readonly missed: readonly Missed[]
  /** Faces that are gone, with their last serials. */
  readonly gone: readonly LastServed[]
}

export type SettleOptions = {
  /** A rollback: serve the earlier content, whatever the sources give. */
  readonly isRollback?: boolean
  /** Faces, by faceKey(), whose serials other code settles. */
  readonly edited?: ReadonlySet<string>
}

export class Succession {
  readonly #options: SuccessionOptions
  /** From an edition that differs only in its serial to the zone that its source gave. */
  readonly #raised = new WeakMap<Zone, Zone>()
  /** From that zone to the last edition made of it, which other views can share. */
  readonly #lastRaised = new WeakMap<Zone, WeakRef<Zone>>()
  #isClosed = false

  constructor(options: SuccessionOptions) {
    this.#options = options
  }

  /** Settles `after`, which will follow `before` (undefined at the start). Changes nothing yet. */
  async settle(
    before: Candidate | undefined,
    after: Candidate,
    { isRollback = false, edited = NOBODY }: SettleOptions = {},
  ): Promise<Following> {
    const old = before === undefined ? NOTHING : before.settings === after.settings ? byPlace(before) : byName(before)
    const faces = after.loaded.faces.slice()
    const states = after.states.slice()
    const settled: Settled[] = []
    const missed: Missed[] = []
    let begun = performance.now()
    for (const [i, face] of faces.entries()) {
      const was = old.take(face, i)
      if (face === was) continue
      const name = nameOf(after, face)
      if (face.served === undefined || face.served.soa === NONE) continue
      if (face.served === was?.served && face.live === was.live) continue
      if (edited.has(faceKey(name))) continue
      const next = isForeign(face.face) ? fromPrimary(name, face, was) : await this.#settle(name, face, was, isRollback)
      if (next.missed) missed.push(next.missed)
      if (next.face !== face) faces[i] = next.face
      if (next.face.zone === undefined && face.zone !== undefined) states[i] = 'stale-source'
      if (next.settled) settled.push(next.settled)
      if (performance.now() - begun < SLICE) continue
      await setImmediate()
      begun = performance.now()
    }
    const gone: LastServed[] = []
    if (before) for (const face of old.rest()) gone.push(...(await this.#lastOf(nameOf(before, face), face)))
    return { candidate: withServed(after, faces, states), settled, missed, gone }
  }

  /** Writes the serials down. Rejects if the disk does not take them. */
  async record({ settled, gone }: Following): Promise<void> {
    await this.#options.record.put([...settled.map(({ last }) => last), ...gone])
  }

  /**
   * Takes in serials that were served, as another part knows them, for each face in their order: across two steps of half the circle,
   * neither serial would be newer (RFC 1982 §3.2).
   */
  learn(all: readonly LastServed[]): Promise<void> {
    const { record } = this.#options
    const news = new Map<string, LastServed>()
    for (const one of all) {
      const known = news.get(faceKey(one.name)) ?? record.of(one.name)
      if (known === undefined || isNewerSerial(one.serial, known.serial)) news.set(faceKey(one.name), one)
    }
    return record.put([...news.values()])
  }

  /** The face's last serial and content. */
  last(name: FaceName): LastServed | undefined {
    return this.#options.record.of(name)
  }

  /** Call it before the candidate is served: secondaries may ask for the difference at once. */
  done({ settled }: Following): void {
    const { history, comparing } = this.#options
    for (const { name, before, served: after, changes } of settled) {
      if (before !== undefined && changes !== undefined)
        history.add({ name, before, after, changes, digest: comparing.known(after) })
      else history.drop(name)
    }
  }

  /** Makes the missing digests in the background. */
  async complete(candidate: Candidate): Promise<void> {
    const { comparing, record, onFault } = this.#options
    try {
      for (const batch of batches(candidate.loaded.faces, BATCH)) {
        const last: LastServed[] = []
        for (const face of batch) {
          const { served } = face
          if (this.#isClosed) return
          if (served === undefined) continue
          const name = nameOf(candidate, face)
          const known = record.of(name)
          if (known?.digest !== undefined && comparing.known(served) === known.digest) continue
          const digest = await comparing.digest(served)
          last.push({ name, serial: served.serial, digest, made: this.#madeOf(face, served) })
        }
        await record.put(last.filter((one) => isOlder(record.of(one.name), one)))
        await setImmediate()
      }
    } catch (error) {
      if (!this.#isClosed) onFault(whyOf(error))
    }
  }

  close(): void {
    this.#isClosed = true
  }

  async #lastOf(name: FaceName, face: LoadedFace): Promise<LastServed[]> {
    const { served } = face
    if (served === undefined) return []
    const digest = await this.#options.comparing.digest(served)
    return [{ name, serial: served.serial, digest, made: this.#madeOf(face, served) }]
  }

  async #settle(
    name: FaceName,
    face: LoadedFace,
    was: LoadedFace | undefined,
    isRollback: boolean,
  ): Promise<{ readonly face: LoadedFace; readonly settled?: Settled; readonly missed?: Missed }> {
    const wanted = face.served!
    // The sources give what they gave: the edition made of that goes on.
    const isAsBefore = was?.zone === wanted && face.zone === wanted && face.live === was.live
    if (!isRollback && isAsBefore && was.served !== undefined) return { face: { ...face, served: was.served } }
    return was?.served === undefined
      ? this.#settleFirst(name, face, wanted)
      : this.#settleNext(name, face, wanted, was, was.served)
  }

  async #settleNext(
    name: FaceName,
    face: LoadedFace,
    wanted: Zone,
    was: LoadedFace,
    before: Zone,
  ): Promise<{ readonly face: LoadedFace; readonly settled?: Settled; readonly missed?: Missed }> {
    const { comparing } = this.#options
    // The leased entries beside its files change, and no image tells how.
    const isOtherwise = face.live !== was.live
    const found = isOtherwise ? undefined : await comparing.difference(before, wanted, transferOctets(wanted))
    const isSame = found !== undefined && isSerialAlone(found)
    const serial = serialFor(wanted.serial, before.serial, isSame)
    if (isSame && wanted.serial === before.serial) return { face }
    const kept = keepsSerial(face, wanted)
    const from = before.serial
    if (kept !== undefined && !isNewerSerial(wanted.serial, from)) {
      const missed = { name, from, to: wanted.serial, why: kept }
      if (kept === 'sealed') return { face: { ...face, zone: undefined, served: before, lines: was.lines }, missed }
      return { face, missed, settled: await this.#settled(name, face, wanted, before, found) }
    }
    // Only the serial differs: the source does not know how far Janus has counted.
    if (isSame && serial === from) return { face: { ...face, served: before, lines: was.lines } }
    const served = await this.#withSerial(wanted, serial)
    const told = hasLeases(face) ? undefined : found
    const changes = told && (serial === wanted.serial ? told : changesToSerial(told, before, serial))
    return { face: { ...face, served }, settled: await this.#settled(name, face, served, before, changes) }
  }

  /** For a face that is not served now: the record has what was served last, before this process or before the face went. */
  async #settleFirst(
    name: FaceName,
    face: LoadedFace,
    wanted: Zone,
  ): Promise<{ readonly face: LoadedFace; readonly settled?: Settled; readonly missed?: Missed }> {
    const last = this.#options.record.of(name)
    if (last === undefined || isNewerSerial(wanted.serial, last.serial))
      return { face, settled: await this.#settled(name, face, wanted, undefined, undefined) }
    const isSame = await this.#isAsLast(face, wanted, last)
    const kept = keepsSerial(face, wanted)
    if (kept !== undefined) {
      const isMissed = !isSame || wanted.serial !== last.serial
      const missed = { name, from: last.serial, to: wanted.serial, why: kept }
      return {
        face,
        settled: await this.#settled(name, face, wanted, undefined, undefined),
        ...(isMissed && { missed }),
      }
    }
    const served = await this.#withSerial(wanted, serialFor(wanted.serial, last.serial, isSame))
    if (isSame && last.digest !== undefined) this.#options.comparing.learn(served, last.digest)
    return { face: { ...face, served }, settled: await this.#settled(name, face, served, undefined, undefined) }
  }

  async #isAsLast(face: LoadedFace, wanted: Zone, last: LastServed): Promise<boolean> {
    // Nobody knows which entries had ended when the server last served it.
    if (hasLeases(face)) return false
    if (last.made !== undefined && last.made === madeOf(face)) return true
    if (last.digest === undefined) return false
    const digest = await this.#options.comparing.digest(wanted)
    return digestAfter(digest, serialChange(wanted, last.serial)) === last.digest
  }

  async #settled(
    name: FaceName,
    face: LoadedFace,
    served: Zone,
    before: Zone | undefined,
    changes: Changeset | undefined,
  ): Promise<Settled> {
    const { comparing } = this.#options
    // The digest of a list covers its entries, not the records that these stand for.
    const isListed = served.entries !== undefined || before?.entries !== undefined
    if (before !== undefined && changes !== undefined && !isListed) comparing.after(before, served, changes)
    const made = this.#madeOf(face, served)
    // Until there is time for a digest, the stamp of its files identifies the version.
    const digest = made === undefined && comparing.isQuick(served) ? await comparing.digest(served) : undefined
    const last = { name, serial: served.serial, digest: digest ?? comparing.known(served), made }
    return { name, served, before, changes, last }
  }

  /** As madeOf(), if the served zone is what these files give except for its serial. */
  #madeOf(face: LoadedFace, served: Zone): string | undefined {
    return (this.#raised.get(served) ?? served) === face.zone ? madeOf(face) : undefined
  }

  async #withSerial(zone: Zone, serial: number): Promise<Zone> {
    if (zone.serial === serial) return zone
    const known = this.#lastRaised.get(zone)?.deref()
    if (known?.serial === serial) return known
    const change = serialChange(zone, serial)
    const { zone: image, children } = await this.#options.fold(zone, roomFor(zone, change))
    const edition = new Editor(image, children).edit(change)
    if (edition instanceof Zone) {
      this.#raised.set(edition, zone)
      this.#lastRaised.set(zone, new WeakRef(edition))
      return edition
    }
    throw new Error(`a zone does not take the serial ${serial}: ${edition.kind}`)
  }
}

/** The primary counts these serials. A kept copy does not follow a newer version from another source: the zone comes again. */
function fromPrimary(
  name: FaceName,
  face: LoadedFace,
  was: LoadedFace | undefined,
): { readonly face: LoadedFace; readonly settled?: Settled; readonly missed?: Missed } {
  const [before, after] = [was?.served, face.served!]
  if (before === undefined || was?.face.source.kind === 'primary' || isNewerSerial(after.serial, before.serial))
    return { face }
  const missed = { name, from: before.serial, to: after.serial, why: 'primary' } as const
  return { face: { ...face, zone: undefined, served: before, lines: was!.lines }, missed }
}

const NOBODY: ReadonlySet<string> = new Set()

/** In milliseconds: how long the work may hold the thread. */
const SLICE = 4
/** How many faces go on record together. */
const BATCH = 256

/** A signature or a digest of the zone covers its serial (RFC 4035 §2.2, RFC 8976 §2.2.1). */
function keepsSerial({ face }: LoadedFace, zone: Zone): Missed['why'] | undefined {
  if (sealOf(zone) !== undefined) return 'sealed'
  return face.serial === 'source' ? 'configured' : undefined
}

/** Whether the face has leased entries beside its image. */
function hasLeases({ face: { source } }: LoadedFace): boolean {
  return source.kind === 'list' && source.list.leases !== undefined
}

/** A stamp of the face's files when it was read; undefined if it is made of more, or if one was only just written. */
function madeOf({ zone, madeOf: files = [] }: LoadedFace): string | undefined {
  if (zone === undefined || files.length === 0 || files.some(({ changed }) => changed === '')) return undefined
  // Absolute paths: a program that reads beside the server may use shorter ones.
  const known = files.map(({ path, size, changed, inode }) => [resolve(path), size, changed, inode])
  return hash('sha256', JSON.stringify(known), 'base64').slice(0, 22)
}

/** Whether the known serial is not newer than this one. */
function isOlder(known: LastServed | undefined, { serial }: LastServed): boolean {
  return known === undefined || known.serial === serial || isNewerSerial(serial, known.serial)
}

function nameOf({ settings }: Candidate, { view, origin }: LoadedFace): FaceName {
  return { view: settings.views[view]!.name, origin }
}

/** Finds the earlier face that each face follows, each once. */
type Earlier = {
  readonly take: (after: LoadedFace, place: number) => LoadedFace | undefined
  /** The faces that nothing follows. */
  readonly rest: () => Iterable<LoadedFace>
}

const NOTHING: Earlier = { take: () => undefined, rest: () => [] }

/** For the same settings: both candidates have their faces in the same order. */
function byPlace({ loaded: { faces } }: Candidate): Earlier {
  return { take: (_after, place) => faces[place], rest: () => [] }
}

function byName(candidate: Candidate): Earlier {
  const { loaded } = candidate
  const keyOf = ({ face, origin }: LoadedFace) => faceKey({ view: face.viewName, origin })
  const faces = new Map(loaded.faces.map((face) => [keyOf(face), face]))
  return {
    take: (after) => {
      const key = keyOf(after)
      const was = faces.get(key)
      faces.delete(key)
      return was
    },
    rest: () => faces.values(),
  }
}

function* batches<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let i = 0; i < all.length; i += size) yield all.slice(i, i + size)
}
