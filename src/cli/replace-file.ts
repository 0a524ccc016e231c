// An operator's file written anew: whole or not at all, because a file half written would be a zone half lost.

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

/** The file keeps its mode, and its owner as far as we may give it away. A link stays a link. Throws the system's error. */
export function replaceFile(path: string, bytes: Uint8Array): void {
  const file = realpathSync(path)
  const { mode, uid, gid } = statSync(file)
  const beside = `${file}.zonecheck-${process.pid}`
  // Never what somebody else has put there.
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
    // Only root gives files away; who may write here keeps it.
  }
}
