// One server with two faces behind a door that encrypts, and files for the programs that ask there.

import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { folderOf, type Janus, serve } from './janus.ts'
import { certificateOf } from './tls-client.ts'

export const zone = (address: string) => `$TTL 300
@ SOA ns hostmaster 7 1h 10m 1d 1m
  NS ns
ns A ${address}
`
const pair = certificateOf('ns.univ.example', { isAuthority: true })
export const INSIDE = 'ns.univ.example. 300 IN A 10.0.0.1'
export const OUTSIDE = 'ns.univ.example. 300 IN A 192.0.2.1'

/** `door`: what stands beside the address. */
export function site(t: Test, door: string, inside = '127.0.0.1/32'): Promise<Janus> {
  return serve(
    t,
    folderOf(t, {
      'inside.zone': zone('10.0.0.1'),
      'outside.zone': zone('192.0.2.1'),
      'ns.crt': pair.certificate,
      'ns.key': pair.key,
      'janus.yaml': `listen: [{address: "127.0.0.1:0", ${door}}]
workers: 1
views: {inside: [${inside}], outside: [any]}
zones: {univ.example: {inside: inside.zone, outside: outside.zone}}
`,
    }),
  )
}

export const TLS = 'tls: {certificate: ns.crt, key: ns.key}'
export const HTTPS = TLS.replace('tls', 'https')

export function fileFor(t: Test, name: string, text: string): string {
  const folder = folderOf(t, { [name]: text, 'ca.crt': pair.certificate })
  chmodSync(folder, 0o755)
  return join(folder, name)
}
