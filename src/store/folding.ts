// Makes new images for edited faces in a thread, one after the other. Only changes that need a new image wait for it.

import { type Changeset, listOf, RecordList } from '../zone/changeset.ts'
import { contentDigest, digestAfter } from '../zone/content-digest.ts'
import { diff } from '../zone/diff.ts'
import { childrenOf } from '../zone/editor.ts'
import { FEW_RECORDS, fold, type Room } from '../zone/fold.ts'
import { Zone } from '../zone/zone.ts'
import { Aside, IDLE, type Shared, shared } from './aside.ts'

export type FoldJob = Shared & {
  readonly room: Room
  /** What the face's sources gave, if the journal has to hear how the zone differs from that. */
  readonly base: Shared | undefined
}

export type FoldResult = {
  readonly image: SharedArrayBuffer
  readonly children: Uint32Array
  readonly begin: { readonly digest: string; readonly removed: Uint8Array; readonly added: Uint8Array } | undefined
}

export type Folded = {
  readonly zone: Zone
  /** As counted by childrenOf(). */
  readonly children: Uint32Array
  readonly begin: Begin | undefined
}

/** The base's digest (content-digest.ts), and the changes from the base to the zone. */
export type Begin = { readonly digest: string; readonly changes: Changeset }

/** Rejects if there is no memory for another image. */
export type Fold = (zone: Zone, room: Room, base?: Zone) => Promise<Folded>

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './fold-thread.ts' : './fold-thread.js', import.meta.url)

export class Folding {
  readonly #thread = new Aside<FoldJob, FoldResult>(THREAD, { idle: IDLE })

  readonly fold: Fold = async (zone, room, base) => {
    if (zone.records < FEW_RECORDS && (base?.records ?? 0) < FEW_RECORDS && room.heap < LITTLE)
      return folded(zone, room, base)
    const job = { ...shared(zone), room, base: base && shared(base) }
    const { image, children, begin } = await this.#thread.ask(job)
    return { zone: Zone.open(image), children, begin: begin && openBegin(begin) }
  }

  close(): void {
    this.#thread.close()
  }
}

/** Octets of room for changes in a small zone: there may be more changes than records. */
const LITTLE = 1 << 20

/** The digest of the base with the changes. */
export function digestOf(begin: Begin | undefined): string | undefined {
  return begin && digestAfter(begin.digest, begin.changes)
}

/** What the thread does. */
export function folded(from: Zone, room: Room, base: Zone | undefined): Folded {
  const zone = fold(from, room)
  return { zone, children: childrenOf(zone), begin: base && beginOf(base, from) }
}

const NOTHING: Changeset = { removed: RecordList.empty(), added: RecordList.empty() }

function beginOf(base: Zone, zone: Zone): Begin {
  const isBase = base.image === zone.image && base.edition.number === zone.edition.number
  return { digest: contentDigest(base), changes: isBase ? NOTHING : diff(base, zone)! }
}

function openBegin({ digest, removed, added }: NonNullable<FoldResult['begin']>): Begin {
  return { digest, changes: { removed: listOf(removed), added: listOf(added) } }
}
