// A real ACME server in the namespace: Debian's pebble, with a certificate that openssl has made. It asks for the challenge as a
// stranger does.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { run } from '../support/janus.ts'
import type { Campus } from './campus.ts'
import { OUTSIDE } from './namespace.ts'

export const DIRECTORY = 'https://127.0.0.1:14000/dir'

/** Gives the file of the certificate that clients have to believe. */
export async function startAcmeServer(t: Test, { namespace, folder }: Campus): Promise<string> {
  const [certificate, key] = [join(folder, 'pebble.pem'), join(folder, 'pebble.key')]
  const { code, stderr } = await run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'],
    ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate],
  ])
  if (code !== 0) throw new Error(stderr)
  const config = join(folder, 'pebble.json')
  const pebble = { listenAddress: '127.0.0.1:14000', managementListenAddress: '127.0.0.1:15000' }
  writeFileSync(
    config,
    JSON.stringify({ pebble: { ...pebble, certificate, privateKey: key, httpPort: 5002, tlsPort: 5001 } }),
  )
  const server = namespace.start(t, ['pebble', '-config', config, '-dnsserver', `${OUTSIDE}:53`], {
    PEBBLE_VA_NOSLEEP: '1',
    PEBBLE_WFE_NONCEREJECT: '0',
  })
  await server.said(/ACME directory available at/)
  return certificate
}
