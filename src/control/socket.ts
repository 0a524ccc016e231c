// The control socket: who may open the file may ask. Its folder is the server's own, its mode 0600 from the first moment.

import { chmodSync, chownSync, unlinkSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { findGroup } from '../system/accounts.ts'
import { type ControlRequest, type ControlResponse, MAX_REQUEST } from './protocol.ts'
import { type Operated, RequestError, verbs } from './verbs.ts'

export type ControlSocketOptions = {
  readonly path: string
  /** Whose members may ask too. */
  readonly group: string | undefined
}

/** Rejects where the socket cannot be had. The file of a server that is gone is replaced: the caller has the state's lock. */
export async function openControlSocket({ path, group }: ControlSocketOptions, operated: Operated): Promise<Server> {
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH)
    throw new Error(`the path has more than ${MAX_SOCKET_PATH} octets; name a shorter one with "control: {socket: …}"`)
  remove(path)
  const server = createServer({ allowHalfOpen: true }, (socket) => serveOne(socket, operated))
  server.maxConnections = MAX_CONNECTIONS
  const umask = process.umask(0o177)
  try {
    await listening(server, path)
  } finally {
    process.umask(umask)
  }
  if (group !== undefined) {
    const gid = findGroup(group)
    if (gid === undefined) throw new Error(`there is no group "${group}"`)
    chownSync(path, -1, gid)
    chmodSync(path, 0o660)
  }
  return server
}

/** sun_path of unix(7), without its final zero. */
const MAX_SOCKET_PATH = 107
const MAX_CONNECTIONS = 32
const PATIENCE_MS = 10_000

function remove(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
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
    void answer(end < 0 ? '' : text.slice(0, end), operated).then((response) =>
      socket.end(`${JSON.stringify(response)}\n`),
    )
  })
}

async function answer(line: string, operated: Operated): Promise<ControlResponse> {
  const request = readRequest(line)
  const verb = request && Object.hasOwn(verbs, request.verb) ? verbs[request.verb] : undefined
  if (request === undefined || verb === undefined) return { error: `cannot do "${request?.verb ?? line}": unknown` }
  try {
    return { result: await verb.run(operated, request.options) }
  } catch (error) {
    if (error instanceof RequestError) return { error: error.message }
    return { error: `"${request.verb}" failed: ${error instanceof Error ? error.message : String(error)}` }
  }
}

function readRequest(line: string): ControlRequest | undefined {
  try {
    const { verb, options = {} } = JSON.parse(line)
    return typeof verb === 'string' && typeof options === 'object' && options !== null ? { verb, options } : undefined
  } catch {
    return undefined
  }
}
