// A thread's responder over the generation that was published last, and its way over to the next. It fetches the messages that carry the
// next one between two answers: the event loop may not run meanwhile.

import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import type { OnlineSigner } from '../answer/online.ts'
import type { Counters } from '../observe/counters.ts'
import type { Generation } from '../views/view.ts'
import type { Admits } from './hand-over.ts'
import { openChange, openGeneration, type SharedChange, type SharedGeneration } from './published.ts'
import { Responder } from './responder.ts'
import { Control, type Publication } from './worker-control.ts'

/** The generation with which a thread begins. */
export type Begun = {
  readonly generation: SharedGeneration
  /** The number under which the generation was published. */
  readonly publication: number
  readonly control: SharedArrayBuffer
}

export class Changeover {
  generation: Generation
  readonly responder: Responder
  readonly #port: MessagePort
  readonly #counters: Counters
  readonly #words: Int32Array
  #publication: number

  /** `port`: where what is published comes. `admits`: as handle() takes it. `signer`: as Responder has it. */
  constructor(
    { generation, publication, control }: Begun,
    port: MessagePort,
    counters: Counters,
    admits?: Admits,
    signer?: OnlineSigner,
  ) {
    counters.setPublicViews(generation.publicViews)
    this.generation = openGeneration(generation)
    this.responder = new Responder(this.generation, generation.options, counters, admits, signer)
    this.#port = port
    this.#counters = counters
    this.#words = new Int32Array(control)
    this.#publication = publication
  }

  /** Takes over what has been published. Call it before each answer: a question gets what was published before it came. */
  catchUp(): void {
    if (Atomics.load(this.#words, Control.publication) !== this.#publication) this.#changeOver()
  }

  #changeOver(): void {
    for (let next = receiveMessageOnPort(this.#port); next; next = receiveMessageOnPort(this.#port)) {
      const { shared, publication } = next.message as Publication
      this.#publication = publication
      const { generation, faces, moved, surroundings } = opened(this.generation, shared)
      this.generation = generation
      if (surroundings === undefined) this.responder.change(generation, faces, moved)
      else {
        this.responder.use(generation, surroundings.options)
        this.#counters.setPublicViews(surroundings.publicViews)
      }
    }
  }
}

function opened(before: Generation, shared: SharedGeneration | SharedChange) {
  if (shared.kind === 'change') return { ...openChange(before, shared), surroundings: shared.surroundings }
  return { generation: openGeneration(shared), faces: [], moved: [], surroundings: shared }
}
