// New images for faces that are edited, made one after the other in a thread that nobody waits for but the change that needs one.

import type { Worker } from 'node:worker_threads'
import { startInBackground } from '../system/background.ts'
import { type Changeset, RecordList } from '../zone/changeset.ts'
import type { Edition } from '../zone/edition.ts'
import type { Room } from '../zone/fold.ts'
import { Zone } from '../zone/zone.ts'

export type FoldJob = Shared & {
  readonly room: Room
  /** What the face's sources gave, where somebody wants to know how the zone differs from that. */
  readonly base: Shared | undefined
}
type Shared = { readonly image: SharedArrayBuffer; readonly edition: Edition }

export type FoldResult = {
  readonly image: SharedArrayBuffer
  readonly children: Uint32Array
  readonly begin: { readonly digest: string; readonly removed: Uint8Array; readonly added: Uint8Array } | undefined
}

export type Folded = {
  readonly zone: Zone
  /** As childrenOf() counts them. */
  readonly children: Uint32Array
  readonly begin: Begin | undefined
}

/** Of the base its digest (content-digest.ts), and what makes the zone of it. */
export type Begin = { readonly digest: string; readonly changes: Changeset }

/** Rejects where there is no memory for another image. */
export type Fold = (zone: Zone, room: Room, base?: Zone) => Promise<Folded>

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './fold-thread.ts' : './fold-thread.js', import.meta.url)

export class Folding {
  #worker: Worker | undefined
  #running: Promise<unknown> = Promise.resolve()

  readonly fold: Fold = (...job) => {
    const folded = this.#running.then(() => this.#foldAside(...job))
    this.#running = folded.catch(() => {})
    return folded
  }

  close(): void {
    void this.#worker?.terminate()
  }

  #foldAside(zone: Zone, room: Room, base?: Zone): Promise<Folded> {
    const worker = this.#worker ?? startInBackground(THREAD)
    this.#worker = worker
    worker.ref()
    worker.postMessage({ ...shared(zone), room, base: base && shared(base) } satisfies FoldJob)
    return new Promise((resolve, reject) => {
      const ended = () => {
        this.#worker = undefined
        reject(new Error('the thread that makes images has ended'))
      }
      worker.once('exit', ended)
      worker.once('error', reject)
      worker.once('message', ({ image, children, begin }: FoldResult) => {
        worker.off('exit', ended)
        worker.off('error', reject)
        worker.unref()
        resolve({ zone: Zone.open(image), children, begin: begin && openBegin(begin) })
      })
    })
  }
}

function shared({ image, edition }: Zone): Shared {
  return { image, edition }
}

function openBegin({ digest, removed, added }: NonNullable<FoldResult['begin']>): Begin {
  return { digest, changes: { removed: listOf(removed), added: listOf(added) } }
}

function listOf(bytes: Uint8Array): RecordList {
  const list = RecordList.read(bytes)
  if (typeof list === 'string') throw new Error(list)
  return list
}
