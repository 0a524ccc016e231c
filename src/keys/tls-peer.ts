// Another server as TLS knows it: the name that its certificate has, or its key; and what we show it.

import { createHash, type X509Certificate } from 'node:crypto'
import type { PairFiles } from './certificate-pair.ts'

/** Paths are read anew for each connection: who renews a file need tell nobody. */
export type TlsPeer = {
  /** A name or an address; undefined where its key alone says who it is. */
  readonly name: string | undefined
  /** File of those who may have issued its certificate; undefined: those that the system knows. */
  readonly authorities: string | undefined
  /** Of its key, or of one that it will have: SHA-256 over what RFC 7858 §4.2 calls SPKI, in base64. */
  readonly pins: readonly string[]
  /** What we show. */
  readonly pair: PairFiles | undefined
  /** RFC 9103 §7.1 requires ALPN, which older servers do not speak. */
  readonly alpn: 'required' | 'optional'
}

/** As kdig and others write it. */
export function pinOf({ publicKey }: X509Certificate): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64')
}
