// New images for faces that are edited, made one after the other in a thread that nobody waits for but the change that needs one.

import type { Worker } from 'node:worker_threads'
import { startInBackground } from '../system/background.ts'
import type { Edition } from '../zone/edition.ts'
import type { Room } from '../zone/fold.ts'
import { Zone } from '../zone/zone.ts'

export type FoldJob = { readonly image: SharedArrayBuffer; readonly edition: Edition; readonly room: Room }
export type FoldResult = { readonly image: SharedArrayBuffer; readonly children: Uint32Array }

export type Folded = { readonly zone: Zone; readonly children: Uint32Array }

/** Rejects where there is no memory for another image. */
export type Fold = (zone: Zone, room: Room) => Promise<Folded>

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './fold-thread.ts' : './fold-thread.js', import.meta.url)

export class Folding {
  #worker: Worker | undefined
  #running: Promise<unknown> = Promise.resolve()

  readonly fold: Fold = (zone, room) => {
    const folded = this.#running.then(() => this.#foldAside(zone, room))
    this.#running = folded.catch(() => {})
    return folded
  }

  close(): void {
    void this.#worker?.terminate()
  }

  #foldAside({ image, edition }: Zone, room: Room): Promise<Folded> {
    const worker = this.#worker ?? startInBackground(THREAD)
    this.#worker = worker
    worker.ref()
    worker.postMessage({ image, edition, room } satisfies FoldJob)
    return new Promise((resolve, reject) => {
      const ended = () => {
        this.#worker = undefined
        reject(new Error('the thread that makes images has ended'))
      }
      worker.once('exit', ended)
      worker.once('error', reject)
      worker.once('message', ({ image, children }: FoldResult) => {
        worker.off('exit', ended)
        worker.off('error', reject)
        worker.unref()
        resolve({ zone: Zone.open(image), children })
      })
    })
  }
}
