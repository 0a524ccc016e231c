// Asks the running server over its control socket.

import { connect } from 'node:net'
import type { ControlRequest, ControlResponse } from './protocol.ts'

/** A sentence where no server answers. */
export class NoServerError extends Error {
  override readonly name = 'NoServerError'
  /** Nobody is there at all. */
  readonly absent: boolean

  constructor(message: string, absent = false) {
    super(message)
    this.absent = absent
  }
}

export function askServer(path: string, request: ControlRequest): Promise<ControlResponse> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(path, () => socket.write(`${JSON.stringify(request)}\n`))
    socket.setEncoding('utf8')
    socket.on('data', (part: string) => {
      text += part
    })
    socket.on('error', (error: NodeJS.ErrnoException) => reject(failure(path, error)))
    socket.on('end', () => {
      try {
        resolve(JSON.parse(text))
      } catch {
        reject(new NoServerError(`the server at ${path} ended before it answered`))
      }
    })
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
    default:
      return new NoServerError(`cannot reach the server at ${path}: ${message}`)
  }
}
