// The control socket: any process that may open its file may ask. Its folder is the server's own, its mode 0600 from the first moment.

import { createServer, type Server, type Socket } from 'node:net'
import * as v from 'valibot'
import { userName } from '../../system/accounts.ts'
import { loadPosix, type Posix } from '../../system/posix.ts'
import { isSameFile } from '../../system/same-file.ts'
import { openSocketFile } from '../../system/socket-file.ts'
import { type Actor, atSocket } from '../actor.ts'
import type { Operated } from '../operated.ts'
import { arrayText, batches, failureOf, perform } from '../perform.ts'
import { findVerb } from '../table.ts'
import { CONTROL_CONNECTIONS, ControlConnections } from './control-connections.ts'
import { type ControlResponse, controlRequest, MAX_REQUEST, type StreamLine } from './protocol.ts'

export type ControlSocketOptions = {
  readonly path: string
  /** A group whose members may ask too. */
  readonly group: string | undefined
  /** The socket lies in the state folder, which is locked for this server. */
  readonly isLocked?: boolean
}

export type ControlSocket = {
  readonly server: Server
  /** Why the group of the configuration was not let in; the owner is let in all the same. */
  readonly closedTo?: string
}

/** Opens the socket, in place of the file of a server that is gone. Rejects where it cannot. */
export async function openControlSocket(
  { path, group, isLocked }: ControlSocketOptions,
  operated: Operated,
): Promise<ControlSocket> {
  const connections = new ControlConnections()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const actor = { ...atSocket, who: userBehind(socket, posix) ?? atSocket.who }
    if (connections.admit(socket)) serveOne(socket, connections, { operated, actor })
    else turnAway(socket, operated)
  })
  const posix = await loadPosix()
  const closedTo = await openSocketFile(path, { key: 'control: {socket: …}', group, isLocked }, () =>
    listening(server, path),
  )
  return { server, ...(closedTo && { closedTo }) }
}

/** Name of the client's user, or his number where he has none here; undefined where the system does not say. */
function userBehind(socket: Socket, posix: Posix | undefined): string | undefined {
  const handle: unknown = Reflect.get(socket, '_handle')
  const fd: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : undefined
  const uid = typeof fd === 'number' && fd >= 0 ? posix?.userAt(fd) : undefined
  return uid === undefined ? undefined : (userName(uid) ?? `uid ${uid}`)
}

const PATIENCE_MS = 10_000
const LINGER_MS = 1000

/** Resolves once the server listens at the path. */
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

/** Tells a client that there is no room, without reading its request. */
function turnAway(socket: Socket, { version, server }: Operated): void {
  const response: ControlResponse = {
    ...{ version, config: server.settings.file, code: 'busy' },
    error: `cannot do anything more: ${CONTROL_CONNECTIONS} requests are under way; ask again when one has ended`,
  }
  socket.on('error', () => {})
  socket.end(`${JSON.stringify(response)}\n`, () => leave(socket))
  socket.resume()
}

type Asking = { readonly operated: Operated; readonly actor: Actor }

function serveOne(socket: Socket, connections: ControlConnections, asking: Asking): void {
  let text = ''
  let octets = 0
  socket.setEncoding('utf8')
  socket.setTimeout(PATIENCE_MS, () => socket.destroy())
  socket.on('error', () => {})
  socket.on('data', (part: string) => {
    connections.note(socket, 'asks')
    text += part
    octets += Buffer.byteLength(part)
    const end = text.indexOf('\n')
    if (octets > MAX_REQUEST && (end < 0 || Buffer.byteLength(text.slice(0, end)) > MAX_REQUEST)) begin(undefined)
    else if (end >= 0) begin(text.slice(0, end))
  })
  // A client that closes its half may leave out the end of the line.
  socket.once('end', () => {
    if (socket.listenerCount('data') === 0) return
    if (text === '') socket.destroy()
    else begin(text)
  })
  const begin = (line: string | undefined) => {
    socket.pause()
    socket.removeAllListeners('data')
    // A reload may take longer than we wait for a request.
    socket.setTimeout(0)
    connections.note(socket, 'waits')
    answer(line, asking, new Writer(socket, connections)).then(
      () => {
        connections.note(socket, 'takes')
        socket.setTimeout(PATIENCE_MS)
        socket.end(() => leave(socket))
        // Reads and drops all else that was sent: unread, it would hide the end of the connection.
        socket.resume()
      },
      // In the middle of a line no error can be told: the client sees that the end is missing.
      (error) => {
        failureOf(error, asking.operated, 'a request')
        socket.destroy()
      },
    )
  }
}

/** Closes the connection after a moment, if the client does not. */
function leave(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.once('close', () => clearTimeout(timer))
}

/** Answers one request. `line`: undefined where it was too long. */
async function answer(line: string | undefined, { operated, actor }: Asking, out: Writer): Promise<void> {
  const { version, server } = operated
  const config = server.settings.file
  const say = (response: ControlResponse) => out.write({ version, config, ...response })
  const request = line === undefined ? `it has more than ${MAX_REQUEST} octets` : readRequest(line)
  if (typeof request === 'string') {
    await say({ error: `cannot read the request: ${request}`, code: 'bad-request' })
    return
  }
  const verb = findVerb(request.verb)
  const meant = request.config === undefined || isSameFile(request.config, config)
  if (!meant && (verb?.configured || request.only)) return say({ other: true })
  const { revision: rests } = request
  const revisions = rests === undefined ? undefined : [rests]
  const performed = await perform(operated, actor, { ...request, revisions })
  const { kind, revision } = performed
  switch (kind) {
    case 'one':
      return say({ revision, result: performed.result })
    case 'error': {
      const { error, code, field } = performed
      return say({ revision, error, code, field })
    }
    case 'many':
      if (!request.stream) return writeArray({ version, config, revision }, performed.items, out)
      await say({ revision, stream: true })
      return stream(performed.items, out, (error) => failureOf(error, operated, request.verb))
    default:
      return kind satisfies never
  }
}

/** Writes items as lines. It makes the next ones when the client has taken the last, and stops when the client is gone. */
async function stream(
  items: AsyncGenerator<unknown, string | undefined>,
  out: Writer,
  failed: (error: unknown) => StreamLine,
): Promise<void> {
  const all = batches(items)
  try {
    for (;;) {
      const { value, done } = await all.next()
      if (done) return await out.write({ end: true, next: value })
      await out.write({ items: value })
      if (out.ended) return
    }
  } catch (error) {
    await out.write(failed(error))
  } finally {
    await all.return(undefined)
  }
}

/** Writes items as one line, for a client that takes no stream; also as fast as it reads. */
async function writeArray(
  head: ControlResponse,
  items: AsyncGenerator<unknown, string | undefined>,
  out: Writer,
): Promise<void> {
  const pieces = arrayText(items)
  await out.writeText(`${JSON.stringify(head).slice(0, -1)},"result":`)
  for (;;) {
    const { value, done } = await pieces.next()
    if (done) return out.writeText(value === undefined ? '}\n' : `,"next":${JSON.stringify(value)}}\n`)
    await out.writeText(value)
    if (out.ended) return void (await pieces.return(undefined))
  }
}

/** Writes more only when the client has taken what was written; one that takes nothing for a while is disconnected. */
export class Writer {
  readonly #socket: Socket
  readonly #connections: ControlConnections

  constructor(socket: Socket, connections: ControlConnections) {
    this.#socket = socket
    this.#connections = connections
  }

  get ended(): boolean {
    return this.#socket.destroyed
  }

  write(line: ControlResponse | StreamLine): Promise<void> {
    return this.writeText(`${JSON.stringify(line)}\n`)
  }

  /** Resolves when there is room for more, or the client is gone. */
  writeText(text: string): Promise<void> {
    const socket = this.#socket
    if (socket.destroyed) return Promise.resolve()
    socket.setTimeout(PATIENCE_MS)
    return new Promise((resolve) => {
      const done = () => {
        socket.off('close', done).off('drain', done)
        // The next line may take long: the server may fetch a zone, or ask a secondary.
        socket.setTimeout(0)
        this.#connections.note(socket, 'waits')
        resolve()
      }
      if (socket.write(text)) return done()
      this.#connections.note(socket, 'takes')
      socket.once('drain', done).once('close', done)
    })
  }
}

/** The request, or why the line is none. */
function readRequest(line: string): v.InferOutput<typeof controlRequest> | string {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return 'it is not JSON'
  }
  const read = v.safeParse(controlRequest, value)
  if (read.success) return read.output
  const field = read.issues[0].path?.[0].key
  const isMissing = field === 'verb' && (Array.isArray(value) || !Object.hasOwn(Object(value), field))
  return field === undefined || isMissing
    ? 'give an object with "verb" and "options"'
    : `its "${field}" has another type`
}
