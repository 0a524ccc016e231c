// Work on zones of any size in steps, so that a thread that serves meanwhile can stop between two of them.

export type Steps<T> = Generator<undefined, T>

/** Nodes or rrsets in one step, which takes a millisecond or two. */
export const STEP = 4096

/** Does all steps without a pause, where nobody waits. */
export function allSteps<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
