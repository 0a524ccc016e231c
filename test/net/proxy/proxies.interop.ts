// dnsdist and HAProxy before the server, as a campus has them: each client gets the view of its own address, and not the proxy's.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import { freePort } from '../../support/free-port.ts'
import { dig, folderOf, type Janus, missing, serve } from '../../support/janus.ts'
import { until } from '../../support/until.ts'

const zone = (address: string) => `$TTL 300
@ SOA ns hostmaster 7 1h 10m 1d 1m
  NS ns
ns A ${address}
`

/** The proxy asks from 127.0.0.5, which is in no view, and 127.0.0.9 is outside. */
const files = {
  'inside.zone': zone('10.0.0.1'),
  'outside.zone': zone('192.0.2.1'),
  'janus.yaml': `listen: [{address: "127.0.0.1:0", proxy: [127.0.0.5/32]}]
workers: 2
views: {inside: [127.0.0.1/32], outside: [any], proxies: [127.0.0.5/32]}
zones: {univ.example: {inside: inside.zone, outside: outside.zone}}
`,
}

const rows = [
  ['127.0.0.1', 'ns.univ.example. 300 IN A 10.0.0.1'],
  ['127.0.0.9', 'ns.univ.example. 300 IN A 192.0.2.1'],
  ['127.0.0.5', 'REFUSED'],
] as const

async function askedThrough(t: Test, port: number, ...how: string[]): Promise<void> {
  for (const [from, wanted] of rows)
    t.same(
      await dig(port, '@127.0.0.1', '-b', from, 'ns.univ.example', 'A', ...how),
      [wanted],
      `${from} ${how.join(' ')}`,
    )
}

t.test('dnsdist', { skip: await missing('dnsdist', 'dig') }, async (t) => {
  const janus = await serve(t, folderOf(t, files))
  const port = await freePort()
  const folder = folderOf(t, {
    // No word to anybody outside: dnsdist looks up whether its version is safe.
    'dnsdist.conf': `setSecurityPollSuffix("")
setLocal("127.0.0.1:${port}")
newServer({address="127.0.0.1:${janus.port()}", source="127.0.0.5", useProxyProtocol=true, healthCheckMode="up"})
`,
  })
  await started(t, 'dnsdist', ['--supervised', '--disable-syslog', '-C', `${folder}/dnsdist.conf`], port)
  await askedThrough(t, port)
  await askedThrough(t, port, '+tcp')
  // A bare question is no proxy's.
  t.same(await dig(janus.port(), '@127.0.0.1', 'ns.univ.example', 'A', '+time=1', '+tries=1'), ['no answer'])
})

t.test('HAProxy', { skip: await missing('haproxy', 'dig') }, async (t) => {
  const janus = await serve(t, folderOf(t, files))
  const port = await freePort()
  const folder = folderOf(t, { 'haproxy.cfg': haproxy(port, janus) })
  await started(t, 'haproxy', ['-db', '-f', `${folder}/haproxy.cfg`], port)
  await askedThrough(t, port, '+tcp')
})

function haproxy(port: number, janus: Janus): string {
  return `defaults
  mode tcp
  timeout connect 5s
  timeout client 30s
  timeout server 30s
listen dns
  bind 127.0.0.1:${port}
  source 127.0.0.5
  server janus 127.0.0.1:${janus.port()} send-proxy-v2 proxy-v2-options crc32c
`
}

/** Resolves once it answers at the port. */
async function started(t: Test, program: string, args: readonly string[], port: number): Promise<void> {
  const child = spawn(program, args, { stdio: 'ignore' })
  const ended = once(child, 'exit')
  t.teardown(async () => {
    child.kill('SIGTERM')
    await ended
  })
  await until(`an answer of ${program}`, async () => {
    const [answer] = await dig(
      port,
      '@127.0.0.1',
      '-b',
      '127.0.0.1',
      'ns.univ.example',
      'A',
      '+tcp',
      '+time=1',
      '+tries=1',
    )
    return answer !== 'no answer'
  })
}
