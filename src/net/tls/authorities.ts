// Finds the view to which a client's certificate leads. The handshake has shown that the client has the key.

import type { X509Certificate } from 'node:crypto'
import { certificatesOf } from '../../keys/certificate-pair.ts'

/** Certificates in PEM text: a client with one of them, or with one that they have issued, gets the view of that name. */
export type ViewCertificates = { readonly view: string; readonly pem: string }

/** RFC 5280 §4.2.1.12: the key usage of clients. A certificate for servers alone makes nobody a client. */
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2'

export class Authorities {
  readonly #known: readonly { readonly view: string; readonly certificate: X509Certificate }[]

  constructor(views: readonly ViewCertificates[]) {
    this.#known = views.flatMap(({ view, pem }) => certificatesOf(pem).map((certificate) => ({ view, certificate })))
  }

  /** The certificates in PEM, for the handshake: clients choose one of theirs by the names in these. */
  get pem(): string[] {
    return this.#known.map(({ certificate }) => certificate.toString())
  }

  /** Name of the view, or undefined. A listed certificate counts before a listed issuer of it. */
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

/** Whether the certificate is for clients. Node calls the extended key usage `keyUsage`; undefined allows everything. */
function isForClients({ keyUsage }: X509Certificate): boolean {
  return keyUsage === undefined || keyUsage.includes(CLIENT_AUTHENTICATION)
}
