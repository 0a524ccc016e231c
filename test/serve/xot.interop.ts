// Whole zones over TLS (RFC 9103) to secondaries of others: BIND, and NSD, which looks whose certificate that is.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync } from 'node:fs'
import t, { type Test } from 'tap'
import { nsdServer } from '../peers/nsd-conf.ts'
import { freePort } from '../support/free-port.ts'
import { dig, folderOf, type Janus, missing, serve } from '../support/janus.ts'
import { certificateOf } from '../support/tls-client.ts'
import { until } from '../support/until.ts'

const zone = `$TTL 300
@ SOA ns hostmaster 7 1h 10m 1d 60
  NS ns
ns A 192.0.2.1
`
const skip = await missing('named', 'nsd', 'dig', 'openssl')

async function primary(t: Test): Promise<{ janus: Janus; port: number; certificate: string }> {
  const pair = certificateOf('ns.univ.example', { isAuthority: true })
  const janus = await serve(
    t,
    folderOf(t, {
      'univ.zone': zone,
      'ns.crt': pair.certificate,
      'ns.key': pair.key,
      'janus.yaml': `listen: ["127.0.0.1:0", {address: "127.0.0.1:0", tls: {certificate: ns.crt, key: ns.key}}]
workers: 1
views: {outside: [any]}
zones: {univ.example: univ.zone}
transfers: [{from: [127.0.0.1], tls: required}]
`,
    }),
  )
  return { janus, port: Number(janus.listen[1]!.split(':')[1]), certificate: pair.certificate }
}

/** Resolves once the secondary has the zone. */
async function fetched(t: Test, program: string, args: readonly string[], port: number): Promise<string[]> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const ended = once(child, 'exit')
  t.teardown(async () => {
    child.kill('SIGTERM')
    await ended
  })
  let answer: string[] = []
  await until(
    () => `the zone at ${program}: ${said}`,
    async () => {
      answer = await dig(port, '@127.0.0.1', 'ns.univ.example', 'A', '+time=1', '+tries=1')
      return answer[0]?.includes('IN A') === true
    },
  )
  return answer
}

const wanted = ['ns.univ.example. 300 IN A 192.0.2.1']

t.test('BIND', { skip }, async (t) => {
  const { janus, port } = await primary(t)
  const own = await freePort()
  const folder = folderOf(t, {})
  const conf = folderOf(t, {
    'named.conf': `options { directory "${folder}"; listen-on port ${own} { 127.0.0.1; }; listen-on-v6 { none; };
  recursion no; pid-file none; session-keyfile none; };
controls { };
zone "univ.example" { type secondary; file "univ.db"; primaries { 127.0.0.1 port ${port} tls ephemeral; }; };
`,
  })
  t.same(await fetched(t, 'named', ['-g', '-c', `${conf}/named.conf`], own), wanted)
  t.match(await janus.logged('a zone was transferred'), { how: 'whole', client: '127.0.0.1' })
})

t.test('NSD, which wants the right name on a certificate that it trusts', { skip }, async (t) => {
  const { janus, port, certificate } = await primary(t)
  const own = await freePort()
  const folder = folderOf(t, { 'ca.crt': certificate })
  chmodSync(folder, 0o777)
  const conf = folderOf(t, {
    'nsd.conf': `${nsdServer(own, folder)}  tls-cert-bundle: "${folder}/ca.crt"
remote-control:
  control-enable: no
tls-auth:
  name: janus
  auth-domain-name: ns.univ.example
zone:
  name: univ.example
  zonefile: univ.db
  request-xfr: AXFR 127.0.0.1@${port} NOKEY janus
`,
  })
  t.same(await fetched(t, 'nsd', ['-d', '-c', `${conf}/nsd.conf`], own), wanted)
  t.match(await janus.logged('a zone was transferred'), { how: 'whole', client: '127.0.0.1' })
})
