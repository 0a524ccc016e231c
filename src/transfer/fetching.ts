// The caller's side of the thread that asks primaries: callers put a question and get an outcome.

import type { Worker } from 'node:worker_threads'
import type { Said } from '../dns/said.ts'
import { Budget } from '../memory/budget.ts'
import { startInBackground } from '../system/background.ts'
import { trimSoon } from '../system/trim-memory.ts'
import { whyOf } from '../system/why.ts'
import type { TsigKey } from '../wire/tsig/mac.ts'
import { type Changeset, RecordList } from '../zone/changeset.ts'
import { FEW_RECORDS } from '../zone/fold.ts'
import { Zone } from '../zone/zone.ts'
import type { SoaAnswer } from './ask-soa.ts'
import type { Fetched, FetchFailure, FetchJob } from './fetch.ts'
import { type Arrival, isLight } from './keeping.ts'
import type { Peer } from './peer.ts'
import { transferMemory } from './portions.ts'
import { say } from './says.ts'
import type { TransferThreadData } from './transfer-thread.ts'

/** Where to keep a zone that comes whole. */
export type CopyPlace = { readonly path: string; readonly view: string }

export type TransferOrder = { readonly number: number } & (
  | { readonly kind: 'soa'; readonly apex: Uint8Array; readonly peer: Peer }
  | { readonly kind: 'fetch'; readonly job: FetchJob; readonly copy: CopyPlace }
)

type Sent<Result> = Result extends { readonly kind: 'zone' }
  ? Omit<Result, 'zone'> & { readonly image: SharedArrayBuffer }
  : Result extends { readonly kind: 'changes' }
    ? Omit<Result, 'changes'> & { readonly removed: Uint8Array; readonly added: Uint8Array }
    : Result

/** Says that the zone is on the disk, or why not. */
type Kept = { readonly kind: 'kept'; readonly why: Said | undefined }

/** An answer with a zone is followed by a second one, Kept. */
export type TransferAnswer = { readonly order: number } & (Sent<Fetched> | FetchFailure | SoaAnswer | Kept)

type FetchedZone = Extract<Fetched, { kind: 'zone' }> & Pick<Arrival, 'kept' | 'isUnsynced'>

export type Result = Exclude<Fetched, { kind: 'zone' }> | FetchedZone | FetchFailure

const THREAD = new URL(
  import.meta.url.endsWith('.ts') ? './transfer-thread.ts' : './transfer-thread.js',
  import.meta.url,
)

type Wanting = {
  readonly answered: (answer: Answer | FetchFailure) => void
  readonly kept: (why: Said | undefined) => void
}

type Answer = Exclude<TransferAnswer, Kept>

export class Fetching {
  readonly #memory: number
  readonly #onSigned: (key: TsigKey) => void
  readonly #budget: Budget
  #worker: Worker | undefined
  readonly #wanting = new Map<number, Wanting>()
  #orders = 0
  #isClosed = false

  /** `memory`: octets that all transfers together may take. `onSigned` is called with the key of each answer whose signature was good. */
  constructor(memory = transferMemory(), onSigned: (key: TsigKey) => void = () => {}) {
    this.#memory = memory
    this.#onSigned = onSigned
    this.#budget = new Budget(memory)
  }

  async askSoa(apex: Uint8Array, peer: Peer): Promise<SoaAnswer> {
    const answer = await this.#ask({ kind: 'soa', apex, peer })
    this.#note(answer, peer)
    return answer.kind === 'soa' || answer.kind === 'failed' ? answer : wrong()
  }

  async fetch(job: FetchJob, copy: CopyPlace): Promise<Result> {
    const { promise: kept, resolve } = Promise.withResolvers<Said | undefined>()
    const answer = await this.#ask({ kind: 'fetch', job, copy }, resolve)
    this.#note(answer, job.peer)
    switch (answer.kind) {
      case 'zone':
        if (answer.records >= FEW_RECORDS) trimSoon()
        return {
          ...answer,
          ...{ zone: Zone.open(answer.image), kept, isUnsynced: isLight(job.stays !== undefined, answer.records) },
        }
      case 'changes':
        return { ...answer, changes: opened(answer) }
      case 'soa':
        return wrong()
      default:
        return answer
    }
  }

  close(): void {
    this.#isClosed = true
    void this.#worker?.terminate()
    this.#worker = undefined
  }

  /** Notes that the key works: a primary that is asked with a key has to sign its answer with it. */
  #note({ kind }: Answer | FetchFailure, { key }: Peer): void {
    if (key !== undefined && kind !== 'failed') this.#onSigned(key)
  }

  #ask(
    order:
      | Omit<Extract<TransferOrder, { kind: 'soa' }>, 'number'>
      | Omit<Extract<TransferOrder, { kind: 'fetch' }>, 'number'>,
    kept: Wanting['kept'] = () => {},
  ) {
    // A caller that waited for the thread when it ended asks once more.
    if (this.#isClosed) return Promise.resolve(failure('nobody is asked any more'))
    const worker = this.#worker ?? this.#start()
    const number = this.#orders++
    return new Promise<Answer | FetchFailure>((answered) => {
      this.#wanting.set(number, { answered, kept })
      worker.postMessage({ ...order, number } satisfies TransferOrder)
    })
  }

  #start(): Worker {
    const account = this.#budget.open()
    const workerData: TransferThreadData = { account, memory: this.#memory }
    const worker = startInBackground(THREAD, { workerData })
    worker.unref()
    this.#worker = worker
    worker.on('message', (answer: TransferAnswer) => {
      const wanting = this.#wanting.get(answer.order)
      if (answer.kind !== 'zone') this.#wanting.delete(answer.order)
      if (answer.kind === 'kept') wanting?.kept(answer.why)
      else wanting?.answered(answer)
    })
    const ended = (reason: string) => {
      this.#budget.close(account)
      if (this.#worker === worker) this.#worker = undefined
      const all = [...this.#wanting.values()]
      this.#wanting.clear()
      const failed = failure(reason)
      for (const { answered, kept } of all) {
        answered(failed)
        kept(failed.reason)
      }
    }
    worker.on('error', (error) => ended(whyOf(error)))
    worker.on('exit', () => ended('the thread that asks primaries has ended'))
    return worker
  }
}

function opened({ removed, added }: { readonly removed: Uint8Array; readonly added: Uint8Array }): Changeset {
  const [one, other] = [RecordList.read(removed), RecordList.read(added)]
  if (typeof one === 'string' || typeof other === 'string') throw new Error('changes were damaged between two threads')
  return { removed: one, added: other }
}

function failure(reason: string): FetchFailure {
  return { kind: 'failed', reason: say('fault', { reason }), unreachable: false }
}

function wrong(): FetchFailure {
  return failure('an answer to another question')
}
