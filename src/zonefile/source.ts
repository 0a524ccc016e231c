// Files of zone text in memory: read whole and refused whole where they are not text. A Source also knows how to reach the
// files that it includes, and which of them it must not reach.

import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, posix, relative, sep } from 'node:path'
import type { Problem } from '../report/problem.ts'
import { locate } from './excerpt.ts'
import { notText } from './not-text.ts'

export type Source = {
  /** As the operator wrote it; of an included file, in the same style. */
  readonly file: string
  /** bytes[begin, size) is the text. bytes[size] is a line feed, so that every line has an end. */
  readonly bytes: Uint8Array
  readonly size: number
  /** 3 where the text has a UTF-8 byte order mark, else 0. */
  readonly begin: number
  /** Two sources with one identity are one file, by whatever path each was reached. */
  readonly identity: string
  /** The file that `$INCLUDE written` in this one means, or why there is none. */
  readonly include: (written: string) => Source | Refused
}

/** Why a file cannot be had. `at` is a place in a file that was read and is not text. */
export type Refused = {
  readonly rule: string
  readonly message: string
  readonly fix?: string
  readonly at?: { readonly source: Source; readonly offset: number }
}

export const MAX_BYTES = 2 ** 30

/** The zone file at `path`, or what is wrong with it. Files that it includes are looked for in its folder and below. */
export function readSource(path: string, maxBytes: number = MAX_BYTES): Source | Problem {
  let real: string
  try {
    real = realpathSync(path)
  } catch (error) {
    return asProblem(path, unreadable(path, error))
  }
  const source = readRegular(path, real, dirname(real), maxBytes)
  return 'rule' in source ? asProblem(path, source) : source
}

/** A source made of text or octets; `others` are the files it may include, by path relative to its folder. */
export function textSource(
  file: string,
  text: string | Uint8Array,
  others: Readonly<Record<string, string>> = {},
): Source | Problem {
  const name = posix.basename(file)
  const source = memorySource(file, '', name, text, { ...others, [name]: text })
  return 'rule' in source ? asProblem(file, source) : source
}

function readRegular(file: string, real: string, folder: string, maxBytes: number): Source | Refused {
  const read = readBytes(file, real, maxBytes)
  if ('rule' in read) return read
  return asText({
    file,
    ...read,
    begin: 0,
    identity: real,
    include: (written) => includeFile(written, file, real, folder, maxBytes),
  })
}

/** Devices, pipes and sockets are not opened at all: to open one may block, or do something. */
function readBytes(file: string, real: string, maxBytes: number): { bytes: Uint8Array; size: number } | Refused {
  let fd: number | undefined
  try {
    const kind = statSync(real)
    if (kind.isDirectory()) return { rule: 'unreadable-file', message: `cannot read "${file}": it is a folder` }
    if (!kind.isFile()) return { rule: 'unreadable-file', message: `cannot read "${file}": it is not a regular file` }
    fd = openSync(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const { size } = fstatSync(fd)
    if (size > maxBytes) return tooLarge(file, size, maxBytes)
    // A file that grows while it is read is taken as long as it was at first.
    const bytes = new Uint8Array(size + 1)
    let got = 0
    while (got < size) {
      const count = readSync(fd, bytes, got, size - got, null)
      if (count === 0) break
      got += count
    }
    bytes[got] = 0x0a
    return { bytes, size: got }
  } catch (error) {
    return unreadable(file, error)
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}

/** Paths are relative to the file with the directive. What is reached must lie in `folder` after all links are followed. */
function includeFile(written: string, file: string, real: string, folder: string, maxBytes: number): Source | Refused {
  const outside = writtenOutside(written)
  if (outside) return outside
  const shown = join(dirname(file), written)
  let target: string
  try {
    target = realpathSync(join(dirname(real), written))
  } catch (error) {
    const lexical = relative(folder, join(dirname(real), written))
    return leaves(lexical) ? leavesFolder(written) : { ...unreadable(shown, error), rule: 'include-missing' }
  }
  if (leaves(relative(folder, target))) return leavesFolder(written)
  const source = readRegular(shown, target, folder, maxBytes)
  return 'rule' in source && source.rule === 'unreadable-file' ? { ...source, rule: 'include-missing' } : source
}

function memorySource(
  file: string,
  folder: string,
  identity: string,
  text: string | Uint8Array,
  others: Readonly<Record<string, string | Uint8Array>>,
): Source | Refused {
  const content = typeof text === 'string' ? new TextEncoder().encode(text) : text
  const bytes = new Uint8Array(content.length + 1)
  bytes.set(content)
  bytes[content.length] = 0x0a
  const include = (written: string): Source | Refused => {
    const outside = writtenOutside(written)
    if (outside) return outside
    const inner = posix.join(folder, written)
    if (leaves(inner)) return leavesFolder(written)
    const shown = posix.join(posix.dirname(file), written)
    const found = Object.hasOwn(others, inner) ? others[inner] : undefined
    if (found === undefined) return { rule: 'include-missing', message: `cannot read "${shown}": no such file` }
    return memorySource(shown, posix.dirname(inner), inner, found, others)
  }
  return asText({ file, bytes, size: content.length, begin: 0, identity, include })
}

function asText(source: Source): Source | Refused {
  const { bytes } = source
  const marked = source.size >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const text = marked ? { ...source, begin: 3 } : source
  const flaw = notText(bytes, source.size)
  if (!flaw) return text
  const message = `cannot read "${source.file}": ${flaw.message}`
  return { rule: 'not-text', message, fix: flaw.fix, at: { source: text, offset: flaw.offset } }
}

function asProblem(file: string, refused: Refused): Problem {
  const { rule, message, fix } = refused
  if (refused.at) {
    const { source, offset } = refused.at
    return { rule, severity: 'error', message, fix, ...locate(source, 1, source.begin, offset, offset + 1) }
  }
  return { rule, severity: 'error', message, fix, place: { file, line: 1, column: 1, length: 1 } }
}

function tooLarge(file: string, size: number, limit: number): Refused {
  return { rule: 'too-large', message: `cannot read "${file}": it has ${size} octets, the limit is ${limit}` }
}

function unreadable(file: string, error: unknown): Refused {
  return { rule: 'unreadable-file', message: `cannot read "${file}": ${reason(error)}` }
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return reasons.get(code) ?? (code || String(error))
}

const reasons = new Map([
  ['ENOENT', 'no such file'],
  ['ENOTDIR', 'a part of the path is not a folder'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['ELOOP', 'its symbolic links lead in a circle'],
  ['ENAMETOOLONG', 'the path is too long'],
  ['ENXIO', 'it is not a regular file'],
  ['EMFILE', 'too many open files'],
  ['ERR_INVALID_ARG_VALUE', 'the path is not valid'],
])

function writtenOutside(written: string): Refused | undefined {
  return isAbsolute(written) || posix.isAbsolute(written) ? leavesFolder(written, 'an absolute path') : undefined
}

function leaves(path: string): boolean {
  return path === '..' || path.startsWith('../') || path.startsWith(`..${sep}`) || isAbsolute(path)
}

function leavesFolder(written: string, how = 'it lies outside the folder of the zone file'): Refused {
  return {
    rule: 'include-outside',
    message: `cannot include "${written}": ${how}`,
    fix: 'move the file into the folder of the zone file, and write its path relative to the file that includes it',
  }
}
