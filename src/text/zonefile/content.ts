// Reads the octets of one file as a whole, or refuses it as a whole where they cannot be a master file.

import { closeSync, readlinkSync } from 'node:fs'
import type { Said } from '../../dns/said.ts'
import { giveBack, OutOfBudget, take } from '../../memory/budget.ts'
import { howToPermit } from '../../system/denied.ts'
import { type Stamp, stampOf } from '../../system/file-stamp.ts'
import { fillFrom, openRegular, TooLargeFile, UnfitFile } from '../../system/regular-file.ts'
import { speaker } from '../findings/wording.ts'
import { notText } from './not-text.ts'
import { say, zonefileSays } from './says.ts'

export type Content = {
  /** bytes[begin, size) is the text. bytes[size] is a line feed, so that every line has an end. */
  readonly bytes: Uint8Array
  readonly size: number
  /** 3 where the text has a UTF-8 byte order mark, else 0. */
  readonly begin: number
  /** The file's stamp from before its first octet was read; missing where the content comes from no file. */
  readonly stamp?: Stamp
}

/** Why we do not take a file. `at`: where it is no text, its content and the octet that shows it. */
export type Unfit = {
  readonly rule: 'unreadable-file' | 'too-large' | 'not-text'
  readonly why: Said
  readonly fix?: Said | undefined
  readonly at?: { readonly content: Content; readonly offset: number }
}

/** In octets. The text of a file of this size or more is in shared memory, so that several threads can read it (supply/pieces/). */
const LARGE = 1 << 20

/**
 * Reads the file again where it changes meanwhile, for it may be half of one version and half of the next; refuses it where that does not
 * end. Of a file that only grows it takes the part that was there at first. `path`: without links.
 */
export function readContent(path: string, maxBytes: number, check = checked): Content | Unfit {
  try {
    for (let left = MOST_READINGS; ; left--) {
      const { content, taken, since } = readNow(path, maxBytes, check)
      if (since === 'same' || (since === 'grown' && left === 1)) return content
      giveBack(taken)
      if (left === 1) return { rule: 'unreadable-file', why: say('file-restless'), fix: say('write-beside') }
    }
  } catch (error) {
    // The budget is no fault of the file.
    if (error instanceof OutOfBudget) throw error
    return unreadable(error)
  }
}

const MOST_READINGS = 3

type Reading = {
  readonly content: Content | Unfit
  /** Octets of memory that the reading has taken from the budget. */
  readonly taken: number
  /** How the file has changed meanwhile. */
  readonly since: 'same' | 'grown' | 'other'
}

function readNow(path: string, maxBytes: number, check: typeof checked): Reading {
  const { fd, size } = openRegular(path)
  try {
    if (size > maxBytes) throw new TooLargeFile(size, maxBytes)
    take(size + 1)
    const bytes = size < LARGE ? new Uint8Array(size + 1) : new Uint8Array(new SharedArrayBuffer(size + 1))
    const stamp = stampOf(fd)
    const got = fillFrom(fd, bytes.subarray(0, size))
    const after = stampOf(fd)
    const content = check(bytes, got)
    return {
      content: 'rule' in content ? content : { ...content, stamp },
      taken: size + 1,
      since: isElsewhere(fd, path) || got < size ? 'other' : sinceThen(stamp, after),
    }
  } finally {
    closeSync(fd)
  }
}

function sinceThen(before: Stamp, after: Stamp): Reading['since'] {
  if (after.changed === before.changed) return 'same'
  return after.size > before.size ? 'grown' : 'other'
}

/** Whether the open file lies elsewhere than `path`: somebody has put a link in the place of a part of it. */
function isElsewhere(fd: number, path: string): boolean {
  const opened = linkOf(`/proc/self/fd/${fd}`)
  return opened !== undefined && opened !== path && opened !== `${path} (deleted)`
}

/** Where the link leads; undefined where the system has none. */
function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

/** The content of text or octets in memory. */
export function contentOf(text: string | Uint8Array): Content | Unfit {
  const size = typeof text === 'string' ? Buffer.byteLength(text) : text.length
  const bytes = new Uint8Array(size + 1)
  if (typeof text === 'string') new TextEncoder().encodeInto(text, bytes)
  else bytes.set(text)
  return checked(bytes, size)
}

export function unreadable(error: unknown): Unfit {
  if (error instanceof TooLargeFile) return { rule: 'too-large', why: error.said }
  if (error instanceof UnfitFile) return { rule: 'unreadable-file', why: error.said }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const { path } = error as NodeJS.ErrnoException
  const fix = code === 'EACCES' && path !== undefined ? { fix: howToPermit(path) } : {}
  return { rule: 'unreadable-file', why: reason(code) ?? say('system-error', { code: code || String(error) }), ...fix }
}

/** The same in English, for commands that write nothing else. */
export function whyUnreadable(error: unknown): string {
  return speaker(zonefileSays, 'en').text(unreadable(error).why)
}

/** Content that may be packed, and is not checked: the caller checks what unpacking gives. */
export function unchecked(bytes: Uint8Array, size: number): Content {
  bytes[size] = 0x0a
  const marked = size >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  return { bytes, size, begin: marked ? 3 : 0 }
}

function checked(bytes: Uint8Array, size: number): Content | Unfit {
  const content = unchecked(bytes, size)
  const flaw = notText(bytes, size)
  return flaw ? { rule: 'not-text', why: flaw.message, fix: flaw.fix, at: { content, offset: flaw.offset } } : content
}

type Reason =
  | 'file-missing'
  | 'path-through-file'
  | 'permission-denied'
  | 'links-in-circle'
  | 'path-too-long'
  | 'file-is-device'
  | 'too-many-open-files'
  | 'file-is-folder'
  | 'read-only'
  | 'no-space'

function reason(code: string): Said | undefined {
  const known = reasons.get(code)
  return known && say(known)
}

const reasons = new Map<string, Reason>([
  ['ENOENT', 'file-missing'],
  ['ENOTDIR', 'path-through-file'],
  ['EACCES', 'permission-denied'],
  ['EPERM', 'permission-denied'],
  ['ELOOP', 'links-in-circle'],
  ['ENAMETOOLONG', 'path-too-long'],
  ['ENXIO', 'file-is-device'],
  ['EMFILE', 'too-many-open-files'],
  ['EISDIR', 'file-is-folder'],
  ['EROFS', 'read-only'],
  ['ENOSPC', 'no-space'],
])
