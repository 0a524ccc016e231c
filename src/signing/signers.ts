// Signs whole faces: in this thread if nobody notices the time that takes, otherwise in a thread of its own.

import { Aside, type Shared, shared } from '../store/aside.ts'
import { listOf } from '../zone/changeset.ts'
import { Zone } from '../zone/zone.ts'
import { noProgress, type Progress } from './side-by-side.ts'
import { runSignJob, type SignJob, type SignOutcome } from './sign-job.ts'

/** Asks for the zone to sign in place of a list. */
export type ListJob = { readonly list: Shared }

export type PassedJob = Omit<SignJob, 'content' | 'before' | 'others'> & {
  readonly content: Shared
  readonly before: Shared | undefined
  readonly others: readonly Shared[]
  readonly progress: Progress
}

/** Gets how many signatures are made, of how many. */
export type Tell = (made: number, all: number) => void

export type PassedOutcome =
  | { readonly kind: 'form'; readonly image: SharedArrayBuffer | undefined }
  | Exclude<SignOutcome, { readonly kind: 'signed' }>
  | {
      readonly kind: 'signed'
      readonly image: SharedArrayBuffer
      readonly made: number
      readonly reused: number
      readonly changes: { readonly removed: Uint8Array; readonly added: Uint8Array } | undefined
    }

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './sign-thread.ts' : './sign-thread.js', import.meta.url)

/** The signatures of so many records take a few milliseconds. */
const FEW = 100
/** Signing a zone of so many octets leaves as much garbage in the thread. */
const LARGE = 1 << 22
/** How often the progress is told, in milliseconds. */
const TELL_MS = 5000

export class Signers {
  readonly #thread = new Aside<PassedJob | ListJob, PassedOutcome>(THREAD, {
    isWearing: (job) => ('list' in job ? job.list : job.content).image.byteLength > LARGE,
  })

  /** The zone to sign in place of the list; undefined where it would be too long. Rejects if the thread ends. */
  async formOf(list: Zone): Promise<Zone | undefined> {
    const outcome = await this.#thread.ask({ list: shared(list) })
    if (outcome.kind !== 'form') throw new Error(outcome.kind === 'faulty' ? outcome.reason : outcome.kind)
    return outcome.image && Zone.open(outcome.image)
  }

  /** Rejects if the thread ends. */
  async sign(job: SignJob, tell: Tell): Promise<SignOutcome> {
    if (job.content.records < FEW) return runSignJob(job)
    const { content, before, others } = job
    const progress = noProgress()
    const zones = { content: shared(content), before: before && shared(before), others: others.map(shared) }
    const telling = setInterval(() => {
      if (progress[1]! > 0) tell(Atomics.load(progress, 0), progress[1]!)
    }, TELL_MS).unref()
    const asked = this.#thread.ask({ ...job, ...zones, progress })
    const outcome = await asked.finally(() => clearInterval(telling))
    if (outcome.kind === 'form') throw new Error('a zone was to be signed')
    if (outcome.kind !== 'signed') return outcome
    const { image, changes, ...counts } = outcome
    return {
      ...counts,
      zone: Zone.open(image),
      changes: changes && { removed: listOf(changes.removed), added: listOf(changes.added) },
    }
  }

  close(): void {
    this.#thread.close()
  }
}
