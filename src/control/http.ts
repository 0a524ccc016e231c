// The verbs over HTTP, for machines: what has a page is for whoever reaches the address, everything else takes a token. Without
// a file that holds one there is nothing here that changes anything.

import { timingSafeEqual } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { HttpSettings } from '../config/operations.ts'
import { type Actor, withToken } from '../operate/actor.ts'
import { errorCodes } from '../operate/errors.ts'
import type { Operated } from '../operate/operated.ts'
import { arrayText, collected, perform, type Request } from '../operate/perform.ts'
import { verbs } from '../operate/table.ts'
import { readRegular } from '../system/regular-file.ts'
import { endpointText } from '../transport/endpoint.ts'
import type { HttpConnections } from './http-connections.ts'

export type HttpListener = { readonly listen: readonly string[]; readonly close: () => Promise<void> }

/** Rejects where an address cannot be had; then none is listened on. */
export async function openHttp(
  { listen, tokenFile }: HttpSettings,
  operated: Operated,
  connections: HttpConnections,
): Promise<HttpListener> {
  const opened: FastifyInstance[] = []
  const close = async () => {
    await Promise.all(opened.map((app) => app.close()))
  }
  const addresses: string[] = []
  try {
    for (const { address, port } of listen) {
      const app = makeApp(tokenFile, operated)
      opened.push(app)
      connections.watch(app.server)
      await app.listen({ host: address, port })
      const { port: bound } = app.server.address() as AddressInfo
      addresses.push(endpointText({ address, port: bound }))
    }
  } catch (error) {
    await close()
    throw error
  }
  return { listen: addresses, close }
}

/** Without sockets; tests put requests into it. */
export function makeApp(tokenFile: string | undefined, operated: Operated): FastifyInstance {
  const app = fastify({
    bodyLimit: 65_536,
    requestTimeout: 10_000,
    connectionTimeout: 30_000,
    keepAliveTimeout: 30_000,
    forceCloseConnections: true,
  })
  for (const { name, page } of verbs)
    if (page)
      app.get(page.path, (_request, reply) => answer(operated, anybody, { verb: name, options: {} }, reply, page.type))
  if (tokenFile !== undefined)
    app.post<{ Params: { verb: string } }>('/control/:verb', (request, reply) => {
      if (!hasToken(request, tokenFile)) return reply.code(401).header('www-authenticate', 'Bearer').send(UNAUTHORIZED)
      const { params, body, headers } = request
      return answer(
        operated,
        withToken,
        { verb: params.verb, options: body ?? {}, revision: etagText(headers['if-match']) },
        reply,
      )
    })
  return app
}

/** Whoever reaches the address. */
const anybody: Actor = {
  who: 'HTTP',
  way: 'http',
  verbs: new Set(verbs.filter(({ page }) => page).map(({ name }) => name)),
  views: 'all',
  zones: 'all',
}

const UNAUTHORIZED = { error: 'cannot do this without the token: send the header "Authorization: Bearer TOKEN"' }

async function answer(
  operated: Operated,
  actor: Actor,
  request: Request,
  reply: FastifyReply,
  type = JSON_TYPE,
): Promise<FastifyReply> {
  const performed = await perform(operated, actor, request)
  reply.type(type)
  // Pages hold counts as well, which change while the same is served.
  if (actor !== anybody) reply.header('etag', `"${performed.revision}"`)
  switch (performed.kind) {
    case 'one':
      return reply.code(performed.status).send(performed.result)
    case 'many': {
      if (!isPaged(request.options)) return reply.send(Readable.from(arrayText(performed.items)))
      const { result, next } = await collected(performed.items)
      if (next !== undefined) reply.header('janus-next', next)
      return reply.send(result)
    }
    case 'error': {
      const { error, code, field } = performed
      return reply.type(JSON_TYPE).code(errorCodes[code].status).send({ error, code, field })
    }
    default:
      return performed satisfies never
  }
}

/** A header says where the next page begins; there is none where all is wanted. */
function isPaged(options: unknown): boolean {
  return typeof options === 'object' && options !== null && 'limit' in options
}

const JSON_TYPE = 'application/json; charset=utf-8'

/** RFC 9110 §13.1.1, of one entity tag; `*` is whatever there is. */
function etagText(header: string | undefined): string | undefined {
  return header === undefined || header === '*' ? undefined : header.replaceAll(/^"|"$/g, '')
}

/** In octets, of the file that holds it. */
const MAX_TOKEN = 4096

/** The file is read for each request: a token can be changed without a restart. An empty one opens nothing. */
function hasToken({ headers }: FastifyRequest, tokenFile: string): boolean {
  let token: Buffer
  try {
    token = Buffer.from(readRegular(tokenFile, MAX_TOKEN).toString('utf8').trim())
  } catch {
    return false
  }
  const given = Buffer.from(/^Bearer +(.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '')
  return token.length > 0 && given.length === token.length && timingSafeEqual(given, token)
}
