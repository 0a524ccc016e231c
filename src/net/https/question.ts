// The message that an HTTP request brings (RFC 8484 §4.1), or the status that says why there is none.

import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import { Octets } from '../../dns/octets.ts'
import type { Said } from '../../dns/said.ts'
import { MAX_MESSAGE } from '../frames.ts'
import { say } from './says.ts'

export const MESSAGE_TYPE = 'application/dns-message'
const PATH = '/dns-query'
/** A query string that we need not take apart: no other parameter, nothing escaped. */
const PLAIN = /^dns=([\w-]+)$/
/** Octets: first guess at what a body needs. */
const GATHER = 128
/** The most milliseconds for a whole body: no question is long. */
const PATIENCE = 5_000

export const Status = {
  ok: 200,
  badRequest: constants.HTTP_STATUS_BAD_REQUEST,
  notFound: constants.HTTP_STATUS_NOT_FOUND,
  method: constants.HTTP_STATUS_METHOD_NOT_ALLOWED,
  late: constants.HTTP_STATUS_REQUEST_TIMEOUT,
  tooLarge: constants.HTTP_STATUS_PAYLOAD_TOO_LARGE,
  mediaType: constants.HTTP_STATUS_UNSUPPORTED_MEDIA_TYPE,
  unavailable: constants.HTTP_STATUS_SERVICE_UNAVAILABLE,
} as const

/** What to do instead, for people with a browser and for authors of clients. */
export const whyNot: Readonly<Record<number, Said>> = {
  [Status.badRequest]: say('doh-no-query'),
  [Status.notFound]: say('doh-nothing-here'),
  [Status.method]: say('doh-method'),
  [Status.late]: say('doh-late'),
  [Status.tooLarge]: say('doh-too-large'),
  [Status.mediaType]: say('doh-media-type'),
  [Status.unavailable]: say('doh-unavailable'),
}

/** At once where the request has it in its first line, as most have: whatever waits costs as much as the answer itself. */
export function questionOf(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
): Uint8Array | number | Promise<Uint8Array | number> {
  const path = String(headers[':path'])
  const end = path.indexOf('?')
  if ((end < 0 ? path : path.slice(0, end)) !== PATH) return Status.notFound
  switch (headers[':method']) {
    case 'GET':
      return inQuery(end < 0 ? '' : path.slice(end + 1))
    case 'POST':
      return isMessage(headers['content-type']) ? inBody(stream, headers) : Status.mediaType
    default:
      return Status.method
  }
}

function inQuery(query: string): Uint8Array | number {
  const [, plain] = PLAIN.exec(query) ?? []
  const text = plain ?? new URLSearchParams(query).get('dns')
  // RFC 8484 §6: base64url without padding.
  if (text === null || !/^[\w-]+$/.test(text)) return Status.badRequest
  const message = Buffer.from(text, 'base64url')
  return message.length > MAX_MESSAGE ? Status.tooLarge : message
}

function isMessage(type: string | undefined): boolean {
  return type?.split(';', 1)[0]?.trim().toLowerCase() === MESSAGE_TYPE
}

function inBody(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): number | Promise<Uint8Array | number> {
  if (Number(headers['content-length']) > MAX_MESSAGE) return Status.tooLarge
  return new Promise((resolve) => {
    // Not a list of parts: one as short as an octet would cost an object, a hundred times its size.
    const body = new Octets(GATHER)
    const done = (result: Uint8Array | number) => {
      clearTimeout(timer)
      resolve(result)
    }
    // What still comes is thrown away, and with the answer the client learns that nobody wants it (RFC 9113 §8.1).
    const refuse = (status: number) => {
      stream.off('data', gather)
      stream.resume()
      stream.once('finish', () => stream.close())
      done(status)
    }
    const timer = setTimeout(() => refuse(Status.late), PATIENCE)
    const gather = (part: Buffer) => {
      if (body.length + part.length > MAX_MESSAGE) refuse(Status.tooLarge)
      else body.append(part)
    }
    stream.on('data', gather)
    stream.on('end', () => done(body.view()))
    stream.on('close', () => done(Status.badRequest))
  })
}
