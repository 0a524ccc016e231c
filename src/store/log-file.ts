// The file that the log (log.ts) appends to. Everything is asynchronous: a slow disk blocks only those who wait for it.

import { constants } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

export type LogFile = {
  /** In octets, as of the opening. */
  readonly size: number
  /** Reads at most so many octets; fewer at the file's end. */
  readonly read: (at: number, length: number) => Promise<Uint8Array>
  readonly write: (at: number, bytes: Uint8Array) => Promise<void>
  /** Resolves when a start after a crash would find all earlier writes. */
  readonly sync: () => Promise<void>
  readonly cut: (size: number) => Promise<void>
  readonly close: () => Promise<void>
}

export type LogDisk = {
  /**
   * Creates the file if it is missing. Never follows a link. `through`: each write returns when it is on the disk (O_DSYNC). A write then
   * takes one turn of a thread in place of two, but many writes take longer than with one sync for all.
   */
  readonly open: (path: string, through?: boolean) => Promise<LogFile>
  /** Puts a file in another's place in one step. Until the folder is synced, a crash may bring the other one back. */
  readonly replace: (from: string, to: string) => Promise<void>
  readonly syncFolder: (path: string) => Promise<void>
  /** Removes a file that was to take another one's place. */
  readonly remove: (path: string) => Promise<void>
}

export const disk: LogDisk = {
  open: async (path, through = false) => {
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | (through ? constants.O_DSYNC : 0)
    const handle = await open(path, flags, 0o640)
    const stat = await handle.stat()
    if (!stat.isFile()) {
      await handle.close()
      throw new Error(`${path} is no regular file`)
    }
    await syncFolder(dirname(path))
    return fileOf(handle, stat.size, through)
  },
  replace: rename,
  syncFolder,
  remove: (path) => rm(path, { force: true }),
}

/** For programs that read beside the server: creates nothing, forgets writes, and takes a missing file for an empty one. */
export const readingDisk: LogDisk = {
  open: async (path) => {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(unlessMissing)
    if (handle === undefined) return { size: 0, read: async () => new Uint8Array(0), ...forgetting }
    const { size, read, close } = fileOf(handle, (await handle.stat()).size, false)
    return { size, read, ...forgetting, close }
  },
  replace: async () => {},
  syncFolder: async () => {},
  remove: async () => {},
}

const forgetting = { write: async () => {}, sync: async () => {}, cut: async () => {}, close: async () => {} }

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

function fileOf(handle: FileHandle, size: number, through: boolean): LogFile {
  let isSynced = false
  return {
    size,
    read: async (at, length) => {
      const bytes = Buffer.allocUnsafe(length)
      let done = 0
      for (let read = 1; read > 0 && done < length; done += read)
        read = (await handle.read(bytes, done, length - done, at + done)).bytesRead
      return bytes.subarray(0, done)
    },
    write: async (at, bytes) => {
      for (let done = 0; done < bytes.length; )
        done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten
    },
    sync: async () => {
      if (isSynced) return
      await handle.datasync()
      isSynced = through
    },
    cut: (size) => {
      isSynced = false
      return handle.truncate(size)
    },
    close: () => handle.close(),
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
