// Where servers speak TLS beside what they speak in the clear, and the certificate that all of them show.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { selfSigned } from '../../../src/net/tls/self-signed.ts'

export type SecuredBy = {
  readonly certificate: string
  readonly key: string
  /** By default DNS over TLS. */
  readonly over?: 'tls' | 'https'
}

/** On 127.0.0.1, below the ports that are found free and those that the system gives to clients. */
export function securedPort(port: number): number {
  return port - 40_000
}

/** A pair of P-256 in the folder. */
export function securedBy(folder: string): SecuredBy {
  const { certificate, key } = selfSigned('bench')
  const paths = { certificate: join(folder, 'bench.crt'), key: join(folder, 'bench.key') }
  writeFileSync(paths.certificate, certificate)
  writeFileSync(paths.key, key)
  return paths
}
