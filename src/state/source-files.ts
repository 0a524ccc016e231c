// Which files a compiled zone was made of, so that it can be told later whether they are still the same.

import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'

/** One file as it was when it was read. */
export type SourceFile = {
  /** Absolute, all links followed. */
  readonly path: string
  readonly size: number
  /** Nanoseconds of the last change, as text; empty where it was too recent to tell two changes apart. */
  readonly changed: string
  readonly inode: string
  /** SHA-256 of its octets, in hex. */
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
      hash: hashOf(bytes),
    }
  } catch {
    return undefined
  }
}

/** Whether the file still holds what it held: by size, time and inode, and where these do not tell by its contents. */
export function isUnchanged(source: SourceFile): boolean {
  try {
    const stat = statSync(source.path, { bigint: true })
    if (Number(stat.size) !== source.size) return false
    if (String(stat.mtimeNs) === source.changed && String(stat.ino) === source.inode) return true
    return hashOf(readFileSync(source.path)) === source.hash
  } catch {
    return false
  }
}

/** Whether these octets are those that were read then. */
export function isSame(source: SourceFile, bytes: Uint8Array): boolean {
  return bytes.length === source.size && hashOf(bytes) === source.hash
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
