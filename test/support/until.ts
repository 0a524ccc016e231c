// Waits for what a server does by itself.

import { setTimeout } from 'node:timers/promises'

const STEP = 25
/** Whoever has been asked too early by a busy machine is asked again half a minute later, and then a minute later. */
const MOST = 150_000

/** Resolves as soon as it is so. Rejects with `waits for WHAT` when it has not come to that for far too long. */
export async function until(what: string | (() => string), isSo: () => boolean | Promise<boolean>): Promise<void> {
  const begun = performance.now()
  while (!(await isSo())) {
    if (performance.now() - begun > MOST) throw new Error(`waits for ${typeof what === 'string' ? what : what()}`)
    await setTimeout(STEP)
  }
}
