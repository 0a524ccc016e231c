// Opens and reads files whose path an operator or a stranger wrote: without waiting, up to a bound, and regular files only. To
// open a FIFO waits for its writer, to open a device may do something, and to read one may never end.

import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs'

/** A message about a file: a code, whose words stand elsewhere, and the parameters of these. */
export type FileSaid = { readonly code: string; readonly parameters?: Readonly<Record<string, string | number>> }

/** The file is of a kind that we do not read: a FIFO, a folder. */
export class UnfitFile extends Error {
  readonly said: FileSaid

  constructor(message: string, said: FileSaid) {
    super(message)
    this.said = said
  }
}

/** The file has more octets than its reader takes. */
export class TooLargeFile extends UnfitFile {
  constructor(size: number, limit: number) {
    super(`it has ${size} octets, and may have ${limit}`, { code: 'file-too-large', parameters: { size, most: limit } })
  }
}

export type OpenFile = {
  readonly fd: number
  /** Octets when it was opened. */
  readonly size: number
}

const QUIETLY = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0)

/** Opens the file; the caller closes it. Throws UnfitFile and system errors. */
export function openRegular(path: string): OpenFile {
  requireRegular(statSync(path))
  // Another file may have taken its place by now: this opens a FIFO without waiting, and looks again.
  const fd = openSync(path, QUIETLY)
  try {
    const stats = fstatSync(fd)
    requireRegular(stats)
    return { fd, size: stats.size }
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

/** All octets of the file at `path`. Throws UnfitFile and system errors. */
export function readRegular(path: string, limit: number): Buffer<ArrayBuffer> {
  const { fd, size } = openRegular(path)
  try {
    if (size > limit) throw new TooLargeFile(size, limit)
    const octets = Buffer.alloc(size)
    return octets.subarray(0, fillFrom(fd, octets))
  } finally {
    closeSync(fd)
  }
}

/** Reads on in the file, and gives the number of octets read: fewer than fit only at the end of the file. */
export function fillFrom(fd: number, octets: Uint8Array): number {
  let got = 0
  while (got < octets.length) {
    const count = readSync(fd, octets, got, octets.length - got, null)
    if (count === 0) break
    got += count
  }
  return got
}

function requireRegular(stats: Stats): void {
  if (!stats.isFile()) throw new UnfitFile(...kindOf(stats))
}

function kindOf(stats: Stats): [message: string, said: FileSaid] {
  if (stats.isDirectory()) return ['it is a folder', { code: 'file-is-folder' }]
  if (stats.isFIFO()) return ['it is a FIFO', { code: 'file-is-fifo' }]
  if (stats.isSocket()) return ['it is a socket', { code: 'file-is-socket' }]
  return ['it is a device', { code: 'file-is-device' }]
}
