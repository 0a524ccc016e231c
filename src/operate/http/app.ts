// The verbs over HTTP: anybody who reaches the address gets the pages, everything else takes a token or a session. Without these nothing
// here changes anything.

import { Readable } from 'node:stream'
import { isDeepStrictEqual } from 'node:util'
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Said } from '../../dns/said.ts'
import type { ShownPair } from '../../net/tls/certificates.ts'
import { type Actor, anybody, stranger } from '../actor.ts'
import { errorCodes, VerbError } from '../errors.ts'
import { quoted } from '../fields.ts'
import type { Operated } from '../operated.ts'
import { allowed, arrayText, collected, failureOf, perform, type Request } from '../perform.ts'
import { revisionOf } from '../revision.ts'
import { say } from '../says.ts'
import { findVerb, verbs } from '../table.ts'
import type { PageRow } from '../verb.ts'
import { BASE, isInApi, readQuery, routesOf } from './api.ts'
import type { Asker, Askers } from './askers.ts'
import { addEvents } from './events.ts'
import { hasAlready, readIfMatch } from './if-match.ts'
import { languageOf, speaking } from './language.ts'
import { addLogin } from './login.ts'
import { openApi } from './open-api.ts'
import { addPdns } from './pdns/pdns.ts'
import { JSON_TYPE, type Refusal, refusalOf, refuse } from './refusal.ts'
import { beginsWork, endsWork, serverOf } from './server-of.ts'

/** The transport below: TLS with this `pair`; `isLocal`: a Unix socket. */
export type Below = { readonly pair?: ShownPair | undefined; readonly isLocal?: boolean }

/** The app without sockets; tests put requests into it. */
export function makeApp(askers: Askers, operated: Operated, { pair, isLocal = false }: Below = {}): FastifyInstance {
  const app = fastify({
    bodyLimit: MAX_BODY,
    routerOptions: { maxParamLength: MAX_PARAMETER },
    forceCloseConnections: true,
    // The client of a Unix socket is a proxy, and has no address.
    trustProxy: (address, hop) => (isLocal && hop === 0) || askers.isProxy(address ?? ''),
    serverFactory: (handler) => serverOf(handler, pair),
    frameworkErrors: (error, _request, reply) => unreadable(error, operated, reply),
  })
  if (isLocal) app.server.on('connection', (connection) => askers.addLocal(connection))
  // RFC 9112 §3.2: with two Host fields, a proxy before us may have believed the one and we the other.
  app.addHook('onRequest', async ({ raw }, reply) => {
    if ((raw.headersDistinct?.host?.length ?? 0) > 1) return refuse(reply, 400, TWO_NAMES)
  })
  app.addHook('preHandler', async ({ raw }) => beginsWork(raw))
  app.addHook('onSend', async ({ raw }) => endsWork(raw))
  app.setErrorHandler<FastifyError | VerbError>((error, _request, reply) => unreadable(error, operated, reply))
  app.setNotFoundHandler(({ method }, reply) =>
    refuse(reply, 404, refusalOf('unknown-verb', nothingHere(quoted(method), askers.any))),
  )
  for (const verb of verbs) if (verb.page) addPage(app, askers, operated, verb.name, verb.page)
  if (askers.settings.console)
    app.register(async (app) => {
      const { addConsole } = await import('./console.ts')
      addConsole(app, askers)
    })
  if (!askers.any) return app
  const guard = (ask: (request: FastifyRequest) => Asker) => ({
    // Before the body: an unknown client has nothing read of it.
    onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
      const asker = ask(request)
      if (asker.kind === 'actor') known.set(request, asker)
      else if (asker.kind === 'forbidden')
        await refuse(reply, 403, refusalOf('forbidden', say('not-for-you', { why: asker.why })))
      else if (asker.kind === 'later') await tooOften(reply, asker.after, TOO_OFTEN)
      else if (asker.kind === 'too-fast') await tooOften(reply, asker.after, TOO_FAST)
      else await refuse(reply.header('www-authenticate', 'Bearer'), 401, UNAUTHORIZED)
    },
  })
  const guarded = guard((request) => askers.askPaced(request))
  const unpaced = guard((request) => askers.ask(request))
  app.post<{ Params: { verb: string } }>('/control/:verb', guarded, (request, reply) => {
    const { verb } = request.params
    if (verb.length > MAX_VERB) return refuse(reply, 414, LONG_VERB)
    return asked(request, reply, operated, { verb, options: request.body ?? {} })
  })
  for (const verb of verbs.filter(isInApi))
    for (const { method, path } of routesOf(verb))
      app.route({
        ...{ method, url: path, bodyLimit: verb.body ?? MAX_BODY, ...(verb.unaudited ? unpaced : guarded) },
        handler: (request, reply) => {
          const { params, query, body } = request
          if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body)))
            return refuse(reply, 400, NO_OBJECT)
          // Spread, a field "__proto__" is one that no verb has; assigned, it would be none at all.
          const options = { ...readQuery(verb, Object(query)), ...body, ...Object(params) }
          return asked(request, reply, operated, { verb: verb.name, options })
        },
      })
  addLogin(app, askers, operated, (request) => known.get(request)!, guarded)
  const actorOf = (request: FastifyRequest) => known.get(request)!.actor
  addEvents(app, { operated, actorOf, isStillIn: (request) => isStillIn(askers, request) }, unpaced)
  addPdns(app, askers, operated)
  app.get(`${BASE}/openapi.json`, guarded, (_request, reply) => reply.type(JSON_TYPE).send(openApi(operated.version)))
  return app
}

function tooOften(reply: FastifyReply, after: number, why: Refusal): FastifyReply {
  return refuse(reply.header('retry-after', String(after)), 429, why)
}

/** The actor of each request that was let in. */
const known = new WeakMap<FastifyRequest, Extract<Asker, { kind: 'actor' }>>()

/** Whether a long stream may go on: its session still holds, or its token still stands for the same actor. */
function isStillIn(askers: Askers, request: FastifyRequest): boolean {
  const { actor, about } = known.get(request)!
  if (about.session !== undefined)
    return askers.sessions.userOf(about.session, askers.users(), Date.now()) !== undefined
  const again = askers.ask(request)
  return again.kind === 'actor' && isDeepStrictEqual(again.actor, actor)
}

/** Adds a page. Where there are users, a page that names zones is for programs of this machine and for clients with a token. */
function addPage(app: FastifyInstance, askers: Askers, operated: Operated, verb: string, page: PageRow): void {
  const what = { verb, options: {} }
  app.get(page.path, (request, reply) => {
    if (!askers.hasUsers || askers.isHere(request)) return answer(operated, anybody, what, reply, page.type)
    if (page.tells === 'health') return answer(operated, stranger, what, reply, page.type)
    const asker = askers.askPaced(request)
    if (asker.kind === 'actor') return answer(operated, asker.actor, what, reply, page.type)
    if (asker.kind === 'too-fast') return tooOften(reply, asker.after, TOO_FAST)
    const isStranger = request.headers.authorization === undefined
    if (isStranger && page.tells === 'counts') return answer(operated, stranger, what, reply, page.type)
    return refuse(reply.header('www-authenticate', 'Bearer'), 401, UNAUTHORIZED)
  })
}

function asked(request: FastifyRequest, reply: FastifyReply, operated: Operated, what: Request) {
  const revisions = readIfMatch(request.headers['if-match'])
  if (revisions === 'bad') return refuse(reply, 400, BAD_IF_MATCH)
  const { actor } = known.get(request)!
  // The tag covers what was served, but not the language.
  if (
    request.method === 'GET' &&
    findVerb(what.verb)?.isSteady?.(Object(what.options)) &&
    languageOf(request) === 'en'
  ) {
    const revision = revisionOf(operated.server, actor)
    // An actor who may not ask gets the error, even if he has the answer already.
    if (hasAlready(request.headers['if-none-match'], revision) && isAllowed(actor, what.verb))
      return reply.code(304).header('etag', `"${revision}"`).header('cache-control', 'no-store').send()
  }
  return answer(operated, actor, { ...what, revisions }, reply)
}

function isAllowed(actor: Actor, verb: string): boolean {
  try {
    allowed(actor, verb)
    return true
  } catch {
    return false
  }
}

/** `isAsked`: known clients get more than the pages. */
function nothingHere(method: string, isAsked: boolean): Said {
  const paths = pages.join(', GET ')
  return isAsked
    ? say('nothing-there', { method, pages: paths, base: BASE })
    : say('nothing-here', { method, pages: paths })
}

const pages = verbs.flatMap(({ page }) => (page ? [page.path] : []))

/** In octets. */
const MAX_BODY = 65_536

/** In octets: a name of 255, each as an escape of four and that encoded (RFC 1035 §5.1, RFC 3986 §2.1). */
const MAX_PARAMETER = 2048

const UNAUTHORIZED = refusalOf('no-token', say('token-missing'))

const TOO_OFTEN = refusalOf('too-often', say('tokens-wrong'))

const TOO_FAST = refusalOf('too-often', say('requests-many', { option: '"http: {rate: …}"' }))

/** In characters. */
const MAX_VERB = 100

const LONG_VERB = refusalOf('bad-request', say('request-unread', { why: say('request-long-verb') }))

const NO_OBJECT = refusalOf('bad-request', say('request-unread', { why: say('request-no-object') }))

const TWO_NAMES = refusalOf('bad-request', say('request-unread', { why: say('request-two-hosts') }))

const BAD_IF_MATCH = refusalOf('bad-request', say('if-match-unread'))

/** The answer to a request that reaches no verb, in the form of a verb's error. */
function unreadable(error: FastifyError | VerbError, operated: Operated, reply: FastifyReply): FastifyReply {
  // A verb's result failed after it had begun.
  if (error instanceof VerbError) {
    const { code, message, field, said, findings } = error
    return refuse(reply, errorCodes[code].status, { error: message, code, field, said, findings })
  }
  const { code, statusCode = 500, message } = error
  if (statusCode >= 500) return refuse(reply, 500, failureOf(error, operated, 'a request'))
  const why = code === TOO_LARGE ? tooLarge(reply) : (reasons.get(code) ?? message)
  return refuse(reply, statusCode, refusalOf('bad-request', say('request-unread', { why })))
}

const TOO_LARGE = 'FST_ERR_CTP_BODY_TOO_LARGE'

/** Some routes take more than others, and some less. */
function tooLarge({ request }: FastifyReply): Said {
  return say('request-too-large', { octets: request.routeOptions.bodyLimit ?? MAX_BODY })
}

const reasons = new Map([
  ['FST_ERR_CTP_INVALID_JSON_BODY', say('request-no-json')],
  ['FST_ERR_CTP_EMPTY_JSON_BODY', say('request-empty', { object: '{}' })],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', say('request-no-type')],
  ['FST_ERR_MAX_PARAM_LENGTH', say('request-long-part')],
  ['FST_ERR_BAD_URL', say('request-no-path')],
])

async function answer(
  operated: Operated,
  actor: Actor,
  request: Request,
  reply: FastifyReply,
  type = JSON_TYPE,
): Promise<FastifyReply> {
  const language = languageOf(reply.request)
  const performed = await perform(await speaking(operated, language), actor, request)
  reply.header('vary', 'accept-language').header('content-language', language)
  // The answer is for this actor alone.
  reply.type(type).header('cache-control', 'no-store')
  // Pages have no tag: their counts change while the same is served.
  const isForbidden = performed.kind === 'error' && performed.code === 'forbidden'
  if (actor !== anybody && !isForbidden) reply.header('etag', `"${performed.revision}"`)
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

/** Whether the client asks for a page: then headers say where the next one begins. */
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
