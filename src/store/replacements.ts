// Faces that come whole from other servers. Tens of thousands may come at a start, so the store publishes together those that come while it
// keeps others. A face that comes alone waits for nobody.

import { whyOf } from '../system/why.ts'
import { isEditable } from '../zone/editable.ts'
import type { Zone } from '../zone/zone.ts'
import { type FaceName, faceKey, type Refused, type Replacing } from './change.ts'
import type { Comparing } from './comparing.ts'
import type { History } from './history.ts'
import type { FaceAs, House, Judged } from './house.ts'

export type ReplacementsOptions = {
  readonly house: House
  readonly comparing: Comparing
  readonly history?: Pick<History, 'drop'> | undefined
  readonly onFault: (reason: string) => void
  /** As in Store. */
  readonly alone: (task: () => Promise<void>) => Promise<void>
  readonly judged: (judged: Judged) => Refused | undefined
  /** Ends the changes of these faces. */
  readonly end: (names: readonly FaceName[]) => Promise<void>
  /** Forgets what the store knew of the face. */
  readonly forget: (name: FaceName) => void
}

type Waiting = Replacing & {
  readonly name: FaceName
  readonly zone: Zone | undefined
  readonly resolve: (refused: Refused | undefined) => void
  readonly reject: (error: unknown) => void
}

/** How many the store judges and keeps together, while other changes wait. */
const MOST_TOGETHER = 64

export class Replacements {
  readonly #options: ReplacementsOptions
  /** Zones that are served already take their turn before first-time zones: somebody may have told Janus that they changed. */
  #served: Waiting[] = []
  #first: Waiting[] = []
  #isCalled = false

  constructor(options: ReplacementsOptions) {
    this.#options = options
  }

  async add(name: FaceName, zone: Zone | undefined, replacing: Replacing): Promise<Refused | undefined> {
    if (replacing.written !== undefined) await replacing.written
    return new Promise((resolve, reject) => {
      const one = { ...replacing, name, zone, resolve, reject }
      if (this.#comesFirst(name)) this.#first.push(one)
      else this.#served.push(one)
      this.#call()
    })
  }

  /** Whether the zone waits among the first-time zones. A zone that comes twice keeps the order of its two versions. */
  #comesFirst(name: FaceName): boolean {
    if (this.#options.house.faceAt(name) === undefined) return true
    const key = faceKey(name)
    return this.#first.some((one) => faceKey(one.name) === key)
  }

  #call(): void {
    if (this.#isCalled || this.#served.length + this.#first.length === 0) return
    this.#isCalled = true
    this.#options.alone(() => this.#takeTurn()).catch((error) => this.#options.onFault(whyOf(error)))
  }

  async #takeTurn(): Promise<void> {
    this.#isCalled = false
    const batch = this.#batch()
    this.#call()
    const good: Waiting[] = []
    for (const one of batch) if (this.#isGood(one, good)) good.push(one)
    const kept = await keepAll(good)
    try {
      await this.#publish(kept)
    } catch (error) {
      for (const { reject } of kept) reject(error)
      return
    }
    for (const { resolve } of kept) resolve(undefined)
  }

  /** Two versions of one face go into two batches. */
  #batch(): readonly Waiting[] {
    const batch = new Map<string, Waiting>()
    this.#served = this.#served.slice(take(this.#served, batch))
    this.#first = this.#first.slice(take(this.#first, batch))
    return [...batch.values()]
  }

  /** `beside`: faces that will be served at the same time. */
  #isGood({ name, zone, isWanted, onWrong, resolve, reject }: Waiting, beside: readonly Waiting[]): boolean {
    try {
      const refused = this.#refused(name, zone, isWanted, beside)
      // While nothing of the face is served, as at a start, there is no right answer that a canary could protect.
      const isServed = refused !== undefined && this.#options.house.faceAt(name) !== undefined
      if (refused === undefined) return true
      if (isServed || refused.kind === 'unknown-face' || refused.kind === 'declined') {
        resolve(refused)
        return false
      }
      onWrong?.(refused)
      return true
    } catch (error) {
      reject(error)
      return false
    }
  }

  #refused(
    name: FaceName,
    zone: Zone | undefined,
    isWanted: Replacing['isWanted'],
    beside: readonly Waiting[],
  ): Refused | undefined {
    if (!this.#options.house.hasFace(name)) return { kind: 'unknown-face' }
    if (isWanted?.() === false) return { kind: 'declined' }
    if (zone === undefined) return undefined
    const others = beside.flatMap((one): FaceAs[] => (one.zone ? [{ name: one.name, edition: one.zone }] : []))
    return this.#options.judged({ name, edition: zone, changed: [], names: undefined, beside: others })
  }

  async #publish(kept: readonly Waiting[]): Promise<void> {
    if (kept.length === 0) return
    const { house, history, end, forget, comparing } = this.#options
    await end(kept.flatMap(({ name, zone }) => (zone === undefined ? [] : [name])))
    // The new serial says nothing about the history: another content may have had it, or it is older.
    for (const { name } of kept) history?.drop(name)
    await house.publish(kept.map(({ name, zone: edition }) => ({ name, edition, isBase: true })))
    for (const { name, zone } of kept) {
      forget(name)
      // Makes the digest ahead, so that the first change need not wait for it. If that fails, mostly because the server has ended, the
      // first change asks again and says why.
      if (zone !== undefined && isEditable(zone)) comparing.digest(zone).catch(() => {})
    }
  }
}

/** Gives how many of the waiting it has taken. */
function take(waiting: readonly Waiting[], batch: Map<string, Waiting>): number {
  for (const [taken, one] of waiting.entries()) {
    const key = faceKey(one.name)
    if (batch.size === MOST_TOGETHER || batch.has(key)) return taken
    batch.set(key, one)
  }
  return waiting.length
}

/** Gives those that a crash does not lose. */
async function keepAll(good: readonly Waiting[]): Promise<readonly Waiting[]> {
  const done = await Promise.all(
    good.map(async (one) => {
      try {
        await one.keep?.()
        return one
      } catch (error) {
        one.reject(error)
        return undefined
      }
    }),
  )
  return done.filter((one) => one !== undefined)
}
