// Writes a file so that it is the old one or the new one at any time, after a power failure too: for content that nothing else can make
// again.

import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

export type WholeOptions = {
  readonly mode?: number
  /** Called with the descriptor of the new file, before it takes the place of the old one. */
  readonly prepare?: (fd: number) => void
}

/** Throws system errors; the old file then stays. */
export function writeWhole(
  path: string,
  text: string | Uint8Array,
  { mode = 0o640, prepare }: WholeOptions = {},
): void {
  const draft = `${path}.next`
  rmSync(draft, { force: true })
  try {
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
  } catch (error) {
    // A full disk needs the room, and half a secret must not lie about.
    rmSync(draft, { force: true })
    throw error
  }
}

/** Syncs a file or a folder while this thread does something else. */
export async function writeWholeAside(path: string, text: string, mode = 0o640): Promise<void> {
  const draft = `${path}.next`
  await rm(draft, { force: true })
  try {
    const file = await open(draft, 'wx', mode)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
    await syncAside(dirname(path))
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** Moves a file into the place of another in the same folder; a crash after it does not bring the old one back. */
export function moveWhole(from: string, to: string): void {
  renameSync(from, to)
  syncFolder(dirname(to))
}

/** After it, files made, renamed and deleted in the folder stay so. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Syncs a file or a folder while this thread does something else. */
export async function syncAside(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
