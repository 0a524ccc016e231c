// Programs that campuses have, at the doors that encrypt: resolvers that forward over TLS, proxies before TLS and inside it, and
// clients that come back to a session.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import t from 'tap'
import { answering } from '../support/answering-program.ts'
import { queryFor } from '../support/ask.ts'
import { freePort } from '../support/free-port.ts'
import { dig, folderOf, missing, run } from '../support/janus.ts'
import { fileFor, INSIDE, OUTSIDE, site, TLS } from '../support/tls-site.ts'
import { until } from '../support/until.ts'

t.test('unbound forwards over TLS', { skip: await missing('unbound', 'dig', 'openssl') }, async (t) => {
  const [janus, port] = [await site(t, TLS), await freePort()]
  const ca = fileFor(t, 'readme', '')
  const conf = fileFor(
    t,
    'unbound.conf',
    `server:
  interface: 127.0.0.1@${port}
  do-daemonize: no
  username: ""
  chroot: ""
  pidfile: ""
  use-syslog: no
  do-not-query-localhost: no
  module-config: "iterator"
  tls-cert-bundle: "${join(ca, '..', 'ca.crt')}"
remote-control:
  control-enable: no
forward-zone:
  name: "univ.example"
  forward-tls-upstream: yes
  forward-addr: 127.0.0.1@${janus.port()}#ns.univ.example
`,
  )
  await answering(t, 'unbound', ['-d', '-c', conf], port)
  // It counts the time since it asked.
  t.match(await dig(port, '@127.0.0.1', 'ns.univ.example', 'A', '+recurse'), [
    /^ns\.univ\.example\. \d+ IN A 10\.0\.0\.1$/,
  ])
  t.same(await dig(port, '@127.0.0.1', 'x.univ.example', 'A', '+recurse'), ['NXDOMAIN'])
})

t.test('stubby asks a server whose name it knows', { skip: await missing('stubby', 'dig', 'openssl') }, async (t) => {
  const [janus, port] = [await site(t, TLS), await freePort()]
  const ca = fileFor(t, 'readme', '')
  const conf = fileFor(
    t,
    'stubby.yml',
    `resolution_type: GETDNS_RESOLUTION_STUB
dns_transport_list: [GETDNS_TRANSPORT_TLS]
tls_authentication: GETDNS_AUTHENTICATION_REQUIRED
tls_query_padding_blocksize: 128
idle_timeout: 10000
tls_ca_file: "${join(ca, '..', 'ca.crt')}"
listen_addresses: [127.0.0.1@${port}]
upstream_recursive_servers:
  - address_data: 127.0.0.1
    tls_port: ${janus.port()}
    tls_auth_name: "ns.univ.example"
`,
  )
  await answering(t, 'stubby', ['-C', conf], port)
  // It counts the time since it asked.
  t.match(await dig(port, '@127.0.0.1', 'ns.univ.example', 'A', '+recurse'), [
    /^ns\.univ\.example\. \d+ IN A 10\.0\.0\.1$/,
  ])
})

t.test('dnsdist tells inside TLS who asks', { skip: await missing('dnsdist', 'dig', 'openssl') }, async (t) => {
  const [janus, port] = [await site(t, `${TLS}, proxy: [127.0.0.5], proxy-inside-tls: true`), await freePort()]
  const conf = fileFor(
    t,
    'dnsdist.conf',
    `setSecurityPollSuffix("")
setLocal("127.0.0.1:${port}")
newServer({address="127.0.0.1:${janus.port()}", source="127.0.0.5", useProxyProtocol=true, healthCheckMode="up",
  tls="openssl", subjectName="ns.univ.example", validateCertificates=true, caStore="${join(fileFor(t, 'readme', ''), '..', 'ca.crt')}"})
`,
  )
  await answering(t, 'dnsdist', ['--supervised', '--disable-syslog', '-C', conf], port)
  for (const how of [[], ['+tcp']])
    for (const [from, wanted] of [
      ['127.0.0.1', INSIDE],
      ['127.0.0.9', OUTSIDE],
    ] as const)
      t.same(await dig(port, '@127.0.0.1', '-b', from, 'ns.univ.example', 'A', ...how), [wanted], `${from} ${how}`)
})

t.test('HAProxy tells before TLS who asks', { skip: await missing('haproxy', 'kdig', 'openssl') }, async (t) => {
  const [janus, port] = [await site(t, `${TLS}, proxy: [127.0.0.5]`), await freePort()]
  const conf = fileFor(
    t,
    'haproxy.cfg',
    `defaults
  mode tcp
  timeout connect 5s
  timeout client 30s
  timeout server 30s
listen dns
  bind 127.0.0.1:${port}
  source 127.0.0.5
  server janus 127.0.0.1:${janus.port()} send-proxy-v2 proxy-v2-options crc32c
`,
  )
  const child = spawn('haproxy', ['-db', '-f', conf], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  t.teardown(async () => {
    child.kill('SIGTERM')
    await ended
  })
  const asked = async (from: string) => {
    const at = ['@127.0.0.1', '-p', String(port), '-b', from, '+tls', '+short']
    let told = ''
    await until('an answer through HAProxy', async () => {
      told = (await run('kdig', [...at, 'ns.univ.example', 'A'])).stdout.trim()
      return /^\d/.test(told)
    })
    return told
  }
  t.equal(await asked('127.0.0.1'), '10.0.0.1')
  t.equal(await asked('127.0.0.9'), '192.0.2.1')
})

t.test('openssl comes back to its session', { skip: await missing('openssl') }, async (t) => {
  const [janus, folder] = [await site(t, TLS), folderOf(t, {})]
  for (const version of ['-tls1_2', '-tls1_3']) {
    const session = join(folder, `session${version}`)
    const common = ['s_client', '-connect', `127.0.0.1:${janus.port()}`, '-alpn', 'dot', version]
    const first = await talked([...common, '-sess_out', session])
    t.match(first, /^New, /m, version)
    t.match(first, 'ALPN protocol: dot', version)
    t.match(first, ADDRESS, `${version}: and is answered`)
    t.match(await talked([...common, '-sess_in', session]), /^Reused, /m, version)
  }
})

/** 10.0.0.1 in an answer. */
const ADDRESS = Buffer.of(10, 0, 0, 1).toString('latin1')

/** Until it has told what came of the handshake, and an answer has come: sessions of TLS 1.3 follow the handshake. */
async function talked(args: readonly string[]): Promise<string> {
  const child = spawn('openssl', [...args, '-ign_eof'], { stdio: ['pipe', 'pipe', 'ignore'] })
  let said = ''
  let hasAsked = false
  const ended = once(child, 'exit')
  const question = queryFor('ns.univ.example. A')
  child.stdout.on('data', (text: Buffer) => {
    said += text.toString('latin1')
    if (!hasAsked && /---\n/.test(said) && /Verify return code/.test(said)) {
      hasAsked = true
      child.stdin.write(Buffer.concat([Uint8Array.of(0, question.length), question]))
    }
    if (said.includes(ADDRESS)) child.kill('SIGTERM')
  })
  child.stdin.on('error', () => {})
  await ended
  return said
}
