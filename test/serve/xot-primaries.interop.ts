// Janus fetches zones over TLS (RFC 9103): from BIND, which it must know by name and which wants its certificate; and from an NSD that
// does not name the protocol (ALPN), which it refuses until it is told that it need not.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nsdServer } from '../peers/nsd-conf.ts'
import { freePort } from '../support/free-port.ts'
import { janus as command, dig, folderOf, missing, serve } from '../support/janus.ts'
import { certificateOf } from '../support/tls-client.ts'
import { until } from '../support/until.ts'

const skip = await missing('named', 'nsd', 'dig', 'openssl')
const CAME = 'a zone has come from its primary'

/** So many names that what has changed is less than all. */
const zone = (serial: number) => `$TTL 300
@ SOA ns hostmaster ${serial} 1h 10m 1d 60
  NS ns
ns A 192.0.2.${serial}
${Array.from({ length: 50 }, (_, i) => `h${i} A 192.0.2.${i}\n`).join('')}`
const primaryPair = certificateOf('ns1.univ.example', { isAuthority: true })
const ours = certificateOf('janus.univ.example', { isAuthority: true, use: 'clientAuth,serverAuth' })

/** Resolves once it answers over UDP. */
async function primary(t: Test, program: string, args: readonly string[], port: number) {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore'] })
  const ended = once(child, 'exit')
  t.teardown(async () => {
    child.kill('SIGTERM')
    await ended
  })
  await until(`an answer of ${program}`, async () => {
    const [answer] = await dig(port, '@127.0.0.1', 'ns.univ.example', 'A', '+time=1', '+tries=1')
    return answer?.includes('IN A') === true
  })
  return child
}

function secondary(t: Test, port: number, primary: string): string {
  return folderOf(t, {
    'primary.crt': primaryPair.certificate,
    'own.crt': ours.certificate,
    'own.key': ours.key,
    'janus.yaml': `listen: ["127.0.0.1:${port}"]
workers: 1
state: state
views: {outside: [any]}
primaries: {hidden: ${primary}}
zones: {univ.example: {outside: {primary: hidden}}}
`,
  })
}

t.test('from BIND, which tells in the clear that the zone changed', { skip }, async (t) => {
  const [plain, tls, port] = [await freePort(), await freePort(), await freePort()]
  const folder = folderOf(t, {
    'univ.zone': zone(1),
    'ns.crt': primaryPair.certificate,
    'ns.key': primaryPair.key,
    'clients.crt': ours.certificate,
  })
  writeFileSync(
    join(folder, 'named.conf'),
    `tls own { cert-file "${folder}/ns.crt"; key-file "${folder}/ns.key"; ca-file "${folder}/clients.crt"; };
options { directory "${folder}"; listen-on port ${plain} { 127.0.0.1; }; listen-on port ${tls} tls own { 127.0.0.1; };
  listen-on-v6 { none; }; recursion no; pid-file none; session-keyfile none; notify explicit; notify-delay 0;
  also-notify { 127.0.0.1 port ${port}; }; allow-transfer port ${tls} transport tls { any; }; };
controls { };
zone "univ.example" { type primary; file "univ.zone"; ixfr-from-differences yes; };
`,
  )
  const named = await primary(t, 'named', ['-g', '-c', join(folder, 'named.conf')], plain)
  const files = 'authorities: primary.crt, certificate: own.crt, key: own.key'
  const janus = await serve(
    t,
    secondary(t, port, `{address: ["127.0.0.1:${tls}"], tls: {name: ns1.univ.example, ${files}}}`),
  )
  t.match(await janus.logged(CAME), { by: 'AXFR', serial: 1 })
  t.same(await dig(port, '@127.0.0.1', 'ns.univ.example', 'A'), ['ns.univ.example. 300 IN A 192.0.2.1'])
  writeFileSync(join(folder, 'univ.zone'), zone(2))
  named.kill('SIGHUP')
  t.match(await janus.logged(CAME, 2), { by: 'IXFR', serial: 2 })
  t.same(await dig(port, '@127.0.0.1', 'ns.univ.example', 'A'), ['ns.univ.example. 300 IN A 192.0.2.2'])
})

t.test('from an NSD that does not name the protocol, where it need not', { skip }, async (t) => {
  const [plain, tls, port] = [await freePort(), await freePort(), await freePort()]
  const folder = folderOf(t, { 'univ.zone': zone(1), 'ns.crt': primaryPair.certificate, 'ns.key': primaryPair.key })
  chmodSync(folder, 0o777)
  writeFileSync(
    join(folder, 'nsd.conf'),
    `${nsdServer(plain, folder)}  ip-address: 127.0.0.1@${tls}
  tls-port: ${tls}
  tls-service-pem: "${folder}/ns.crt"
  tls-service-key: "${folder}/ns.key"
remote-control:
  control-enable: no
zone:
  name: univ.example
  zonefile: univ.zone
  provide-xfr: 127.0.0.1 NOKEY
`,
  )
  await primary(t, 'nsd', ['-d', '-c', join(folder, 'nsd.conf')], plain)
  const setting = (more: string) =>
    `{address: ["127.0.0.1:${tls}"], tls: {name: ns1.univ.example, authorities: primary.crt${more}}}`
  const own = secondary(t, port, setting(''))
  const janus = await serve(t, own)
  const config = join(own, 'janus.yaml')
  const failed = await command('transfers', 'fetch', 'univ.example', '--config', config)
  t.equal(failed.code, 1)
  t.match(
    failed.stdout,
    'primary 127.0.0.1: TLS without ALPN "dot" (NSD before ALPN support); set tls: {alpn: optional} or use TCP with a key',
  )
  writeFileSync(config, readFileSync(config, 'utf8').replace(setting(''), setting(', alpn: optional')))
  janus.signal('SIGHUP')
  t.match(await janus.logged(CAME), { by: 'AXFR', serial: 1 })
  t.same(await dig(port, '@127.0.0.1', 'ns.univ.example', 'A'), ['ns.univ.example. 300 IN A 192.0.2.1'])
})
