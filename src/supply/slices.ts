// Does long work on the thread that serves in slices, between which that thread hears signals, connections and clocks.

import { setImmediate } from 'node:timers/promises'

/** Work that yields where it may be interrupted, or what it waits for. */
export type Sliced<T> = Generator<Promise<void> | void, T>

/** In milliseconds: whoever waits hardly notices it. */
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

/** As Array.map(), where there may be tens of thousands. */
export function* mapped<T, R>(items: readonly T[], map: (item: T, i: number) => R): Sliced<R[]> {
  const all: R[] = []
  for (const [i, item] of items.entries()) {
    all.push(map(item, i))
    yield
  }
  return all
}

/** For whoever has nobody waiting; the work may wait for nobody either. */
export function atOnce<T>(work: Sliced<T>): T {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}
