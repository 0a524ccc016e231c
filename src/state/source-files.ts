// Which files a compiled zone was made of, so that it can be told later whether they are still the same.

import { createHash, hash } from 'node:crypto'
import { closeSync, readSync, statSync } from 'node:fs'
import { openRegular } from '../system/regular-file.ts'

/** One file as it was when it was read. */
export type SourceFile = {
  /** Absolute, all links followed. */
  readonly path: string
  readonly size: number
  /** Nanoseconds of the last change, as text; empty where it was too recent to tell two changes apart. */
  readonly changed: string
  readonly inode: string
  /** SHA-256 of its octets, in hex; empty as long as `changed` tells enough: see withHashes(). */
  readonly hash: string
}

/** A clock and a file system may count in steps this long: a younger file may change again and look the same. */
const STEP_NS = 2_000_000_000n

/** What is known of the file at `path`, whose octets were read as `bytes`. Undefined where it has changed since. */
export function describeSource(path: string, bytes: Uint8Array): SourceFile | undefined {
  try {
    const stat = statSync(path, { bigint: true })
    if (Number(stat.size) !== bytes.length) return undefined
    const settled = BigInt(Date.now()) * 1_000_000n - stat.mtimeNs > STEP_NS
    return {
      path,
      size: bytes.length,
      changed: settled ? String(stat.mtimeNs) : '',
      inode: String(stat.ino),
      hash: settled ? '' : hashOf(bytes),
    }
  } catch {
    return undefined
  }
}

/** For whoever has time: the same with the hashes of all. Empty where one of the files is no longer what was read. */
export function withHashes(sources: readonly SourceFile[]): readonly SourceFile[] {
  const hashed = sources.map((source) => {
    if (source.hash !== '') return source
    const hash = isUntouched(source) ? hashOfFile(source) : undefined
    return hash && isUntouched(source) ? { ...source, hash } : undefined
  })
  return hashed.every((source) => source !== undefined) ? hashed : []
}

/** Whether the file still holds what it held: by size, time and inode, and where these do not tell by its contents. */
export function isUnchanged(source: SourceFile): boolean {
  return isUntouched(source) || (source.hash !== '' && hashOfFile(source) === source.hash)
}

/** Whether these octets, just read from the file, are those that were read then. */
export function isSame(source: SourceFile, bytes: Uint8Array): boolean {
  if (bytes.length !== source.size) return false
  return source.hash === '' ? isUntouched(source) : hashOf(bytes) === source.hash
}

/** Whether size, time and inode say that nobody has written to it. */
function isUntouched({ path, size, changed, inode }: SourceFile): boolean {
  try {
    const stat = statSync(path, { bigint: true })
    return Number(stat.size) === size && String(stat.mtimeNs) === changed && String(stat.ino) === inode
  } catch {
    return false
  }
}

function hashOf(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex')
}

/**
 * Read piece by piece: a large file is not to take its size in memory for this. Undefined where it cannot be read, or is not as
 * long as it was: then it is another one, whatever it holds, and nobody reads what may have no end.
 */
function hashOfFile({ path, size }: SourceFile): string | undefined {
  const hash = createHash('sha256')
  const piece = Buffer.allocUnsafe(PIECE)
  try {
    const { fd, size: now } = openRegular(path)
    try {
      if (now !== size) return undefined
      let left = size
      for (let read = 1; left > 0 && read > 0; left -= read) {
        read = readSync(fd, piece, 0, Math.min(left, PIECE), null)
        hash.update(piece.subarray(0, read))
      }
      return left === 0 ? hash.digest('hex') : undefined
    } finally {
      closeSync(fd)
    }
  } catch {
    return undefined
  }
}

/** In octets. */
const PIECE = 1 << 18
