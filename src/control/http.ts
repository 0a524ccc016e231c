// Metrics and health over HTTP, for machines. What changes something takes a token; without a file that holds one there is
// nothing here that changes anything.

import { timingSafeEqual } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { HttpSettings } from '../config/operations.ts'
import { readRegular } from '../system/regular-file.ts'
import { endpointText } from '../transport/endpoint.ts'
import { CONTENT_TYPE, metricsText } from './exposition.ts'
import { statusOf } from './status.ts'
import { type Operated, RequestError, verbs } from './verbs.ts'

export type HttpListener = { readonly listen: readonly string[]; readonly close: () => Promise<void> }

/** Rejects where an address cannot be had; then none is listened on. */
export async function openHttp({ listen, tokenFile }: HttpSettings, operated: Operated): Promise<HttpListener> {
  const opened: FastifyInstance[] = []
  const close = async () => {
    await Promise.all(opened.map((app) => app.close()))
  }
  const addresses: string[] = []
  try {
    for (const { address, port } of listen) {
      const app = makeApp(tokenFile, operated)
      opened.push(app)
      operated.httpConnections.watch(app.server)
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
  app.get('/metrics', async (_request, reply) => reply.type(CONTENT_TYPE).send(await metricsText(operated)))
  app.get('/healthz', async (_request, reply) => {
    const alive = operated.server.isAlive()
    return reply.code(alive ? 200 : 503).send({ alive })
  })
  app.get('/readyz', async (_request, reply) => {
    const { zones, served } = operated.server
    const { good, configured } = zones
    return reply.code(served > 0 || configured === 0 ? 200 : 503).send({ zones: configured, served, current: good })
  })
  app.get('/status', async () => statusOf(operated))
  if (tokenFile !== undefined)
    app.post<{ Params: { verb: string } }>('/control/:verb', async (request, reply) => {
      if (!hasToken(request, tokenFile)) return reply.code(401).header('www-authenticate', 'Bearer').send(UNAUTHORIZED)
      return runVerb(request.params.verb, request.body, reply, operated)
    })
  return app
}

const UNAUTHORIZED = { error: 'cannot do this without the token: send the header "Authorization: Bearer TOKEN"' }

async function runVerb(name: string, body: unknown, reply: FastifyReply, operated: Operated): Promise<unknown> {
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined
  if (verb === undefined) return reply.code(404).send({ error: `cannot do "${name}": the server has no such command` })
  const options = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  try {
    return await verb.run(operated, options)
  } catch (error) {
    const ours = error instanceof RequestError
    return reply.code(ours ? 400 : 500).send({ error: error instanceof Error ? error.message : String(error) })
  }
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
