// One server to one state folder: a lock on a file in it, which the system lets go of however the process ends.

import { ftruncateSync, lchownSync, lstatSync, mkdirSync, openSync, readdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Account } from './accounts.ts'
import { EWOULDBLOCK, type Posix } from './posix.ts'
import { readRegular } from './regular-file.ts'

/** `folder` is ours for as long as we run. */
export type StateLock =
  | { readonly kind: 'locked' }
  | { readonly kind: 'taken'; readonly by: string }
  /** Nothing can be kept there; what is served does not depend on it. */
  | { readonly kind: 'unusable'; readonly reason: string }

/** In octets: it holds the number of a process. */
const MAX_LOCK = 64

export function lockState(folder: string, posix: Posix | undefined): StateLock {
  const path = join(folder, 'lock')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o750 })
    const fd = openSync(path, 'a+', 0o640)
    const errno = posix?.lockFile(fd) ?? 0
    if (errno === EWOULDBLOCK) return { kind: 'taken', by: readRegular(path, MAX_LOCK).toString('utf8').trim() }
    ftruncateSync(fd)
    writeSync(fd, `${process.pid}\n`)
    return { kind: 'locked' }
  } catch (error) {
    return { kind: 'unusable', reason: error instanceof Error ? error.message : String(error) }
  }
}

/**
 * To be called as root: makes the folder and gives it to who will use it. What belongs to that user already is left alone,
 * for in it may lie links to what does not.
 */
export function giveStateTo(folder: string, { uid, gid }: Account): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o750 })
    if (lstatSync(folder).uid === uid) return
    for (const entry of readdirSync(folder, { recursive: true })) lchownSync(join(folder, entry.toString()), uid, gid)
    lchownSync(folder, uid, gid)
  } catch {
    // lockState() will say why the folder cannot be used.
  }
}
