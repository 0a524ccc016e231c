// Client certificates as a way into a view: which view one leads to. That the client has its key, the handshake has shown.

import type { X509Certificate } from 'node:crypto'
import { certificatesOf } from '../../keys/certificate-pair.ts'

/** Certificates in PEM text; whoever has one of them, or one that they have issued, has the view of that name. */
export type ViewCertificates = { readonly view: string; readonly pem: string }

/** RFC 5280 §4.2.1.12: what is for servers alone makes nobody a client. */
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2'

export class Authorities {
  readonly #known: readonly { readonly view: string; readonly certificate: X509Certificate }[]

  constructor(views: readonly ViewCertificates[]) {
    this.#known = views.flatMap(({ view, pem }) => certificatesOf(pem).map((certificate) => ({ view, certificate })))
  }

  /** In PEM, for the handshake: clients choose a certificate by who is named there. */
  get pem(): string[] {
    return this.#known.map(({ certificate }) => certificate.toString())
  }

  /** Name of the view, or undefined. A certificate that is listed itself is more specific than who has issued it. */
  viewOf(shown: X509Certificate, now = Date.now()): string | undefined {
    if (!isInTime(shown, now) || !isForClients(shown)) return undefined
    const found =
      this.#known.find(({ certificate }) => certificate.fingerprint256 === shown.fingerprint256) ??
      this.#known.find(({ certificate }) => hasIssued(certificate, shown, now))
    return found?.view
  }
}

function hasIssued(issuer: X509Certificate, shown: X509Certificate, now: number): boolean {
  return issuer.ca && isInTime(issuer, now) && shown.checkIssued(issuer) && shown.verify(issuer.publicKey)
}

function isInTime({ validFromDate, validToDate }: X509Certificate, now: number): boolean {
  return validFromDate.getTime() <= now && now < validToDate.getTime()
}

/** Node calls extended key usage so; undefined is for everything. */
function isForClients({ keyUsage }: X509Certificate): boolean {
  return keyUsage === undefined || keyUsage.includes(CLIENT_AUTHENTICATION)
}
