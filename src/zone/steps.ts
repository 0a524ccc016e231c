// Work on zones of any size in steps, so that a thread that serves meanwhile can stop between two of them.

export type Steps<T> = Generator<undefined, T>

/** So many nodes or rrsets are a step: a millisecond or two. */
export const STEP = 4096

/** For whoever has nobody waiting. */
export function allSteps<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
