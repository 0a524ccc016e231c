// Tells what the server serves to all threads that answer, to the desk that transfers zones, and to the parts.

import type { FaceChange } from '../answer/freshness.ts'
import { publicViews } from '../store/generation/generations.ts'
import type { Parts } from './parts.ts'
import { type Published, shareFaces, stepBetween } from './published.ts'
import { responderOptions } from './responder-options.ts'
import type { Sockets } from './sockets.ts'

export class Publishing {
  readonly #parts: Parts
  readonly #sockets: Sockets
  #published: Published

  /** `published`: the publication with which the sockets began. */
  constructor(parts: Parts, sockets: Sockets, published: Published) {
    this.#parts = parts
    this.#sockets = sockets
    this.#published = published
  }

  /** Tells that other editions of these faces are served, and that all else stays. */
  publishFaces(faces: readonly FaceChange[]): void {
    const { generations, responder, desk, added } = this.#parts
    const { generation } = generations.current
    const change = shareFaces(this.#published, generation, faces)
    this.#published = { ...this.#published, generation }
    responder.change(generation, faces)
    desk.transfers?.rendered.keepServed(generation)
    this.#sockets.publish(this.#published, change)
    for (const { view, member } of faces) {
      const { name, zones } = generation.views[view]!
      added.edited(name, zones.member(member)!.apex)
    }
  }

  publish(): void {
    const { responder, counters, desk, added } = this.#parts
    const before = this.#published
    const next = publishedOf(this.#parts)
    const step = stepBetween(before, next)
    const published = step?.after ?? next
    this.#published = published
    if (step?.faces) responder.change(published.generation, step.faces)
    else {
      responder.use(published.generation, published.options)
      counters.setPublicViews(published.publicViews)
    }
    desk.transfers?.rendered.keepServed(published.generation)
    this.#sockets.publish(published, step?.change)
    added.switched(before.generation)
  }
}

/** The current generation, as it is published. */
export function publishedOf({ generations, settings: { tcp } }: Pick<Parts, 'generations' | 'settings'>): Published {
  const { current } = generations
  return {
    generation: current.generation,
    publicViews: publicViews(current),
    // Connections keep the timeout that they were begun with.
    options: { ...responderOptions(current.candidate.settings), idleTimeout: tcp.idleTimeout },
  }
}
