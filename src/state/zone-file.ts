// A compiled zone in a file of its own, so that a start can serve it again without its text. Janus writes the file whole or not at all, and
// believes it only if checksum and format are right.
//
//   magic: 8 octets | octets of the description: u32 | octets of the image: u32 | CRC-32 of both: u32 | reserved: u32
//   description: JSON, padded with spaces to 8 octets | image (zone/image.ts)

import { closeSync, fsync, fsyncSync, ftruncateSync, openSync, renameSync, rmSync, unlinkSync } from 'node:fs'
import { promisify } from 'node:util'
import { crc32 } from '../system/crc32.ts'
import { readAt, writeAt } from '../system/file-octets.ts'
import { type OpenFile, openRegular } from '../system/regular-file.ts'
import type { Problem } from '../text/findings/problem.ts'
import { whyUnreadable } from '../text/zonefile/content.ts'
import type { LineMapData } from '../text/zonefile/lines.ts'
import { isUntouched } from '../zone/editable.ts'
import { type Stretch, usedStretches } from '../zone/image.ts'
import { Zone } from '../zone/zone.ts'
import type { SourceFile } from './source-files.ts'

/** What goes with an image. */
export type Description = {
  /** The zone's name in the spelling of the configuration and of the image. */
  readonly zone: string
  /** When the file was written, in ISO 8601. */
  readonly saved: string
  /** The configured paths of the zone, in order. */
  readonly configured: readonly string[]
  /** The clients of its view. */
  readonly clients: string
  /** The files at these paths, and all files that they include. */
  readonly sources: readonly SourceFile[]
  /** From a record's line number to file and line. */
  readonly lines: LineMapData
  /** Identifies what judged the zone; empty if that verdict no longer holds. */
  readonly judged: string
  /** The problems found in the zone, none of them an error. */
  readonly problems: readonly Problem[]
}

export type KeptZone = { readonly description: Description; readonly zone: Zone }

const MAGIC = 'JANUSZ02'
const HEADER = 24

/**
 * Writes a new file and puts it in place of the old: readers see one or the other. The new name outlives a power failure once the folder is
 * synced too (commit.ts). Throws system errors.
 */
export function writeZoneFile(path: string, kept: KeptZone): void {
  const draft = drafted(path, kept)
  try {
    fsyncSync(draft.fd)
  } catch (error) {
    dropped(draft)
    throw error
  }
  named(draft, path)
}

/** The same without blocking the thread. Make one call at a time for a path. Rejects with system errors. */
export async function writeZoneFileAside(path: string, kept: KeptZone): Promise<void> {
  const draft = drafted(path, kept)
  try {
    await promisify(fsync)(draft.fd)
  } catch (error) {
    dropped(draft)
    throw error
  }
  named(draft, path)
}

/** The same without a wait for the disk: a kill loses nothing of it, a power failure may, and the checksum then says so. */
export function writeZoneFileUnsynced(path: string, kept: KeptZone): void {
  named(drafted(path, kept), path)
}

type Draft = { readonly fd: number; readonly temporary: string }

function drafted(path: string, { description, zone }: KeptZone): Draft {
  const text = Buffer.from(JSON.stringify(description))
  const words = Buffer.alloc((text.length + 7) & ~7, 0x20)
  text.copy(words)
  const image = new Uint8Array(zone.image)
  const stretches = isUntouched(zone) ? usedStretches(zone.columns) : [{ from: 0, to: image.length }]
  const header = Buffer.alloc(HEADER)
  header.write(MAGIC, 'latin1')
  header.writeUInt32LE(words.length, 8)
  header.writeUInt32LE(image.length, 12)
  header.writeUInt32LE(sumOf(image, stretches, crc32(words)), 16)
  const temporary = `${path}.${process.pid}.new`
  const fd = createNew(temporary)
  try {
    if (HEADER + words.length + image.length <= PIECE) writeAt(fd, Buffer.concat([header, words, image]), 0)
    else {
      writeAt(fd, header, 0)
      writeAt(fd, words, HEADER)
      // Untouched room takes no place on the disk, as it takes no memory.
      ftruncateSync(fd, HEADER + words.length + image.length)
      for (const { from, to } of stretches) writeAt(fd, image.subarray(from, to), HEADER + words.length + from)
    }
  } catch (error) {
    dropped({ fd, temporary })
    throw error
  }
  return { fd, temporary }
}

function createNew(path: string): number {
  try {
    return openSync(path, 'wx', 0o640)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    // A process of the same number may have left the file, or somebody else may have put it there.
    rmSync(path, { force: true })
    return openSync(path, 'wx', 0o640)
  }
}

function dropped({ fd, temporary }: Draft): void {
  closeSync(fd)
  unlinkSync(temporary)
}

function named({ fd, temporary }: Draft, path: string): void {
  closeSync(fd)
  renameSync(temporary, path)
}

/** The zone at `path`; a sentence if the file cannot be trusted; undefined if there is none. */
export function readZoneFile(path: string): KeptZone | string | undefined {
  let file: OpenFile
  try {
    file = openRegular(path)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : cannot(error)
  }
  try {
    return read(file.fd, file.size)
  } catch (error) {
    return cannot(error)
  } finally {
    closeSync(file.fd)
  }
}

function cannot(error: unknown): string {
  return `it cannot be read: ${whyUnreadable(error)}`
}

function read(fd: number, size: number): KeptZone | string {
  const header = Buffer.alloc(HEADER)
  if (!readAt(fd, header, 0)) return 'it is not whole'
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) return 'it is of another format'
  const described = header.readUInt32LE(8)
  const octets = header.readUInt32LE(12)
  if (HEADER + described + octets !== size) return 'it is not whole'
  const words = Buffer.alloc(described)
  if (!readAt(fd, words, HEADER)) return 'it is not whole'
  const image = new SharedArrayBuffer(octets)
  const bytes = new Uint8Array(image)
  const sum = readInto(bytes, fd, HEADER + described, crc32(words))
  if (sum === undefined) return 'it is not whole'
  if (sum !== header.readUInt32LE(16)) return 'its checksum is wrong'
  return { description: JSON.parse(words.toString()) as Description, zone: Zone.open(image) }
}

/** Continues the checksum `before` over the image; between the stretches, all octets are zero. */
function sumOf(image: Uint8Array, stretches: readonly Stretch[], before: number): number {
  let sum = before
  let at = 0
  for (const { from, to } of [...stretches, { from: image.length, to: image.length }]) {
    for (; at < from; at += Math.min(PIECE, from - at)) sum = crc32(ZEROS.subarray(0, from - at), sum)
    sum = crc32(image.subarray(from, to), sum)
    at = to
  }
  return sum
}

/** Reads the image and continues the checksum `before`; undefined if the file is too short. Writes no zeros, which would take memory. */
function readInto(image: Uint8Array, fd: number, position: number, before: number): number | undefined {
  const piece = Buffer.allocUnsafe(Math.min(PIECE, image.length))
  let sum = before
  for (let at = 0; at < image.length; at += piece.length) {
    const part = piece.subarray(0, image.length - at)
    if (!readAt(fd, part, position + at)) return undefined
    sum = crc32(part, sum)
    if (Buffer.compare(part, ZEROS.subarray(0, part.length)) !== 0) image.set(part, at)
  }
  return sum
}

const PIECE = 1 << 16
const ZEROS = new Uint8Array(PIECE)
