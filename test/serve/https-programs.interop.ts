// Browsers and measuring programs at the doors that encrypt.

import { createServer } from 'node:http'
import { join } from 'node:path'
import t from 'tap'
import { janus as command, folderOf, missing, run, serve } from '../support/janus.ts'
import { certificateOf } from '../support/tls-client.ts'
import { fileFor, HTTPS, site, TLS, zone } from '../support/tls-site.ts'
import { until } from '../support/until.ts'

t.test('dnsperf over TLS and HTTPS gets every answer', { skip: await missing('dnsperf') }, async (t) => {
  const file = fileFor(t, 'questions', 'ns.univ.example A\nx.univ.example A\n')
  for (const [mode, door, times, more] of [
    ['dot', TLS, 500, ['-c', '2', '-q', '20']],
    // It keeps one answer for each read, and waits for ever for others that came in the same TLS record: so it asks one by one.
    ['doh', HTTPS, 10, ['-c', '1', '-q', '1', '-O', 'doh-uri=https://127.0.0.1/dns-query']],
  ] as const) {
    const janus = await site(t, door)
    const at = ['-s', '127.0.0.1', '-p', String(janus.port()), '-m', mode, '-d', file, '-n', String(times), '-t', '30']
    const { stdout } = await run('dnsperf', [...at, ...more])
    t.match(stdout, `Queries sent:         ${2 * times}\n`, mode)
    t.match(stdout, `Queries completed:    ${2 * times} (100.00%)`, mode)
    t.match(stdout, `NOERROR ${times} (50.00%), NXDOMAIN ${times} (50.00%)`, mode)
  }
})

t.test(
  'Chromium asks by its own DNS over HTTPS',
  { skip: await missing('chromium', 'certutil', 'openssl') },
  async (t) => {
    const authority = certificateOf('authority', { isAuthority: true })
    const own = certificateOf('dns.univ.example', { issuer: authority, names: 'IP:127.0.0.1' })
    const page = createServer((_, response) => {
      response.setHeader('content-type', 'text/html')
      response.end('<p>the inside page</p>')
    })
    t.teardown(() => page.close())
    await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve))
    const { port: pagePort } = page.address() as { port: number }
    const folder = folderOf(t, {
      'inside.zone': zone('127.0.0.1'),
      'outside.zone': zone('192.0.2.1'),
      'ns.crt': own.certificate,
      'ns.key': own.key,
      'janus.yaml': `listen: [{address: "127.0.0.1:0", ${HTTPS}}]
workers: 1
views: {inside: [127.0.0.1/32], outside: [any]}
zones: {univ.example: {inside: inside.zone, outside: outside.zone}}
`,
    })
    const janus = await serve(t, folder)
    const template = `https://127.0.0.1:${janus.port()}/dns-query`
    const home = folderOf(t, {
      'ca.crt': authority.certificate,
      '.pki/nssdb/empty': '',
      'profile/Local State': JSON.stringify({ dns_over_https: { mode: 'secure', templates: template } }),
    })
    const database = `sql:${join(home, '.pki/nssdb')}`
    await run('certutil', ['-d', database, '-N', '--empty-password'])
    await run('certutil', ['-d', database, '-A', '-t', 'C,,', '-n', 'authority', '-i', join(home, 'ca.crt')])
    const args = ['--headless=new', '--no-sandbox', '--disable-gpu', `--user-data-dir=${join(home, 'profile')}`]
    const url = `http://ns.univ.example:${pagePort}/`
    // Nothing but HTTPS knows the name.
    // It gives up sooner than a busy machine shakes hands.
    await until('the page', async () => {
      const { stdout } = await run('env', [`HOME=${home}`, 'chromium', ...args, '--dump-dom', url])
      return stdout.includes('the inside page')
    })
    const asked = await command('stats', '--config', join(folder, 'janus.yaml'))
    t.match(asked.stdout, /inside +A +NOERROR +https/)
  },
)
