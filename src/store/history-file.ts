// The history of faces on the disk, so that secondaries need not fetch whole zones after a restart. A loss costs no more than that: so
// nobody waits for a write, and a start ignores whatever does not lead to the zone that it serves.

import { type Changeset, RecordList } from '../zone/changeset.ts'
import { serialAfter } from '../zone/soa-serial.ts'
import { type FaceName, faceKey } from './change.ts'
import { type Entry, readEntry, writeEntry } from './journal.ts'
import { Log } from './log.ts'
import { disk } from './log-file.ts'
import { MAGIC, writeRecord } from './log-format.ts'

/** Of version 1 nobody knows who saw a step: a Janus that writes it neither makes notes about views nor keeps those that it finds. */
export const HISTORY_VERSION = 2

/** The changes that led to one version; `digest`: that version's. */
export type KeptStep = { readonly changes: Changeset; readonly digest: string }

type Found = Entry & { readonly version: number }

/** From so many octets on, the file begins anew with the steps that are still wanted. */
const BULKY = 1 << 27

export class HistoryFile {
  readonly #log: Log
  readonly #onFault: (error: unknown) => void
  readonly #bulky: number
  /** The steps in the file, by face, oldest first. */
  readonly #found = new Map<string, { readonly name: FaceName; readonly steps: KeptStep[] }>()
  /** Names of the views that everybody sees, as the file has it. */
  #public: ReadonlySet<string>
  #isBroken = false
  #compacting: Promise<void> | undefined

  private constructor(log: Log, found: readonly Found[], onFault: (error: unknown) => void, bulky: number) {
    this.#log = log
    this.#onFault = onFault
    this.#bulky = bulky
    const seen = new Set<string>()
    for (const { name, digest, changes, version } of found) {
      const note = digest === undefined ? noteIn(name) : undefined
      if (note?.isPublic && version === HISTORY_VERSION) {
        seen.add(note.view)
        this.#forget(note.view)
      } else if (note) seen.delete(note.view)
      if (note) continue
      const known = this.#found.get(faceKey(name)) ?? { name, steps: [] }
      this.#found.set(faceKey(name), known)
      if (digest !== undefined) known.steps.push({ digest, changes })
    }
    this.#public = seen
  }

  /** Gives a sentence if nobody must write to the file. `bulky`: as BULKY. Rejects with system errors. */
  static async open(path: string, onFault: (error: unknown) => void, bulky = BULKY): Promise<HistoryFile | string> {
    const found: Found[] = []
    const options = { version: HISTORY_VERSION, onTorn: () => {} }
    const log = await Log.open(path, options, (payload, version) => {
      found.push({ ...readEntry(payload), version })
    })
    return typeof log === 'string' ? log : new HistoryFile(log, found, onFault, bulky)
  }

  /** Gives the steps that the file had, and forgets them. */
  takeFound(): readonly { readonly name: FaceName; readonly steps: readonly KeptStep[] }[] {
    const found = [...this.#found.values()]
    this.#found.clear()
    return found
  }

  /** Notes which views everybody sees from now on. For a view that only some saw before, the file forgets all earlier steps. */
  use(now: ReadonlySet<string>): void {
    const come = [...now].filter((view) => !this.#public.has(view))
    const gone = [...this.#public].filter((view) => !now.has(view))
    this.#public = now
    for (const view of come) this.#forget(view)
    if (this.#isBroken || come.length + gone.length === 0) return
    const notes = [...come.map((view) => noteOf(view, true)), ...gone.map((view) => noteOf(view, false))]
    this.#log.append(notes.map(writeEntry)).catch((error) => this.#break(error))
  }

  #forget(view: string): void {
    for (const [key, { name }] of this.#found) if (name.view === view) this.#found.delete(key)
  }

  /** `all`: gives the steps that are still wanted of every face, in case the file is too large. */
  add(name: FaceName, { changes, digest }: KeptStep, all: () => Iterable<Entry>): void {
    if (this.#isBroken) return
    this.#log.append([writeEntry({ name, digest, changes })]).catch((error) => this.#break(error))
    if (this.#log.size > this.#bulky) this.#compacting ??= this.#compact(all)
  }

  async close(): Promise<void> {
    await this.#compacting
    await this.#log.close()
  }

  async #compact(all: () => Iterable<Entry>): Promise<void> {
    try {
      await this.#log.compact(async (_path, _end, to) => {
        const file = await disk.open(to)
        try {
          await file.cut(0)
          await file.write(0, MAGIC)
          let at = MAGIC.length
          // Notes about views that change meanwhile come behind these records.
          const notes = [...this.#public].map((view) => noteOf(view, true))
          for (const entry of chained(notes, all())) {
            const record = writeRecord(HISTORY_VERSION, writeEntry(entry))
            await file.write(at, record)
            at += record.length
          }
          await file.sync()
        } finally {
          await file.close()
        }
      })
    } catch (error) {
      this.#break(error)
    }
    this.#compacting = undefined
  }

  /** Stops writing: a gap in the file is worse than its end. */
  #break(error: unknown): void {
    if (!this.#isBroken) this.#onFault(error)
    this.#isBroken = true
  }
}

function* chained(first: Iterable<Entry>, then: Iterable<Entry>): Generator<Entry> {
  yield* first
  yield* then
}

const EVERY_ZONE = Uint8Array.of(0)

/** An entry that is no step: from here on everybody sees the view, or no longer does. */
function noteOf(view: string, isPublic: boolean): Entry {
  const changes = { removed: RecordList.empty(), added: RecordList.empty() }
  return { name: { view: `${view} ${isPublic ? 'public' : 'private'}`, origin: EVERY_ZONE }, changes }
}

/** Names of views have no spaces. */
function noteIn({ view }: FaceName): { readonly view: string; readonly isPublic: boolean } | undefined {
  const end = view.lastIndexOf(' ')
  return end < 0 ? undefined : { view: view.slice(0, end), isPublic: view.endsWith(' public') }
}

/** The last steps that lead without a gap to the version with this digest. */
export function leadingTo(steps: readonly KeptStep[], digest: string): readonly KeptStep[] {
  const last = steps.findLastIndex((step) => step.digest === digest)
  let first = last
  while (first > 0 && serialAfter(steps[first - 1]!.changes) === serialBefore(steps[first]!.changes)) first--
  return last < 0 ? [] : steps.slice(first, last + 1)
}

export function serialBefore({ removed, added }: Changeset): number | undefined {
  return serialAfter({ removed: added, added: removed })
}
