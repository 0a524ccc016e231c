// Keeps a state folder for one server: it locks a file in it, and the system releases the lock however the process ends.

import { constants, fstatSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { EWOULDBLOCK, type Posix } from './posix.ts'
import { readRegular } from './regular-file.ts'
import { whyOf } from './why.ts'

/** `locked`: the folder is ours for as long as we run. */
export type StateLock =
  | { readonly kind: 'locked' }
  | { readonly kind: 'taken'; readonly by: string }
  /** We can keep nothing there; answers do not depend on it. */
  | { readonly kind: 'unusable'; readonly reason: string }

/** Octets of the file, which holds the number of a process. */
const MAX_LOCK = 64

const { O_RDWR, O_APPEND, O_CREAT, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants
/** Follows no link: one that somebody put there would lead to a file that we must not write. */
const OWN = O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK | O_NOFOLLOW

export function lockState(folder: string, posix: Posix | undefined): StateLock {
  const path = join(folder, 'lock')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o750 })
    const fd = openSync(path, OWN, 0o640)
    if (!fstatSync(fd).isFile()) return { kind: 'unusable', reason: `${path} is not a regular file` }
    const errno = posix?.lockFile(fd) ?? 0
    if (errno === EWOULDBLOCK) return { kind: 'taken', by: readRegular(path, MAX_LOCK).toString('utf8').trim() }
    ftruncateSync(fd)
    writeSync(fd, `${process.pid}\n`)
    return { kind: 'locked' }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') return { kind: 'unusable', reason: `${path} is a link` }
    return { kind: 'unusable', reason: whyOf(error) }
  }
}
