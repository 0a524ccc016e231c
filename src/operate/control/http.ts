// The verbs over HTTP, for machines: what has a page is for whoever reaches the address, everything else takes a token. Without
// a file that holds one there is nothing here that changes anything.

import { timingSafeEqual } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { endpointText } from '../../net/endpoint.ts'
import { readRegular } from '../../system/regular-file.ts'
import type { HttpSettings } from '../../text/config/operations.ts'
import { type Actor, withToken } from '../actor.ts'
import { errorCodes } from '../errors.ts'
import { quoted } from '../fields.ts'
import type { Operated } from '../operated.ts'
import { arrayText, collected, type Failure, failureOf, perform, type Request } from '../perform.ts'
import { verbs } from '../table.ts'
import type { HttpConnections } from './http-connections.ts'
import { readIfMatch } from './if-match.ts'

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
    bodyLimit: MAX_BODY,
    requestTimeout: 10_000,
    connectionTimeout: 30_000,
    keepAliveTimeout: 30_000,
    forceCloseConnections: true,
    frameworkErrors: (error, _request, reply) => unreadable(error, operated, reply),
  })
  app.setErrorHandler<FastifyError>((error, _request, reply) => unreadable(error, operated, reply))
  app.setNotFoundHandler(({ method }, reply) =>
    refuse(reply, 404, {
      error: `cannot ${quoted(method)} this: there are GET ${pages.join(', GET ')}${tokenFile === undefined ? '' : ', POST /control/VERB'}`,
      code: 'unknown-verb',
    }),
  )
  for (const { name, page } of verbs)
    if (page)
      app.get(page.path, (_request, reply) => answer(operated, anybody, { verb: name, options: {} }, reply, page.type))
  if (tokenFile === undefined) return app
  const guarded = {
    // Of who has no token nothing is read.
    onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
      if (!hasToken(request, tokenFile)) await refuse(reply.header('www-authenticate', 'Bearer'), 401, UNAUTHORIZED)
    },
  }
  app.post<{ Params: { verb: string } }>('/control/:verb', guarded, ({ params, body, headers, ip }, reply) => {
    const revisions = readIfMatch(headers['if-match'])
    if (revisions === 'bad') return refuse(reply, 400, BAD_IF_MATCH)
    return answer(operated, tokenOf(ip), { verb: params.verb, options: body ?? {}, revisions }, reply)
  })
  for (const { name, routes = [] } of verbs)
    for (const { method, path } of routes)
      app.route({
        ...{ method, url: path, ...guarded },
        handler: ({ params, query, body, ip }, reply) => {
          if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body)))
            return refuse(reply, 400, NO_OBJECT)
          return answer(operated, tokenOf(ip), { verb: name, options: Object.assign({}, query, body, params) }, reply)
        },
      })
  return app
}

function tokenOf(ip: string): Actor {
  return { ...withToken, who: `${withToken.who} from ${ip}` }
}

/** Whoever reaches the address. */
const anybody: Actor = {
  who: 'HTTP',
  way: 'http',
  verbs: new Set(verbs.filter(({ page }) => page).map(({ name }) => name)),
  views: 'all',
  zones: 'all',
}

const pages = verbs.flatMap(({ page }) => (page ? [page.path] : []))

/** In octets. */
const MAX_BODY = 65_536

type Refusal = Pick<Failure, 'error' | 'code'> & Partial<Pick<Failure, 'field'>>

const UNAUTHORIZED: Refusal = {
  error: 'cannot do this without the token: send the header "Authorization: Bearer TOKEN"',
  code: 'no-token',
}

const NO_OBJECT: Refusal = { error: 'cannot read the request: give an object, or nothing', code: 'bad-request' }

const BAD_IF_MATCH: Refusal = {
  error:
    'cannot read "If-Match": send "*", or what "ETag" of an answer was, in its quotes; or several, with commas between',
  code: 'bad-request',
}

function refuse(reply: FastifyReply, status: number, { error, code, field }: Refusal): FastifyReply {
  return reply.type(JSON_TYPE).code(status).send({ error, code, field })
}

/** What does not come as far as a verb is told in the form of what does. */
function unreadable(error: FastifyError, operated: Operated, reply: FastifyReply): FastifyReply {
  const { code, statusCode = 500, message } = error
  if (statusCode >= 500) return refuse(reply, 500, failureOf(error, operated, 'a request'))
  const why = reasons.get(code) ?? message
  return refuse(reply, statusCode, { error: `cannot read the request: ${why}`, code: 'bad-request' })
}

const reasons = new Map([
  ['FST_ERR_CTP_INVALID_JSON_BODY', 'it is no JSON'],
  ['FST_ERR_CTP_EMPTY_JSON_BODY', 'it is no JSON: send {}, or nothing and no type'],
  ['FST_ERR_CTP_BODY_TOO_LARGE', `it has more than ${MAX_BODY} octets`],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'send JSON, and the header "Content-Type: application/json"'],
  ['FST_ERR_MAX_PARAM_LENGTH', 'its verb is too long'],
  ['FST_ERR_BAD_URL', 'its path is none'],
])

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
      return refuse(reply, errorCodes[performed.code].status, performed)
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
