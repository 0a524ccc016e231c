// The verbs over HTTP: what has a page is for whoever reaches the address, everything else takes a token. Without tokens there is
// nothing here that changes anything.

import { Readable } from 'node:stream'
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { ShownPair } from '../../net/tls/certificates.ts'
import { type Actor, anybody, stranger } from '../actor.ts'
import { errorCodes, VerbError } from '../errors.ts'
import { quoted } from '../fields.ts'
import type { Operated } from '../operated.ts'
import { arrayText, collected, failureOf, perform, type Request } from '../perform.ts'
import { verbs } from '../table.ts'
import type { PageRow } from '../verb.ts'
import { BASE, isInApi, readQuery, routesOf } from './api.ts'
import type { Askers } from './askers.ts'
import { readIfMatch } from './if-match.ts'
import { openApi } from './open-api.ts'
import { addPdns } from './pdns/pdns.ts'
import { JSON_TYPE, type Refusal, refuse } from './refusal.ts'
import { serverOf } from './server-of.ts'

/** Without sockets; tests put requests into it. */
export function makeApp(askers: Askers, operated: Operated, pair?: ShownPair): FastifyInstance {
  const app = fastify({
    bodyLimit: MAX_BODY,
    routerOptions: { maxParamLength: MAX_PARAMETER },
    forceCloseConnections: true,
    trustProxy: (address) => askers.isProxy(address),
    serverFactory: (handler) => serverOf(handler, pair),
    frameworkErrors: (error, _request, reply) => unreadable(error, operated, reply),
  })
  app.setErrorHandler<FastifyError | VerbError>((error, _request, reply) => unreadable(error, operated, reply))
  app.setNotFoundHandler(({ method }, reply) =>
    refuse(reply, 404, {
      error: `cannot ${quoted(method)} this: there are GET ${pages.join(', GET ')}${askers.any ? `, GET ${BASE}/openapi.json and what that names (what reads by GET, what changes by POST), POST /control/VERB` : ''}`,
      code: 'unknown-verb',
    }),
  )
  for (const verb of verbs) if (verb.page) addPage(app, askers, operated, verb.name, verb.page)
  if (!askers.any) return app
  const guarded = {
    // Of who has no token nothing is read.
    onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
      const asker = askers.ask(request)
      if (asker.kind === 'actor') actors.set(request, asker.actor)
      else if (asker.kind === 'forbidden')
        await refuse(reply, 403, { error: `cannot do this: ${asker.why}`, code: 'forbidden' })
      else if (asker.kind === 'later') await refuse(reply.header('retry-after', String(asker.after)), 429, TOO_OFTEN)
      else await refuse(reply.header('www-authenticate', 'Bearer'), 401, UNAUTHORIZED)
    },
  }
  app.post<{ Params: { verb: string } }>('/control/:verb', guarded, (request, reply) => {
    const { verb } = request.params
    if (verb.length > MAX_VERB) return refuse(reply, 414, LONG_VERB)
    return asked(request, reply, operated, { verb, options: request.body ?? {} })
  })
  for (const verb of verbs.filter(isInApi))
    for (const { method, path } of routesOf(verb))
      app.route({
        ...{ method, url: path, ...guarded },
        handler: (request, reply) => {
          const { params, query, body } = request
          if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body)))
            return refuse(reply, 400, NO_OBJECT)
          // Spread, a field "__proto__" is one that no verb has; assigned, it would be none at all.
          const options = { ...readQuery(verb, Object(query)), ...body, ...Object(params) }
          return asked(request, reply, operated, { verb: verb.name, options })
        },
      })
  addPdns(app, askers, operated)
  app.get(`${BASE}/openapi.json`, guarded, (_request, reply) => reply.type(JSON_TYPE).send(openApi(operated.version)))
  return app
}

/** Who sent a request that was let in. */
const actors = new WeakMap<FastifyRequest, Actor>()

/** Where there are users, what names zones is for the machine itself and for who has a token. */
function addPage(app: FastifyInstance, askers: Askers, operated: Operated, verb: string, page: PageRow): void {
  const what = { verb, options: {} }
  app.get(page.path, (request, reply) => {
    if (!askers.hasUsers || page.tells === 'health' || askers.isHere(request))
      return answer(operated, anybody, what, reply, page.type)
    const asker = request.headers.authorization === undefined ? undefined : askers.ask(request)
    if (asker?.kind === 'actor') return answer(operated, asker.actor, what, reply, page.type)
    if (asker === undefined && page.tells === 'counts') return answer(operated, stranger, what, reply, page.type)
    return refuse(reply.header('www-authenticate', 'Bearer'), 401, UNAUTHORIZED)
  })
}

function asked(request: FastifyRequest, reply: FastifyReply, operated: Operated, what: Request) {
  const revisions = readIfMatch(request.headers['if-match'])
  if (revisions === 'bad') return refuse(reply, 400, BAD_IF_MATCH)
  return answer(operated, actors.get(request)!, { ...what, revisions }, reply)
}

const pages = verbs.flatMap(({ page }) => (page ? [page.path] : []))

/** In octets. */
const MAX_BODY = 65_536

/** In octets: a name of 255, each as an escape of four and that encoded (RFC 1035 §5.1, RFC 3986 §2.1). */
const MAX_PARAMETER = 2048

const UNAUTHORIZED: Refusal = {
  error: 'cannot do this without the token: send the header "Authorization: Bearer TOKEN"',
  code: 'no-token',
}

const TOO_OFTEN: Refusal = {
  error: 'cannot look at one more token: too many wrong ones have come from your network; wait',
  code: 'too-often',
}

/** In characters. */
const MAX_VERB = 100

const LONG_VERB: Refusal = { error: 'cannot read the request: its verb is too long', code: 'bad-request' }

const NO_OBJECT: Refusal = { error: 'cannot read the request: give an object, or nothing', code: 'bad-request' }

const BAD_IF_MATCH: Refusal = {
  error:
    'cannot read "If-Match": send "*", or what "ETag" of an answer was, in its quotes; or several, with commas between',
  code: 'bad-request',
}

/** What does not come as far as a verb is told in the form of what does. */
function unreadable(error: FastifyError | VerbError, operated: Operated, reply: FastifyReply): FastifyReply {
  // Of a result that had begun already.
  if (error instanceof VerbError) {
    const { code, message, field } = error
    return refuse(reply, errorCodes[code].status, { error: message, code, field })
  }
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
  ['FST_ERR_MAX_PARAM_LENGTH', 'a part of its path is too long'],
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
  // It is about what this one may see.
  reply.type(type).header('cache-control', 'no-store')
  // Pages hold counts as well, which change while the same is served.
  if (actor !== anybody) reply.header('etag', `"${performed.revision}"`)
  switch (performed.kind) {
    case 'one':
      return reply.code(performed.status).send(performed.result)
    case 'many': {
      if (!isPaged(request.options)) return reply.send(Readable.from(arrayText(performed.items)))
      const { result, next } = await collected(performed.items)
      if (next !== undefined) reply.header('janus-next', next).header('link', linkTo(reply.request, next))
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

/** RFC 8288: the same page, begun further on. */
function linkTo({ url, method }: FastifyRequest, next: string): string {
  const { pathname, searchParams } = new URL(url, 'http://janus')
  if (method !== 'GET') return `<${pathname}>; rel="next"`
  searchParams.set('after', next)
  return `<${pathname}?${searchParams}>; rel="next"`
}
