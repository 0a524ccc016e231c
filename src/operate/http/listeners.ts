// Where HTTP is spoken: each address of the configuration with an app of its own, over TLS where it has a certificate.

import { Server as SecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { endpointText } from '../../net/endpoint.ts'
import { Certificates, type ShownPair } from '../../net/tls/certificates.ts'
import type { HttpSettings } from '../../text/config/http.ts'
import type { Operated } from '../operated.ts'
import { makeApp } from './app.ts'
import { Askers } from './askers.ts'
import type { HttpConnections } from './connections.ts'
import { secured } from './server-of.ts'

export type HttpListener = { readonly listen: readonly string[]; readonly close: () => Promise<void> }

/** `warn`: told of files that cannot be used. `look`: how often certificates are looked at, in milliseconds. */
export type HttpOptions = {
  readonly look?: number
  readonly connections: HttpConnections
  readonly warn: (detail: object, text: string) => void
}

/** Rejects where an address cannot be had; then none is listened on. */
export async function openHttp(
  settings: HttpSettings,
  operated: Operated,
  { connections, warn, look = LOOK }: HttpOptions,
): Promise<HttpListener> {
  const opened: FastifyInstance[] = []
  const certificates = settings.tls && followed(settings.tls, opened, { warn, look })
  const close = async () => {
    certificates?.stop()
    await Promise.all(opened.map((app) => app.close()))
  }
  const askers = new Askers(settings, warn)
  const addresses: string[] = []
  try {
    for (const { address, port } of settings.listen) {
      const app = makeApp(askers, operated, certificates?.shown())
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

const LOOK = 10_000

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
