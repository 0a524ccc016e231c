// Asks the running server over its control socket.

import { connect, type Socket } from 'node:net'
import * as v from 'valibot'
import { type ControlRequest, controlResponse, streamLine } from './protocol.ts'

/** No server answers; the message says why. */
export class NoServerError extends Error {
  override readonly name = 'NoServerError'
  /** Nothing listens at the socket. */
  readonly absent: boolean

  constructor(message: string, absent = false) {
    super(message)
    this.absent = absent
  }
}

/** `version` and `config` are the server's; older ones do not say their version. */
export type ServerAnswer = { readonly version: string | undefined; readonly config: string | undefined } & (
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly error: string; readonly code: string | undefined }
  /** The server has another configuration than the command meant, and has done nothing. */
  | { readonly kind: 'other' }
)

export async function askServer(path: string, request: ControlRequest): Promise<ServerAnswer> {
  const answer = await exchanged(path, request).catch((error: NodeJS.ErrnoException) => {
    throw failure(path, error)
  })
  if (answer === undefined) throw new NoServerError(`the server at ${path} ended before it answered`)
  return answer
}

async function exchanged(path: string, request: ControlRequest): Promise<ServerAnswer | undefined> {
  const socket = await connected(path)
  try {
    socket.write(`${JSON.stringify({ ...request, stream: true })}\n`)
    return await answerOf(linesOf(socket))
  } finally {
    socket.destroy()
  }
}

/** Reads the answer; undefined where its end is missing, or it is none. */
async function answerOf(lines: AsyncGenerator<unknown, undefined>): Promise<ServerAnswer | undefined> {
  const read = v.safeParse(controlResponse, (await lines.next()).value)
  if (!read.success) return undefined
  const { version, config, result, error, code, other, stream } = read.output
  const head = { version, config }
  if (other) return { ...head, kind: 'other' }
  if (error !== undefined) return { ...head, kind: 'error', error, code }
  if (!stream) return 'result' in read.output ? { ...head, kind: 'result', result } : undefined
  const items: unknown[] = []
  for await (const value of lines) {
    const line = v.safeParse(streamLine, value)
    if (!line.success) return undefined
    if ('end' in line.output) return { ...head, kind: 'result', result: items }
    if ('error' in line.output) return { ...head, kind: 'error', error: line.output.error, code: line.output.code }
    for (const item of line.output.items) items.push(item)
  }
  return undefined
}

/** Gives each line read as JSON, and undefined for a line that is none. */
async function* linesOf(socket: Socket): AsyncGenerator<unknown, undefined> {
  let begun: string[] = []
  for await (const part of socket.setEncoding('utf8')) {
    const [first, ...more] = String(part).split('\n')
    begun.push(first!)
    for (const line of more) {
      yield readJson(begun.join(''))
      begun = [line]
    }
  }
  return undefined
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('error', reject)
  })
}

function failure(path: string, { code, message }: NodeJS.ErrnoException): NoServerError {
  switch (code) {
    case 'ENOENT':
    case 'ECONNREFUSED':
      return new NoServerError(`no server runs here: nobody listens at ${path}`, true)
    case 'EACCES':
      return new NoServerError(
        `cannot use ${path}: opening it is not permitted; run this command as its owner, as root, or as a member of its group`,
      )
    case 'EPIPE':
    case 'ECONNRESET':
      return new NoServerError(`the server at ${path} ended the connection: too many others ask it; ask again`)
    default:
      return new NoServerError(`cannot reach the server at ${path}: ${message}`)
  }
}
