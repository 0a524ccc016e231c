// The worked examples of docs/doors.md with the programs that they are for: what stands on the page is what runs here, at other ports.

import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { answering } from '../support/answering-program.ts'
import { freePort } from '../support/free-port.ts'
import { janus as command, dig, folderOf, type Janus, missing, run, serve } from '../support/janus.ts'
import { certificateOf } from '../support/tls-client.ts'
import { HTTPS } from '../support/tls-site.ts'
import { until } from '../support/until.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/doors.md'), 'utf8')
const blocks = [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language, text]) => ({
  language: language!,
  text: text!,
}))

/** The block in this language that has these words. */
function block(language: string, words: string): string {
  const found = blocks.filter((one) => one.language === language && one.text.includes(words))
  if (found.length !== 1) throw new Error(`the page has ${found.length} blocks of ${language} with "${words}"`)
  return found[0]!.text
}

/** The ports of the page, in the order of its listen addresses. */
const PORTS = ['5300', '8853', '8443', '5301', '8854'] as const
const zone = (address: string) => `$TTL 300\n@ SOA ns hostmaster 7 1h 10m 1d 60\n  NS ns\nns A ${address}\n`
const inside = 'ns.univ.example. 300 IN A 10.0.0.1'
const outside = 'ns.univ.example. 300 IN A 192.0.2.1'
const noOpenssl = await missing('openssl')

type Site = { readonly janus: Janus; readonly folder: string; readonly here: (text: string, own?: number) => string }

/** The page's own server; `here` puts its ports, and that of the program before it, into what stands on the page. */
async function campus(t: Test, pair = certificateOf('ns.univ.example', { isAuthority: true })): Promise<Site> {
  const folder = folderOf(t, {
    'inside.zone': zone('10.0.0.1'),
    'outside.zone': zone('192.0.2.1'),
    'ns.crt': pair.certificate,
    'ns.key': pair.key,
    'roaming.crt': certificateOf('laptops', { isAuthority: true }).certificate,
    'janus.yaml': `workers: 1\n${block('yaml', 'listen:')
      .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:0')
      .replaceAll('tls: {}', 'tls: {certificate: ns.crt, key: ns.key}')}`,
  })
  const janus = await serve(t, folder)
  const here = (text: string, own = 0) =>
    PORTS.reduce(
      (all, port, i) => all.replace(new RegExp(`(?<![\\d.])${port}\\b`, 'g'), janus.listen[i]!.split(':')[1]!),
      text.replaceAll('5353', String(own)),
    )
  return { janus, folder, here }
}

async function eachFace(t: Test, port: number, ...how: string[]): Promise<void> {
  for (const [from, wanted] of [
    ['127.0.0.1', inside],
    ['127.0.0.9', outside],
    ['127.0.0.1', inside],
  ] as const) {
    const [answer] = await dig(port, '@127.0.0.1', '-b', from, 'ns.univ.example', 'A', ...how)
    // A cache counts the time.
    t.equal(answer!.replace(/ \d+ IN/, ' 300 IN'), wanted, `${from} ${how.join(' ')}`)
  }
}

for (const [what, words] of [
  ['dnsdist', '127.0.0.1:5301'],
  ['dnsdist, whose header stands inside TLS', 'tls="openssl"'],
] as const)
  t.test(what, { skip: noOpenssl || (await missing('dnsdist', 'dig')) }, async (t) => {
    const [{ here, folder }, port] = [await campus(t), await freePort()]
    writeFileSync(join(folder, 'dnsdist.conf'), here(block('lua', words), port))
    await answering(t, 'dnsdist', ['--supervised', '--disable-syslog', '-C', join(folder, 'dnsdist.conf')], port)
    await eachFace(t, port)
    await eachFace(t, port, '+tcp')
  })

t.test('HAProxy', { skip: noOpenssl || (await missing('haproxy', 'dig')) }, async (t) => {
  const [{ here, folder }, port] = [await campus(t), await freePort()]
  writeFileSync(join(folder, 'haproxy.cfg'), here(block('haproxy', 'send-proxy-v2'), port))
  await answering(t, 'haproxy', ['-db', '-f', join(folder, 'haproxy.cfg')], port, '+tcp')
  await eachFace(t, port, '+tcp')
})

/** What every unbound that tests start says of itself. */
const quiet = (port: number) => `
  interface: 127.0.0.1@${port}
  access-control: 127.0.0.0/8 allow
  do-daemonize: no
  username: ""
  chroot: ""
  pidfile: ""
  use-syslog: no
  do-not-query-localhost: no
`

t.test('unbound over TLS', { skip: noOpenssl || (await missing('unbound', 'dig')) }, async (t) => {
  const [{ here, folder }, port] = [await campus(t), await freePort()]
  const text = here(block('unbound', 'forward-tls-upstream'))
    .replace('/etc/ssl/certs/ca-certificates.crt', join(folder, 'ns.crt'))
    .replace('server:\n', `server:${quiet(port)}  module-config: "iterator"\n`)
  writeFileSync(join(folder, 'unbound.conf'), text)
  await answering(t, 'unbound', ['-d', '-c', join(folder, 'unbound.conf')], port, '+recurse')
  const [answer] = await dig(port, '@127.0.0.1', 'ns.univ.example', 'A', '+recurse')
  t.match(answer, /10\.0\.0\.1$/)
})

t.test(
  'unbound that tells whose question it is',
  { skip: noOpenssl || (await missing('unbound', 'dig')) },
  async (t) => {
    const [{ here, folder }, port] = [await campus(t), await freePort()]
    const text = here(block('unbound', 'send-client-subnet')).replace('server:\n', `server:${quiet(port)}`)
    writeFileSync(join(folder, 'unbound.conf'), text)
    await answering(t, 'unbound', ['-d', '-c', join(folder, 'unbound.conf')], port, '+recurse')
    await eachFace(t, port, '+recurse')
  },
)

t.test('h2load over HTTPS', { skip: noOpenssl || (await missing('h2load')) }, async (t) => {
  const { here, folder } = await campus(t)
  await consoleRuns(t, block('console', 'h2load'), folder, here)
})

/** Lines that begin with $ are run; what follows is what they print. */
async function consoleRuns(t: Test, text: string, folder: string, here: (text: string) => string): Promise<void> {
  const steps = text.split(/^\$ /m).slice(1)
  const setting = steps.filter((step) => /^[A-Z]+=/.test(step)).join('')
  for (const step of steps) {
    const [line = '', ...printed] = step.trimEnd().split('\n')
    if (/^[A-Z]+=/.test(line)) continue
    const { code, stdout } = await run('bash', ['-c', `${setting}${here(line)}`], folder)
    t.equal(code, 0, line)
    if (printed.length > 0) t.equal(stdout.trimEnd(), printed.join('\n'), line)
  }
}

t.test('a laptop with a certificate', { skip: noOpenssl || (await missing('kdig')) }, async (t) => {
  const { janus, here, folder } = await campus(t)
  const text = block('console', 'roaming.key')
  const at = text.indexOf('$ kdig')
  await consoleRuns(t, text.slice(0, at), folder, here)
  janus.signal('SIGHUP')
  await janus.logged('reloaded')
  // The threads that shake hands hear of it in their own time.
  const laptop = ['+tls-certfile=laptop7.crt', '+tls-keyfile=laptop7.key']
  const ask = ['@127.0.0.1', '-p', here('8853'), '-b', '127.0.0.9', '+tls', ...laptop, '+short', 'ns.univ.example']
  await until(
    'who has the certificate is let in',
    async () => (await run('kdig', ask, folder)).stdout.trim() === '10.0.0.1',
  )
  await consoleRuns(t, text.slice(at), folder, here)
})

t.test('proof of an address', { skip: noOpenssl || (await missing('dig')) }, async (t) => {
  const { here, folder } = await campus(t)
  await consoleRuns(t, block('console', '127.0.0.3'), folder, here)
})

t.test(
  "Chromium by a campus's policy",
  {
    skip:
      (process.getuid?.() !== 0 && 'only root can lay out /etc') || (await missing('chromium', 'certutil', 'unshare')),
  },
  async (t) => {
    const authority = certificateOf('authority', { isAuthority: true })
    const own = certificateOf('dns.univ.example', { issuer: authority, names: 'IP:127.0.0.1' })
    const web = createServer((_, response) => {
      response.setHeader('content-type', 'text/html')
      response.end('<p>the inside page</p>')
    })
    t.teardown(() => web.close())
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
    const { port } = web.address() as { port: number }
    const folder = folderOf(t, {
      'inside.zone': zone('127.0.0.1'),
      'ns.crt': own.certificate,
      'ns.key': own.key,
      'janus.yaml': `listen: [{address: "127.0.0.1:0", ${HTTPS}}]
workers: 1
views: {inside: [127.0.0.1/32], outside: [any]}
zones: {univ.example: {inside: inside.zone}}
`,
    })
    const janus = await serve(t, folder)
    const home = folderOf(t, {
      'ca.crt': authority.certificate,
      '.pki/nssdb/empty': '',
      'etc/policies/managed/dns.json': block('json', 'DnsOverHttps').replace('8443', String(janus.port())),
    })
    const database = `sql:${join(home, '.pki/nssdb')}`
    await run('certutil', ['-d', database, '-N', '--empty-password'])
    await run('certutil', ['-d', database, '-A', '-t', 'C,,', '-n', 'authority', '-i', join(home, 'ca.crt')])
    const browser = `HOME=${home} exec chromium --headless=new --no-sandbox --disable-gpu --user-data-dir=${home}/profile`
    const url = `http://ns.univ.example:${port}/`
    // The policies of this machine are left alone: the browser sees others in their place.
    const shown = `mkdir -p /etc/chromium && mount --bind ${home}/etc /etc/chromium && ${browser} --dump-dom ${url}`
    // It gives up sooner than a busy machine shakes hands.
    await until('the page', async () => {
      const { stdout } = await run('unshare', ['-m', 'bash', '-c', shown])
      return stdout.includes('the inside page')
    })
    const asked = await command('stats', '--config', join(folder, 'janus.yaml'))
    t.match(asked.stdout, /inside +A +NOERROR +https/)
  },
)
