// Replaces an operator's file, whole or not at all: a file half written would be a zone half lost.

import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'

/** Replaces the content. The file keeps its mode, and its owner if we may set that; a link stays a link. Throws system errors. */
export function replaceFile(path: string, bytes: Uint8Array): void {
  const file = realpathSync(path)
  const { mode, uid, gid } = statSync(file)
  const beside = `${file}.zonecheck-${process.pid}`
  // "wx": never writes into a file that somebody else has put there.
  const fd = openSync(beside, 'wx', 0o600)
  try {
    try {
      writeFileSync(fd, bytes)
      giveTo(fd, uid, gid)
      fchmodSync(fd, mode & 0o7777)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(beside, file)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
}

function giveTo(fd: number, uid: number, gid: number): void {
  try {
    fchownSync(fd, uid, gid)
  } catch {
    // Only root gives files away: the file stays ours.
  }
}
