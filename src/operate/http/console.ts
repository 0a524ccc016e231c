// The console's files, from memory: one page, and what it names by a hash of its content. Nothing of it asks anywhere else, and
// nothing that is not of this server's own runs in it. None of this is loaded where there is no console.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Askers } from './askers.ts'
import { CONSOLE_PATH } from './console-link.ts'
import { refuse } from './refusal.ts'

/** By the name below /console/; the page itself is `index.html`. */
export type ConsoleFiles = Readonly<Record<string, Uint8Array>>

/** Where the build puts them, and what lists them there. */
export const CONSOLE_FOLDER = 'console'
export const CONSOLE_LIST = 'files.json'

export function addConsole(app: FastifyInstance, askers: Askers): void {
  let served: Promise<ReadonlyMap<string, Served>> | undefined
  app.get('/console', (_request, reply) => reply.redirect(CONSOLE_PATH, 308))
  app.get<{ Params: { '*': string } }>(`${CONSOLE_PATH}*`, async (request, reply) => {
    // Who is shown a page gives it his password: it does not come in the clear, and not by a name that leads here.
    const why = askers.forbiddenVisit(request)
    if (why !== undefined) return refuse(reply, 403, { error: `cannot show this: ${why}`, code: 'forbidden' })
    served ??= consoleFiles().then(ready)
    // A folder that could not be read may be there the next time.
    served.catch(() => {
      served = undefined
    })
    const file = (await served).get(request.params['*'] || 'index.html')
    if (file === undefined)
      return refuse(reply, 404, { error: `cannot find this: the console is at ${CONSOLE_PATH}`, code: 'unknown-verb' })
    return send(request, reply, file)
  })
}

type Served = { readonly type: string; readonly plain: Buffer; readonly packed: Buffer; readonly isPage: boolean }

function ready(files: ConsoleFiles): ReadonlyMap<string, Served> {
  return new Map(
    Object.entries(files).map(([name, content]) => [
      name,
      {
        type: TYPES[name.slice(name.lastIndexOf('.'))] ?? 'application/octet-stream',
        plain: Buffer.from(content),
        packed: gzipSync(content, { level: 9 }),
        isPage: name === 'index.html',
      },
    ]),
  )
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Nothing inline, nothing from elsewhere, in no frame of others. */
const POLICY = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'"],
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"],
].join('; ')

function send(request: FastifyRequest, reply: FastifyReply, { type, plain, packed, isPage }: Served): FastifyReply {
  reply
    .type(type)
    .header('content-security-policy', POLICY)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('cross-origin-opener-policy', 'same-origin')
    .header('cross-origin-resource-policy', 'same-origin')
    .header('vary', 'accept-encoding')
    // What has its hash in its name never changes (RFC 8246 §2).
    .header('cache-control', isPage ? 'no-cache' : 'public, max-age=31536000, immutable')
  if (!takesGzip(request.headers['accept-encoding'])) return reply.send(plain)
  return reply.header('content-encoding', 'gzip').send(packed)
}

/** RFC 9110 §12.5.3: what is weighed with nothing is not wanted. */
function takesGzip(accepted: string | string[] | undefined): boolean {
  return String(accepted ?? '')
    .split(',')
    .some((one) => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(one))
}

/** As the build has written them; in a checkout they are made when somebody wants them first. */
export async function consoleFiles(): Promise<ConsoleFiles> {
  if (import.meta.url.endsWith('.ts')) {
    const builder = new URL('../../../packaging/console.ts', import.meta.url)
    const { makeConsole }: { readonly makeConsole: () => Promise<ConsoleFiles> } = await import(builder.href)
    return makeConsole()
  }
  const folder = join(import.meta.dirname, CONSOLE_FOLDER)
  const names: readonly string[] = JSON.parse(readFileSync(join(folder, CONSOLE_LIST), 'utf8'))
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]))
}
