// The control socket: who may open the file may ask. Its folder is the server's own, its mode 0600 from the first moment.

import { chmodSync, chownSync, lstatSync, statSync, unlinkSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { findGroup } from '../system/accounts.ts'
import { loadPosix } from '../system/posix.ts'
import { isSameFile } from '../system/same-file.ts'
import { type ControlRequest, type ControlResponse, MAX_REQUEST } from './protocol.ts'
import { type Operated, RequestError, verbs } from './verbs.ts'

export type ControlSocketOptions = {
  readonly path: string
  /** Whose members may ask too. */
  readonly group: string | undefined
}

export type ControlSocket = {
  readonly server: Server
  /** Why the group was not let in, where one was named; the owner is let in all the same. */
  readonly closedTo?: string
}

/** Rejects where the socket cannot be had. The file of a server that is gone is replaced: the caller has the state's lock. */
export async function openControlSocket(
  { path, group }: ControlSocketOptions,
  operated: Operated,
): Promise<ControlSocket> {
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH)
    throw new Error(`the path has more than ${MAX_SOCKET_PATH} octets; name a shorter one with "control: {socket: …}"`)
  removeOld(path)
  const server = createServer({ allowHalfOpen: true }, (socket) => serveOne(socket, operated))
  server.maxConnections = MAX_CONNECTIONS
  const umask = process.umask(0o177)
  try {
    await listening(server, path)
  } finally {
    process.umask(umask)
  }
  const closedTo = group === undefined ? undefined : await letIn(path, group)
  return { server, ...(closedTo && { closedTo }) }
}

/** Gives the reason where it cannot be done. */
async function letIn(path: string, group: string): Promise<string | undefined> {
  const gid = findGroup(group)
  if (gid === undefined) return `there is no group "${group}"`
  try {
    if (statSync(path).gid !== gid) chownSync(path, -1, gid)
    chmodSync(path, 0o660)
    return undefined
  } catch {
    // A unit may forbid to give files away, and nobody but root gives them to a group that he is not in.
    const errno = (await loadPosix())?.letGroupIn(path, gid) ?? -1
    return errno === 0 ? undefined : `the system does not let "${group}" in: make it the group of the server's user`
  }
}

/** sun_path of unix(7), without its final zero. */
const MAX_SOCKET_PATH = 107
const MAX_CONNECTIONS = 32
const PATIENCE_MS = 10_000
const LINGER_MS = 1000

/** Of a server that is gone. Another file there is somebody's who meant another path. */
function removeOld(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return
  if (!stat.isSocket()) throw new Error('another file is there; name another path with "control: {socket: …}"')
  unlinkSync(path)
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.off('error', reject)
      server.on('error', () => {})
      resolve()
    })
  })
}

function serveOne(socket: Socket, operated: Operated): void {
  let text = ''
  socket.setEncoding('utf8')
  socket.setTimeout(PATIENCE_MS, () => socket.destroy())
  socket.on('error', () => {})
  socket.on('data', (part: string) => {
    text += part
    const end = text.indexOf('\n')
    if (end < 0 && text.length <= MAX_REQUEST) return
    socket.pause()
    socket.removeAllListeners('data')
    // A reload may take longer than we wait for a request.
    socket.setTimeout(0)
    void answer(end < 0 ? '' : text.slice(0, end), operated).then((response) => {
      socket.setTimeout(PATIENCE_MS)
      socket.end(`${JSON.stringify(response)}\n`, () => leave(socket))
      // Whatever else was sent is thrown away: unread, it would keep the end of the connection from being seen.
      socket.resume()
    })
  })
}

/** Everything is said: who does not close either is not waited for. */
function leave(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.once('close', () => clearTimeout(timer))
}

async function answer(line: string, operated: Operated): Promise<ControlResponse> {
  const request = readRequest(line)
  const verb = request && Object.hasOwn(verbs, request.verb) ? verbs[request.verb] : undefined
  if (request === undefined || verb === undefined)
    return { error: `cannot do "${request?.verb ?? line}": the server has no such command` }
  const config = operated.server.settings.file
  const meant = request.config === undefined || isSameFile(request.config, config)
  if (!meant && (verb.reads || request.only)) return { config, other: true }
  try {
    return { config, result: await verb.run(operated, request.options) }
  } catch (error) {
    if (error instanceof RequestError) return { config, error: error.message }
    return { config, error: `"${request.verb}" failed: ${error instanceof Error ? error.message : String(error)}` }
  }
}

function readRequest(line: string): ControlRequest | undefined {
  try {
    const { verb, options = {}, config, only = false } = JSON.parse(line)
    if (typeof verb !== 'string' || typeof options !== 'object' || options === null) return undefined
    return { verb, options, only: only === true, ...(typeof config === 'string' && { config }) }
  } catch {
    return undefined
  }
}
