// Files that are the old one or the new one at any time, after a power failure too: what nothing else can make again is written so.

import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

export type WholeOptions = {
  readonly mode?: number
  /** Called with the descriptor of the new file while that has no other name yet. */
  readonly prepare?: (fd: number) => void
}

/** Throws system errors: then it is the old one. */
export function writeWhole(
  path: string,
  text: string | Uint8Array,
  { mode = 0o640, prepare }: WholeOptions = {},
): void {
  const draft = `${path}.next`
  rmSync(draft, { force: true })
  const fd = openSync(draft, 'wx', mode)
  try {
    // A call may write less than it is given; this one goes on.
    writeFileSync(fd, text)
    prepare?.(fd)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  moveWhole(draft, path)
}

/** Into the place of another, which does not come back after a crash. Both lie in one folder. */
export function moveWhole(from: string, to: string): void {
  renameSync(from, to)
  syncFolder(dirname(to))
}

/** What has been made, renamed and deleted there stays so. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
