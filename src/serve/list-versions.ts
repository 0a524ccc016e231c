// Lists whose entries come and go, as secondaries see them: each second in which some did ends with another serial, and with the changes
// from one version to the other (RFC 1995). Threads that answer do not wait for that.

import { nameKey } from '../dns/name-key.ts'
import { ownerLabels } from '../lists/live/entry.ts'
import type { Value } from '../lists/live/values.ts'
import type { FaceName, FaceNow, Plan, Told } from '../store/change.ts'
import { ENTRY_OCTETS } from '../store/history.ts'
import type { Leases } from '../store/leases/leases.ts'
import type { EntryChange } from '../store/leases/unpublished.ts'
import { nextSerial } from '../store/serials.ts'
import { thisMoment } from '../system/clocks.ts'
import { type Changeset, RecordList } from '../zone/changeset.ts'
import { liveRecords } from '../zone/listed.ts'
import { changesToSerial, serialChange } from '../zone/soa-serial.ts'
import { faceIn, viewsWith } from './face-places.ts'
import type { Part } from './part.ts'
import type { BeforeSockets } from './part-table.ts'

/** Milliseconds between two versions, and milliseconds in which changes gather for one. */
const SPACING = 1000
const GATHER = 50

type List = { readonly origin: Uint8Array; at: number; timer: NodeJS.Timeout | undefined; isRunning: boolean }

export class ListVersions implements Part {
  readonly #base: BeforeSockets
  readonly #lists = new Map<string, List>()
  #isStopped = false

  constructor(base: BeforeSockets) {
    this.#base = base
  }

  /** Makes a version of each list: entries may have changed since the last process. */
  start(): void {
    const { leases } = this
    if (leases !== undefined) leases.onChanged = (origin) => this.#changed(origin)
    for (const { origin } of leases?.settings ?? []) this.#changed(origin)
  }

  stop(): void {
    this.#isStopped = true
    for (const { timer } of this.#lists.values()) clearTimeout(timer)
  }

  get leases(): Leases | undefined {
    return this.#base.early.leases?.leases
  }

  #changed(origin: Uint8Array): void {
    const key = nameKey(origin)
    const list = this.#lists.get(key) ?? { origin, at: Number.NEGATIVE_INFINITY, timer: undefined, isRunning: false }
    this.#lists.set(key, list)
    if (list.timer !== undefined || list.isRunning || this.#isStopped) return
    const wait = Math.max(list.at + SPACING - thisMoment().steady, GATHER)
    list.timer = setTimeout(() => void this.#next(list), wait).unref()
  }

  async #next(list: List): Promise<void> {
    list.timer = undefined
    list.isRunning = true
    list.at = thisMoment().steady
    try {
      await this.#publish(list.origin)
    } catch (error) {
      this.#base.log.error(
        { reason: String(error) },
        'a list cannot get a new serial: secondaries keep the old version',
      )
    }
    list.isRunning = false
    if (this.leases?.versionsOf(list.origin)?.isNewest === false) this.#changed(list.origin)
  }

  async #publish(origin: Uint8Array): Promise<void> {
    const versions = this.leases?.versionsOf(origin)
    if (versions === undefined || versions.isNewest) return
    const { store, succession, generations } = this.#base
    const faces = viewsWith(generations, origin)
      .map((view): FaceName => ({ view, origin }))
      .filter((name) => isList(faceIn(generations, name)?.face.source.kind))
    if (faces.length === 0) {
      // No face shows the list, so that no secondary can have it.
      versions.begin([])
      versions.published()
      return
    }
    // After a crash, the next process must not give this serial to another content.
    await succession.learn(
      faces.flatMap((name) => {
        const serial = faceIn(generations, name)?.served?.serial
        return serial === undefined ? [] : [{ name, serial: nextSerial(serial) }]
      }),
    )
    const outcome = await store.acceptJoint({ faces, octets: 256, plan: (now) => this.#plan(origin, now) })
    if (outcome.kind === 'accepted') versions.published()
    else {
      versions.failed()
      if (outcome.kind !== 'unknown-face') throw new Error(outcome.kind === 'failed' ? outcome.reason : outcome.kind)
    }
  }

  #plan(origin: Uint8Array, now: readonly FaceNow[]): Plan {
    const { leases } = this
    const versions = leases!.versionsOf(origin)!
    const setting = leases!.settingOf(origin)
    const known = versions.begin(now.map(({ newest }) => newest))
    // An entry that a file has too may come to light or be hidden by one that is added: then the changes are not known.
    const isPlain = setting !== undefined && setting.files.length === 0
    const entries = known && isPlain ? changesOf(origin, known, Math.min(setting.ttl, versions.mostTtl)) : undefined
    const octets = (leases!.statsOf(origin)?.entries ?? 0) * ENTRY_OCTETS
    return {
      changes: now.map(({ newest }) => serialChange(newest, nextSerial(newest.serial))),
      told: now.map(({ newest }): Told => {
        const changes = entries && changesToSerial(entries, newest, nextSerial(newest.serial))
        return { changes, octets }
      }),
      isUnjudged: true,
      undo: () => versions.failed(),
    }
  }
}

function isList(kind: string | undefined): boolean {
  return kind === 'list'
}

function changesOf(apex: Uint8Array, changes: readonly EntryChange[], ttl: number): Changeset {
  const [removed, added] = [RecordList.empty(), RecordList.empty()]
  const put = (list: RecordList, labels: Uint8Array, value: Value | undefined) => {
    if (value === undefined) return
    const content = { ttl, entries: () => [{ ...value, labels, end: 0 }] }
    for (const { name, type, rdata, length } of liveRecords({ apex }, content))
      list.add(name, 0, type, ttl, rdata, 0, length)
  }
  for (const { entry, before, after } of changes) {
    const labels = ownerLabels(entry)
    put(removed, labels, before)
    put(added, labels, after)
  }
  return { removed, added }
}
