// Makes digests of zones, and finds how two zones differ: for small zones at once, for large ones in a thread of its own.

import { type Changeset, listOf } from '../zone/changeset.ts'
import { contentDigest, digestAfter } from '../zone/content-digest.ts'
import { diff } from '../zone/diff.ts'
import { FEW_RECORDS } from '../zone/fold.ts'
import { isLongerThan } from '../zone/listed-zone.ts'
import { sameContent } from '../zone/same-content.ts'
import type { Zone } from '../zone/zone.ts'
import { Aside, IDLE, type Shared, shared } from './aside.ts'

export type CompareJob =
  | { readonly kind: 'diff'; readonly before: Shared; readonly after: Shared; readonly limit: number }
  | { readonly kind: 'digest'; readonly zone: Shared }

export type CompareResult =
  | { readonly removed: Uint8Array; readonly added: Uint8Array }
  /** The difference takes more than the limit. */
  | undefined
  | string

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './compare-thread.ts' : './compare-thread.js', import.meta.url)

export class Comparing {
  readonly #thread = new Aside<CompareJob, CompareResult>(THREAD, { idle: IDLE })
  readonly #digests = new WeakMap<Zone, string>()
  /** One object for all zones of the same content. */
  readonly #contents = new WeakMap<Zone, object>()
  /** By the later zone: how the zone last compared with it differs. Holds no zone that nobody serves. */
  readonly #differences = new WeakMap<
    Zone,
    { readonly before: WeakRef<Zone>; readonly changes: Changeset | undefined; readonly limit: number }
  >()

  /** As diff() in zone/diff.ts. */
  async difference(before: Zone, after: Zone, limit: number): Promise<Changeset | undefined> {
    const known = this.#differences.get(after)
    // Another caller may have a higher limit.
    if (known?.before.deref() === before && (known.changes !== undefined || limit <= known.limit))
      return known.changes && octetsOf(known.changes) <= limit ? known.changes : undefined
    const changes = await this.#diff(before, after, limit)
    this.#differences.set(after, { before: new WeakRef(before), changes, limit })
    return changes
  }

  async #diff(before: Zone, after: Zone, limit: number): Promise<Changeset | undefined> {
    // A list has few records, and those that its entries stand for are compared.
    if (![before, after].some((zone) => isLongerThan(zone, FEW_RECORDS / 2))) return diff(before, after, limit)
    const found = await this.#thread.ask({ kind: 'diff', before: shared(before), after: shared(after), limit })
    if (typeof found !== 'object') return undefined
    return { removed: listOf(found.removed), added: listOf(found.added) }
  }

  /** Whether both zones hold the same records. */
  async isSame(a: Zone, b: Zone): Promise<boolean> {
    if (a === b || this.isKnown(a, b)) return true
    if (a.records !== b.records || a.names !== b.names) return false
    const isSame = this.isQuick(a) ? sameContent(a, b) : (await this.digest(a)) === (await this.digest(b))
    if (isSame) {
      const content = this.#contents.get(a) ?? {}
      for (const zone of [a, b]) this.#contents.set(zone, content)
    }
    return isSame
  }

  /** Whether both are known to hold the same records. */
  isKnown(a: Zone, b: Zone): boolean {
    const content = this.#contents.get(a)
    return content !== undefined && content === this.#contents.get(b)
  }

  /** The zone's contentDigest(). */
  async digest(zone: Zone): Promise<string> {
    const known = this.#digests.get(zone)
    if (known !== undefined) return known
    const digest = this.isQuick(zone)
      ? contentDigest(zone)
      : await this.#thread.ask({ kind: 'digest', zone: shared(zone) })
    if (typeof digest !== 'string') throw new Error('a zone without a digest')
    this.#digests.set(zone, digest)
    return digest
  }

  /** Whether the zone is so small that nobody notices a look at all of it. */
  isQuick({ records }: Zone): boolean {
    return records < FEW_RECORDS
  }

  /** The digest, if it is known already. */
  known(zone: Zone): string | undefined {
    return this.#digests.get(zone)
  }

  /** The digest after the changes, if the one before them is known. */
  after(before: Zone, after: Zone, changes: Changeset): string | undefined {
    const earlier = this.#digests.get(before)
    if (earlier === undefined) return this.#digests.get(after)
    const digest = digestAfter(earlier, changes)
    this.#digests.set(after, digest)
    return digest
  }

  /** Notes a digest that a caller knows. */
  learn(zone: Zone, digest: string): void {
    this.#digests.set(zone, digest)
  }

  close(): void {
    this.#thread.close()
  }
}

function octetsOf({ removed, added }: Changeset): number {
  return removed.size + added.size
}
