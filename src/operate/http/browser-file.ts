// Sends one file to a browser: packed or not, for how long to keep it, and what the browser may do with it.

import { gzipSync } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

export type BrowserFile = {
  readonly name: string
  /** Made when a client takes nothing packed. */
  readonly plain: () => Uint8Array
  readonly packed: Uint8Array
  /** The name holds a hash of the content, so that it never changes (RFC 8246 §2). */
  readonly isForGood: boolean
}

/** Less memory makes shorter blocks with codes of their own, which is smaller here: Japanese texts need other codes than program text. */
export function packed(plain: Uint8Array): Uint8Array {
  return gzipSync(plain, { level: 9, memLevel: 6 })
}

/** Content-Security-Policy: nothing inline, nothing from other hosts, in no frame. */
const POLICY: readonly string[] = [
  ...["default-src 'none'", "style-src 'self'", "img-src 'self'", "base-uri 'none'", "form-action 'none'"],
  ...["frame-ancestors 'none'", "require-trusted-types-for 'script'"],
]
const READ = POLICY.join('; ')
const RUN = [...POLICY, "script-src 'self'", "connect-src 'self'"].join('; ')

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.yml': 'text/plain; charset=utf-8',
}

/** `runs`: whether code of ours runs in the page. */
export function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, plain, packed, isForGood }: BrowserFile,
  { runs }: { readonly runs: boolean },
): FastifyReply {
  reply
    .type(TYPES[name.slice(name.lastIndexOf('.'))] ?? 'application/octet-stream')
    .header('content-security-policy', runs ? RUN : READ)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('cross-origin-opener-policy', 'same-origin')
    .header('cross-origin-resource-policy', 'same-origin')
    .header('vary', 'accept-encoding')
    .header('cache-control', isForGood ? 'public, max-age=31536000, immutable' : 'no-cache')
  if (!takesGzip(request.headers['accept-encoding'])) return reply.send(Buffer.from(plain()))
  return reply.header('content-encoding', 'gzip').send(Buffer.from(packed))
}

/** RFC 9110 §12.5.3: a coding with weight 0 is not wanted. */
function takesGzip(accepted: string | string[] | undefined): boolean {
  return String(accepted ?? '')
    .split(',')
    .some((one) => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(one))
}
