// One `janus user` at a time: each reads the file of users, and writes all of it. A lock on the folder around it, which the system
// lets go of however the process ends, keeps two from undoing each other.

import { closeSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { EWOULDBLOCK, type Posix } from '../system/posix.ts'

/** Milliseconds between two tries, and in all. */
const PAUSE = 20
const LONGEST = 10_000

/** `waits`: told once where somebody else is at it. Undefined where he does not end; throws system errors. */
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
