// Lets one `janus user` run at a time, because each reads the file of users and writes all of it. A lock on the folder keeps two from undoing
// each other; the system releases it however the process ends.

import { closeSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { EWOULDBLOCK, type Posix } from '../system/posix.ts'

/** Milliseconds between two tries, and for all tries together. */
const PAUSE = 20
const LONGEST = 10_000

/** `waits` is called once if another process has the lock. Gives undefined if that process does not end. Throws system errors. */
export async function asOneWriter<T>(
  path: string,
  posix: Pick<Posix, 'lockFile'> | undefined,
  waits: () => void,
  work: () => T,
): Promise<{ readonly done: T } | undefined> {
  const fd = openSync(dirname(path), 'r')
  try {
    for (let waited = 0; posix?.lockFile(fd) === EWOULDBLOCK; waited += PAUSE) {
      if (waited === 0) waits()
      if (waited >= LONGEST) return undefined
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
    return { done: work() }
  } finally {
    closeSync(fd)
  }
}
