// Asks the running server over its control socket.

import { connect } from 'node:net'
import type { ControlResponse } from './protocol.ts'

/** A sentence where no server answers. */
export class NoServerError extends Error {
  override readonly name = 'NoServerError'
}

export function askServer(
  path: string,
  verb: string,
  options: Readonly<Record<string, unknown>> = {},
): Promise<ControlResponse> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(path, () => socket.write(`${JSON.stringify({ verb, options })}\n`))
    socket.setEncoding('utf8')
    socket.on('data', (part: string) => {
      text += part
    })
    socket.on('error', (error: NodeJS.ErrnoException) => reject(new NoServerError(reasonOf(path, error))))
    socket.on('end', () => {
      try {
        resolve(JSON.parse(text))
      } catch {
        reject(new NoServerError(`the server at ${path} ended before it answered`))
      }
    })
  })
}

function reasonOf(path: string, { code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
    case 'ECONNREFUSED':
      return `no server runs here: nobody listens at ${path}`
    case 'EACCES':
      return `using ${path} is not permitted: be its owner, root, or a member of its group`
    default:
      return `cannot reach the server at ${path}: ${message}`
  }
}
