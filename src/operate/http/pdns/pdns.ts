// The part of PowerDNS's API that its clients use (external-dns, lego, octoDNS, DNSControl, acme.sh): they read zones and change rrsets.
// A zone of that API is a face here, and a change becomes a layer over its source, as an update does.

import { Readable } from 'node:stream'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../../actor.ts'
import { VerbError } from '../../errors.ts'
import type { Operated } from '../../operated.ts'
import { allowed, failureOf } from '../../perform.ts'
import { revisionOf } from '../../revision.ts'
import { Sight } from '../../sight.ts'
import type { Askers } from '../askers.ts'
import { readIfMatch } from '../if-match.ts'
import { JSON_TYPE } from '../refusal.ts'
import { answerRefused, notFound, Refused } from './answers.ts'
import {
  discovery,
  discoveryOfOne,
  exportOf,
  networksOf,
  type Page,
  type Seen,
  serverOf,
  type Text,
  viewOf,
  viewsOf,
  zoneOf,
  zonesOf,
} from './read.ts'
import { notifyZone, patchZone, type Writing } from './write.ts'

const PDNS_PATHS = ['/api', '/api/v1', '/api/v1/*'] as const

export function addPdns(app: FastifyInstance, askers: Askers, operated: Operated): void {
  app.register(async (scope) => {
    // Some clients send JSON without a content type, or with a wrong one.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BODY }, (_request, body, done) =>
      done(null, body),
    )
    scope.setErrorHandler<FastifyError>((error, _request, reply) => {
      const { statusCode = 500, message } = error
      if (statusCode < 500) return answerRefused(reply, statusCode, message)
      return answerRefused(reply, 500, failureOf(error, operated, 'a request').error)
    })
    scope.addHook('onRequest', async (request, reply) => {
      const asker = askers.askPaced(request)
      if (asker.kind === 'actor') actors.set(request, asker.actor)
      else if (asker.kind === 'forbidden') return answerRefused(reply, 403, `cannot do this: ${asker.why}`)
      else if (asker.kind === 'later')
        return answerRefused(reply.header('retry-after', String(asker.after)), 429, 'too many wrong keys: wait')
      else if (asker.kind === 'too-fast')
        return answerRefused(reply.header('retry-after', String(asker.after)), 429, 'too many requests: wait')
      else return answerRefused(reply.header('www-authenticate', 'Bearer'), 401, 'Unauthorized')
    })
    for (const url of PDNS_PATHS)
      scope.all(url, async (request, reply) => {
        try {
          return await done(request, reply, operated)
        } catch (error) {
          if (error instanceof Refused) return answerRefused(reply, error.status, error.message, error.more)
          if (error instanceof VerbError) return answerRefused(reply, 403, error.message)
          throw error
        }
      })
  })
}

/** The actor of each request that was let in. */
const actors = new WeakMap<FastifyRequest, Actor>()

/** Octets of a body: some clients change a whole zone at once. */
const MAX_BODY = 2 ** 20

async function done(request: FastifyRequest, reply: FastifyReply, operated: Operated): Promise<FastifyReply> {
  const actor = actors.get(request)!
  const path = pathOf(request)
  const seen = { operated, actor, sight: new Sight(actor, operated.server) }
  reply.header('cache-control', 'no-store')
  if (request.method !== 'GET' && request.method !== 'HEAD') return written(seen, path, request, reply)
  allowed(actor, 'rrsets')
  const found = read(seen, path, Object(request.query))
  reply.header('etag', `"${revisionOf(operated.server, actor)}"`)
  if (isPage(found)) {
    const { page, next } = found
    if (next !== undefined) reply.header('link', nextLink(request.url, next))
    return reply.type(JSON_TYPE).send(spaced(page))
  }
  if (!isText(found)) return reply.type(JSON_TYPE).send(spaced(found))
  const isPlain = path.at(-1) === 'export'
  return reply.type(isPlain ? 'text/plain; charset=utf-8' : JSON_TYPE).send(Readable.from(found.text))
}

async function written(
  seen: Writing,
  path: readonly string[],
  { method, body, headers, query }: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const [, , , what, id, more, last] = path
  const isZone = path.slice(0, 3).join('/') === 'v1/servers/localhost' && what === 'zones' && id !== undefined
  if (isZone && method === 'PATCH' && more === undefined)
    await patchZone(seen, id, body, { revisions: revisionsIn(headers['if-match']), isTrial: isDry(query) })
  else if (isZone && method === 'PUT' && more === 'notify' && last === undefined)
    return reply.send({ result: notifyZone(seen, id) })
  else throw new Refused(403, READ_ONLY)
  return reply.code(204).send()
}

/** Whether "dry-run" is set, which only Janus knows. A mistyped value must not lead to a change. */
function isDry(query: unknown): boolean {
  const { 'dry-run': dry } = Object(query)
  if (dry !== undefined && dry !== 'true' && dry !== 'false')
    throw new Refused(422, 'cannot read dry-run: give true or false')
  return dry === 'true'
}

function revisionsIn(header: string | undefined): readonly string[] | undefined {
  const revisions = readIfMatch(header)
  if (revisions === 'bad') throw new Refused(400, 'cannot read "If-Match": send the "ETag" of an earlier answer')
  return revisions
}

const READ_ONLY = 'zones are configured in janus.yaml: this API changes only rrsets, by PATCH of a zone'

/** The parts of the path behind /api, each decoded by itself: some clients write the slash in a name as %2F, others as =2F. */
function pathOf({ url }: FastifyRequest): readonly string[] {
  const [path = ''] = url.split('?', 1)
  const parts = path.split('/').filter((part) => part !== '')
  return parts.slice(1).map(decodeURIComponent)
}

function read(seen: Seen, path: readonly string[], query: Record<string, unknown>): object | Text | Page {
  const [version, servers, server, what, id, more, last] = path
  if (version === undefined) return discovery
  if (servers === undefined) return discoveryOfOne
  const about = serverOf(seen.operated.version)
  if (servers !== 'servers') throw notFound()
  if (server === undefined) return [about]
  if (server !== 'localhost' || last !== undefined) throw notFound()
  if (what === undefined) return about
  if (what === 'zones' && id === undefined) return zonesOf(seen, query)
  if (what === 'zones' && more === undefined) return zoneOf(seen, id!, query)
  if (what === 'zones' && more === 'export') return exportOf(seen, id!)
  if (what === 'views' && id === undefined) return viewsOf(seen)
  if (what === 'views' && more === undefined) return viewOf(seen, id!)
  if (what === 'networks') return networksOf(seen, id === undefined ? undefined : `${id}/${more}`)
  throw notFound()
}

/** JSON with blanks, as PowerDNS writes it: acme.sh looks for `"name": "univ.example."`. */
function spaced(found: object): string {
  return JSON.stringify(found, undefined, 1)
}

function isPage(found: object | Text | Page): found is Page {
  return 'page' in found
}

/** RFC 8288: the same list, from where this page ends. */
function nextLink(url: string, next: string): string {
  const { pathname, searchParams } = new URL(url, 'http://janus')
  searchParams.set('after', next)
  return `<${pathname}?${searchParams}>; rel="next"`
}

function isText(found: object | Text): found is Text {
  return 'text' in found
}
