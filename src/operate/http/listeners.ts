// Opens the HTTP listeners: each address of the configuration with an app of its own, over TLS where there is a certificate.

import { Server as SecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { type Endpoint, endpointText } from '../../net/endpoint.ts'
import { Certificates, type ShownPair } from '../../net/tls/certificates.ts'
import { openSocketFile } from '../../system/socket-file.ts'
import type { HttpSettings } from '../../text/config/http.ts'
import type { Operated } from '../operated.ts'
import { makeApp } from './app.ts'
import { Askers } from './askers.ts'
import type { HttpConnections } from './connections.ts'
import { secured } from './server-of.ts'

export type HttpListener = { readonly listen: readonly string[]; readonly close: () => Promise<void> }

/** `warn`: called for files that cannot be used. `look`: milliseconds between two looks at certificates. */
export type HttpOptions = {
  readonly look?: number
  readonly connections: HttpConnections
  readonly warn: (detail: object, text: string) => void
}

/** Rejects where an address cannot be had, and then listens on none. */
export async function openHttp(
  settings: HttpSettings,
  operated: Operated,
  { connections, warn, look = LOOK }: HttpOptions,
): Promise<HttpListener> {
  const opened: FastifyInstance[] = []
  const certificates = settings.tls && followed(settings.tls, opened, { warn, look })
  const close = async () => {
    certificates?.stop()
    clearInterval(looking)
    await Promise.all(opened.map((app) => app.close()))
  }
  const askers = new Askers(settings, warn, ({ added, changed, removed }) =>
    operated.server.audit.add({
      ...{ at: Date.now(), actor: { who: 'file of users', way: 'files' }, what: 'users', views: [] },
      detail: { added, changed, removed },
    }),
  )
  // Looks at the file of users even while nobody asks, so that the audit trail has the time of a change.
  askers.users()
  const looking = setInterval(() => askers.users(), look)
  looking.unref()
  const addresses: string[] = []
  try {
    for (const at of settings.listen) {
      const app = makeApp(askers, operated, 'path' in at ? { isLocal: true } : { pair: certificates?.shown() })
      opened.push(app)
      connections.watch(app.server)
      addresses.push('path' in at ? await listenLocal(app, at.path, settings, warn) : await listenAt(app, at))
    }
  } catch (error) {
    await close()
    throw error
  }
  return { listen: addresses, close }
}

const LOOK = 10_000

async function listenAt(app: FastifyInstance, { address, port }: Endpoint): Promise<string> {
  await app.listen({ host: address, port })
  const { port: bound } = app.server.address() as AddressInfo
  return endpointText({ address, port: bound })
}

async function listenLocal(
  app: FastifyInstance,
  path: string,
  { group }: HttpSettings,
  warn: HttpOptions['warn'],
): Promise<string> {
  // Loads everything first: while the socket's file is made, the umask holds for the whole process.
  await app.ready()
  const reason = await openSocketFile(path, { key: 'http: {listen: [unix:…]}', group }, () => app.listen({ path }))
  if (reason !== undefined)
    warn({ socket: path, reason }, 'only root and the owner of an HTTP socket can use it: its group cannot be set')
  return `${UNIX}${path}`
}

export const UNIX = 'unix:'

function followed(
  files: NonNullable<HttpSettings['tls']>,
  opened: readonly FastifyInstance[],
  { warn, look }: Required<Pick<HttpOptions, 'warn' | 'look'>>,
): { readonly shown: () => ShownPair; readonly stop: () => void } {
  const certificates = new Certificates([files], {
    onChange: (_, pair) => {
      for (const { server } of opened) if (server instanceof SecureServer) server.setSecureContext(secured(pair))
    },
    onFlaws: ({ certificate }, flaws) =>
      warn({ certificate, flaws: flaws.map(({ message }) => message.code) }, 'a certificate for HTTP cannot be used'),
  })
  const timer = setInterval(() => certificates.refresh(false), look)
  timer.unref()
  return { shown: () => certificates.shown(0), stop: () => clearInterval(timer) }
}
