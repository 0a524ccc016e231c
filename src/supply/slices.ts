// Does long work in slices on the thread that serves, which handles signals, connections and clocks in between.

import { setImmediate } from 'node:timers/promises'

/** Work that yields where it may be interrupted, and yields promises that it waits for. */
export type Sliced<T> = Generator<Promise<void> | void, T>

/** In milliseconds: a client that waits hardly notices it. */
const SLICE = 4

export async function inSlices<T>(work: Sliced<T>): Promise<T> {
  for (let begun = performance.now(); ; ) {
    const step = work.next()
    if (step.done) return step.value
    if (step.value) await step.value
    else if (performance.now() - begun < SLICE) continue
    else await setImmediate()
    begun = performance.now()
  }
}

/** As Array.map(), for tens of thousands of items. */
export function* mapped<T, R>(items: readonly T[], map: (item: T, i: number) => R): Sliced<R[]> {
  const all: R[] = []
  for (const [i, item] of items.entries()) {
    all.push(map(item, i))
    yield
  }
  return all
}

/** Does all work without a pause, where nobody waits; the work must not wait for promises. */
export function atOnce<T>(work: Sliced<T>): T {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}
