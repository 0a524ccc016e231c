// The files from which a zone was compiled, so that a later start can tell whether it would read the same.

import { createHash, hash } from 'node:crypto'
import { closeSync, readSync, realpathSync } from 'node:fs'
import { basename, dirname, sep } from 'node:path'
import { ownStampAt, type Stamp, stampAt } from '../system/file-stamp.ts'
import { Folders } from '../system/folders.ts'
import { openRegular } from '../system/regular-file.ts'
import type { Source } from '../text/zonefile/source.ts'

/** One file as of its reading. */
export type SourceFile = {
  /** The absolute path as asked for, links included. */
  readonly asked: string
  /** The path with links resolved. */
  readonly path: string
  readonly size: number
  /** From the file's stamp; empty if that was too recent to tell two changes apart. */
  readonly changed: string
  readonly inode: string
  /** SHA-256 of the contents in hex; empty while `changed` is enough: see withHashes(). */
  readonly hash: string
}

/** Describes a file that was read, as it was then. Undefined if it was no file. */
export function describeSource({ asked, identity: path, stamp, bytes, size }: Source): SourceFile | undefined {
  if (asked === undefined || stamp === undefined) return undefined
  const { changed, inode, settled } = stamp
  const now = settled && stamp.size === size ? stampAt(path) : undefined
  const isThere = now?.changed === changed && now.inode === inode
  const known = isThere ? { changed, hash: '' } : { changed: '', hash: hash('sha256', bytes.subarray(0, size), 'hex') }
  return { asked, path, size, inode, ...known }
}

/** The same with all hashes, which take time. Empty if one of the files has changed since. */
export function withHashes(sources: readonly SourceFile[]): readonly SourceFile[] {
  const hashed = sources.map((source) => {
    if (source.hash !== '') return source
    const hash = isUntouched(source) ? hashOfFile(source) : undefined
    return hash && isUntouched(source) ? { ...source, hash } : undefined
  })
  return hashed.every((source) => source !== undefined) ? hashed : []
}

/**
 * If all files are as they were, by stamp or else by contents: their present descriptions, which are `sources` itself if no stamp has
 * changed. Undefined if a file has changed, or if nothing is known. `folders`: share one for a look at many zones.
 */
export function foundAgain(sources: readonly SourceFile[], folders = new Folders()): readonly SourceFile[] | undefined {
  if (sources.length === 0) return undefined
  const found: SourceFile[] = []
  for (const source of sources) {
    const now = stampThere(source, folders)
    const again = now && asItWas(source, now)
    if (again === undefined) return undefined
    found.push(again)
  }
  return found.every((source, i) => source === sources[i]) ? sources : found
}

/** The file's present stamp, if the path still leads to it. */
function stampThere({ asked, path }: SourceFile, folders: Folders): Stamp | undefined {
  try {
    const own = ownStampAt(asked)
    if (own === undefined) return realpathSync.native(asked) === path ? stampAt(path) : undefined
    const folder = folders.real(dirname(asked))
    return `${folder === sep ? '' : folder}${sep}${basename(asked)}` === path ? own : undefined
  } catch {
    return undefined
  }
}

/** Takes the new stamp of a file with the same contents, so that it is not read again and again. */
function asItWas(source: SourceFile, now: Stamp): SourceFile | undefined {
  if (isStampOf(source, now)) return source
  if (source.hash === '' || hashOfFile(source) !== source.hash) return undefined
  return { ...source, changed: now.settled ? now.changed : '', inode: now.inode }
}

/** Whether both were read from the same version of a file; false if nobody can tell. */
export function isOneVersion(a: SourceFile, b: SourceFile): boolean {
  if (a.path !== b.path || a.size !== b.size || a.inode !== b.inode) return false
  return a.hash !== '' && b.hash !== '' ? a.hash === b.hash : a.changed !== '' && a.changed === b.changed
}

/** Whether these octets, just read, are the same as then. */
export function isSame(source: SourceFile, bytes: Uint8Array): boolean {
  if (bytes.length !== source.size) return false
  return source.hash === '' ? isUntouched(source) : hash('sha256', bytes, 'hex') === source.hash
}

/** Whether the stamp says that nobody has written to the file or replaced it. */
function isUntouched(source: SourceFile): boolean {
  const now = stampAt(source.path)
  return now !== undefined && isStampOf(source, now)
}

function isStampOf({ size, changed, inode }: SourceFile, now: Stamp): boolean {
  return now.size === size && now.changed === changed && now.inode === inode
}

/**
 * Reads the file in pieces, so that a large one does not take its size in memory. Undefined if it cannot be read, or if its length has
 * changed: then it is another file, and one without an end is never read.
 */
function hashOfFile({ path, size }: SourceFile): string | undefined {
  // No larger than the file: a reload looks at thousands, and V8 collects the garbage of a whole thread that takes much memory.
  const piece = Buffer.allocUnsafe(Math.min(size, PIECE))
  try {
    const { fd, size: now } = openRegular(path)
    try {
      if (now !== size) return undefined
      if (size <= PIECE) return readSync(fd, piece, 0, size, null) === size ? hash('sha256', piece, 'hex') : undefined
      const hashed = createHash('sha256')
      let left = size
      for (let read = 1; left > 0 && read > 0; left -= read) {
        read = readSync(fd, piece, 0, Math.min(left, PIECE), null)
        hashed.update(piece.subarray(0, read))
      }
      return left === 0 ? hashed.digest('hex') : undefined
    } finally {
      closeSync(fd)
    }
  } catch {
    return undefined
  }
}

/** In octets. */
const PIECE = 1 << 18
