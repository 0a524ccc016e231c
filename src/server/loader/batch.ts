// What a server and a loader process say to each other. Images go through the shared file.
//
//   shared file:  number of the job being read: u32 | reserved | images, one behind the other, in the order of the jobs

import type { LoaderData } from './loader-thread.ts'
import type { FaceResult, LoaderJob } from './read-job.ts'

/** Of the file in the loader process. */
export const SHARED_FD = 4
export const FIRST_IMAGE = 8

export type HandedJob = Omit<LoaderJob, 'helper'> & {
  /** There is a processor for a second thread. */
  readonly helped: boolean
}

export type Batch = {
  readonly data: LoaderData
  readonly jobs: readonly HandedJob[]
  /** The loader gives way to the server. */
  readonly background: boolean
}

export type HandedFace = Omit<FaceResult, 'zone'> & {
  readonly zone?: Omit<NonNullable<FaceResult['zone']>, 'image'> & { readonly at: number; readonly octets: number }
}

/** One for each job. `memory`: it failed for want of that. */
export type BatchResult = (
  | (HandedFace & { readonly layered?: readonly HandedFace[]; readonly failure?: undefined })
  | { readonly failure: string; readonly memory: boolean }
)[]
