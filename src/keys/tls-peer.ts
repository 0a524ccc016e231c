// How TLS knows another server, by the name in its certificate or by its key; and the certificate that we show it.

import { createHash, type X509Certificate } from 'node:crypto'
import type { PairFiles } from './certificate-pair.ts'

/** We read the files anew for each connection: whoever renews one need tell nobody. */
export type TlsPeer = {
  /** A name or an address; undefined where its key alone identifies it. */
  readonly name: string | undefined
  /** File of the authorities that may issue its certificate; undefined: those that the system knows. */
  readonly authorities: string | undefined
  /** Pins of its key, and of keys that it will have: SHA-256 over what RFC 7858 §4.2 calls SPKI, in base64. */
  readonly pins: readonly string[]
  /** The certificate that we show it. */
  readonly pair: PairFiles | undefined
  /** RFC 9103 §7.1 requires ALPN, which older servers do not speak. */
  readonly alpn: 'required' | 'optional'
}

/** The pin of a certificate's key, as kdig and others write it. */
export function pinOf({ publicKey }: X509Certificate): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64')
}
