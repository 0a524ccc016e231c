// The history of each face: the changes from one serial to the next, as far back as is worth keeping. A secondary that has an
// earlier version gets these instead of the whole zone (RFC 1995).

import { isNewerSerial } from '../dns/serial.ts'
import type { Changeset } from '../zone/changeset.ts'
import { serialAfter } from '../zone/soa-serial.ts'
import type { Zone } from '../zone/zone.ts'
import { type FaceName, faceKey } from './change.ts'
import { type HistoryFile, type KeptStep, serialBefore } from './history-file.ts'
import type { Entry } from './journal.ts'

/** From one served version of a face to the next. */
export type Step = {
  readonly name: FaceName
  readonly before: Zone
  readonly after: Zone
  readonly changes: Changeset
  /** Digest of the content of `after` (content-digest.ts), if known. */
  readonly digest?: string | undefined
  /** About what `after` takes in a transfer, where its image does not tell. */
  readonly octets?: number
}

/** A published version, and the changes that lead on from it. */
type Kept = {
  readonly from: number
  readonly to: number
  readonly changes: Changeset
  readonly octets: number
  readonly digest: string | undefined
}

type Face = { readonly name: FaceName; readonly steps: Kept[]; octets: number }

/** Most octets of changes kept for all faces together. */
const MOST_OCTETS = 1 << 26
/** What a step takes beside its records, in octets. */
const STEP_OCTETS = 128

export class History {
  /** The face that changed last comes last. */
  readonly #faces = new Map<string, Face>()
  readonly #most: number
  #octets = 0
  #file: HistoryFile | undefined
  /** Names of the views that everybody sees. */
  #public: ReadonlySet<string> | undefined
  /** Names of the views that everybody has come to see since the start. */
  readonly #come = new Set<string>()

  /** `most`: octets for all faces together. */
  constructor(most = MOST_OCTETS) {
    this.#most = most
  }

  /** In octets. */
  get size(): number {
    return this.#octets
  }

  /**
   * The changes from the version with this serial to the newest, in order; each has the SOA first among its removals and its additions.
   * Empty for the newest itself; undefined if Janus does not know them and a secondary needs the whole zone.
   */
  since({ view, origin }: FaceName, serial: number): readonly Changeset[] | undefined {
    const face = this.#faces.get(faceKey({ view, origin }))
    const newest = face?.steps.at(-1)
    if (face === undefined || newest === undefined) return undefined
    if (newest.to === serial) return []
    const first = face.steps.findLastIndex(({ from }) => from === serial)
    return first < 0 ? undefined : face.steps.slice(first).map(({ changes }) => changes)
  }

  /** Adds a step. A step that does not follow the last one makes the earlier ones worthless. */
  add({ name, before, after, changes, digest, octets: whole = transferOctets(after) }: Step): void {
    const key = faceKey(name)
    const known = this.#faces.get(key)
    const face = known?.steps.at(-1)?.to === before.serial ? known : { name, steps: [], octets: 0 }
    this.#forget(key)
    // A secondary with the same or a newer serial would not ask for it (RFC 1982).
    if (!isNewerSerial(after.serial, before.serial)) return
    const octets = changes.removed.size + changes.added.size + STEP_OCTETS
    face.steps.push({ from: before.serial, to: after.serial, changes, octets, digest })
    face.octets += octets
    forgetOldest(face, Math.min(Math.max(whole, LITTLE), this.#most))
    if (face.steps.length > 0) this.#faces.set(key, face)
    this.#octets += face.octets
    this.#makeRoom()
    if (digest !== undefined) this.#file?.add(name, { changes, digest }, () => this.#entries())
  }

  /** From now on the history outlives the process. */
  keepIn(file: HistoryFile): void {
    this.#file = file
    if (this.#public) file.use(this.#public)
  }

  /** Call it with the views of each new configuration: clients who come to see a view must not learn what its faces were before. */
  use(views: readonly { readonly name: string; readonly public: boolean }[]): void {
    const before = this.#public
    const now = new Set(views.flatMap((view) => (view.public ? [view.name] : [])))
    this.#public = now
    if (before) {
      for (const view of now) if (!before.has(view)) this.#come.add(view)
      for (const [key, { name }] of this.#faces) if (now.has(name.view) && !before.has(name.view)) this.#forget(key)
    }
    this.#file?.use(now)
  }

  /** Takes in steps of earlier processes that lead to the served version, unless more is known by now. */
  restore(name: FaceName, served: Zone, steps: readonly KeptStep[]): void {
    const key = faceKey(name)
    // It takes a while to recognize a large zone: by now everybody may see the view.
    if (this.#faces.has(key) || steps.length === 0 || this.#come.has(name.view)) return
    const kept = steps.map(({ changes, digest }): Kept => {
      const octets = changes.removed.size + changes.added.size + STEP_OCTETS
      return { from: serialBefore(changes) ?? -1, to: serialAfter(changes) ?? -1, changes, octets, digest }
    })
    if (kept.at(-1)!.to !== served.serial) return
    const face: Face = { name, steps: kept, octets: kept.reduce((sum, { octets }) => sum + octets, 0) }
    forgetOldest(face, Math.min(transferOctets(served), this.#most))
    if (face.steps.length === 0) return
    this.#faces.set(key, face)
    this.#octets += face.octets
    this.#makeRoom()
  }

  *#entries(): Generator<Entry> {
    for (const { name, steps } of [...this.#faces.values()])
      for (const { changes, digest } of [...steps]) if (digest !== undefined) yield { name, digest, changes }
  }

  /** Forgets a face: nobody knows how it came to its present version. */
  drop(name: FaceName): void {
    this.#forget(faceKey(name))
  }

  #makeRoom(): void {
    for (const key of this.#faces.keys()) {
      if (this.#octets <= this.#most) return
      this.#forget(key)
    }
  }

  #forget(key: string): void {
    this.#octets -= this.#faces.get(key)?.octets ?? 0
    this.#faces.delete(key)
  }
}

/** RFC 1995 §5: changes that take more than the whole zone are of no use. */
function forgetOldest(face: Face, most: number): void {
  let gone = 0
  for (; face.octets > most; gone++) face.octets -= face.steps[gone]!.octets
  face.steps.splice(0, gone)
}

/** Type, class, TTL, length of the rdata, and a pointer to a name that went before (RFC 1035 §4.1.4). */
const RECORD_OCTETS = 12

/** About how many octets the zone takes in a transfer, and at least a few: small changes are never too much. */
export function transferOctets({ edition: { used, records }, entries }: Zone): number {
  return Math.max(used.heap + records * RECORD_OCTETS + (entries?.entries ?? 0) * ENTRY_OCTETS, LITTLE)
}

/** Octets of a list's entry in a transfer: a record, and the labels of its owner in front of the list's name. */
export const ENTRY_OCTETS = 2 * RECORD_OCTETS

const LITTLE = 4096
