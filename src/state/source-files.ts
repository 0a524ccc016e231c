// Which files a compiled zone was made of, so that it can be told later whether they are still the same.

import { createHash, hash } from 'node:crypto'
import { closeSync, openSync, readSync, statSync } from 'node:fs'

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
    const hash = isUntouched(source) ? hashOfFile(source.path) : undefined
    return hash && isUntouched(source) ? { ...source, hash } : undefined
  })
  return hashed.every((source) => source !== undefined) ? hashed : []
}

/** Whether the file still holds what it held: by size, time and inode, and where these do not tell by its contents. */
export function isUnchanged(source: SourceFile): boolean {
  return isUntouched(source) || (source.hash !== '' && hashOfFile(source.path) === source.hash)
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

/** Read piece by piece: a large file is not to take its size in memory for this. Undefined where it cannot be read. */
function hashOfFile(path: string): string | undefined {
  const hash = createHash('sha256')
  const piece = Buffer.allocUnsafe(PIECE)
  try {
    const fd = openSync(path, 'r')
    try {
      for (let read = readSync(fd, piece); read > 0; read = readSync(fd, piece)) hash.update(piece.subarray(0, read))
    } finally {
      closeSync(fd)
    }
    return hash.digest('hex')
  } catch {
    return undefined
  }
}

/** In octets. */
const PIECE = 1 << 18
