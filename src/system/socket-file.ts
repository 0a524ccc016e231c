// Makes the file of a Unix socket: for its owner alone from the first moment, then for a group that is let in. It replaces the file of a
// server that is gone.

import { chmodSync, chownSync, lstatSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { findGroup } from './accounts.ts'
import { loadPosix } from './posix.ts'
import { isTooLongForSocket, MAX_SOCKET_PATH } from './socket-path.ts'

export type SocketFile = {
  /** The configuration key that names the path. */
  readonly key: string
  /** The group that is let in. */
  readonly group: string | undefined
  /** A lock keeps other servers from this path: the server of an old file is gone. Without it, a file at which somebody listens stays. */
  readonly isLocked?: boolean
}

/** `listen` makes the file. Rejects where it cannot; resolves with the reason if the group is not let in. */
export async function openSocketFile(
  path: string,
  { key, group, isLocked = false }: SocketFile,
  listen: () => Promise<unknown>,
): Promise<string | undefined> {
  if (isTooLongForSocket(path))
    throw new Error(`the path has more than ${MAX_SOCKET_PATH} octets; name a shorter one with "${key}"`)
  const folder = dirname(path)
  if (statSync(folder, { throwIfNoEntry: false }) === undefined)
    throw new Error(`there is no folder ${folder}; make it, or name another path with "${key}"`)
  await removeOld(path, key, isLocked)
  const umask = process.umask(0o177)
  try {
    await listen()
  } finally {
    process.umask(umask)
  }
  return group === undefined ? undefined : await letIn(path, group)
}

async function removeOld(path: string, key: string, isLocked: boolean): Promise<void> {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return
  if (!stat.isSocket()) throw new Error(`another file is there; name another path with "${key}"`)
  if (!isLocked && !(await isLeft(path)))
    throw new Error(`another program listens there; end it, or name another path with "${key}"`)
  rmSync(path, { force: true })
}

/** Whether nobody listens at the socket: then connect(2) is refused. A socket of another kind, or with a full queue, is in use. */
function isLeft(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect(path, () => {
    socket.destroy()
    resolve(false)
  })
  socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED' || code === 'ENOENT'))
  return promise
}

/** Lets the group read and write; gives the reason where it cannot. */
async function letIn(path: string, group: string): Promise<string | undefined> {
  const gid = findGroup(group)
  if (gid === undefined) return `there is no group "${group}"`
  try {
    if (statSync(path).gid !== gid) chownSync(path, -1, gid)
    chmodSync(path, 0o660)
    return undefined
  } catch {
    // A systemd unit may forbid chown(2), and only root may give a file to a group that it is not in.
    const errno = (await loadPosix())?.letGroupIn(path, gid) ?? -1
    return errno === 0 ? undefined : `the system does not let "${group}" in: make it the group of the server's user`
  }
}
