// Everything that an operator may write wrongly about doors, as one table: what `janus check` tells of each line, whether the server
// starts with it, and what it shows there.

import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { chmodSync, chownSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { selfSigned } from '../../src/net/tls/self-signed.ts'
import { queryFor } from '../support/ask.ts'
import { janus as command, folderOf, missing, run, serve } from '../support/janus.ts'
import { askOverTls, certificateOf, type TestPair } from '../support/tls-client.ts'
import { until } from '../support/until.ts'

const skip = await missing('openssl')
const DAY = 86_400_000
const zone = '$TTL 300\n@ SOA ns hostmaster 7 1h 10m 1d 1m\n  NS ns\nns A 127.0.0.1\n'
const question = queryFor('ns.univ.example. A')

type Row = {
  readonly what: string
  /** An entry of `listen`, a view, or a key of its own; PAIR is the row's pair. */
  readonly line: string
  readonly pair?: TestPair
  /** What is told of that line. */
  readonly told: RegExp
  readonly severity: 'error' | 'warning'
}

const PORT = '127.0.0.1:0'

function table(): readonly Row[] {
  const authority = certificateOf('ca', { isAuthority: true })
  const names = 'DNS:ns.univ.example'
  const own = certificateOf('ns', { issuer: authority, names })
  const secret = execFileSync('openssl', ['pkcs8', '-topk8', '-passout', 'pass:x'], { input: own.key }).toString()
  const door = `{address: "${PORT}", tls: PAIR}`
  return [
    {
      what: 'a key without its certificate',
      line: `{address: "${PORT}", tls: {key: KEY}}`,
      pair: own,
      told: /cannot use a key without its certificate/,
      severity: 'error',
    },
    {
      what: 'a certificate without its key',
      line: `{address: "${PORT}", https: {certificate: CERTIFICATE}}`,
      pair: own,
      told: /cannot use a certificate without its key/,
      severity: 'error',
    },
    {
      what: 'a chain in the wrong order',
      line: door,
      pair: { ...own, certificate: authority.certificate + own.certificate },
      told: /its private key does not belong/,
      severity: 'warning',
    },
    {
      what: 'a chain of somebody else',
      line: door,
      pair: { ...own, certificate: own.certificate + certificateOf('other').certificate },
      told: /number 2 of the file has not issued/,
      severity: 'warning',
    },
    { what: 'an encrypted key', line: door, pair: { ...own, key: secret }, told: /encrypted/, severity: 'warning' },
    {
      what: 'RSA of 1024 bits',
      line: door,
      pair: certificateOf('ns', { newKey: 'rsa:1024', names }),
      told: /1024 bits/,
      severity: 'warning',
    },
    {
      what: 'one that has expired',
      line: door,
      pair: certificateOf('ns', { issuer: authority, days: -1, names }),
      told: /expired/,
      severity: 'warning',
    },
    {
      what: 'one that does not count yet',
      line: door,
      pair: selfSigned('ns.univ.example', Date.now() + 3 * DAY),
      told: /is not valid before/,
      severity: 'warning',
    },
    {
      what: 'the key of another',
      line: door,
      pair: { ...own, key: certificateOf('other').key },
      told: /does not belong to the certificate/,
      severity: 'warning',
    },
    {
      what: 'a name of no NS',
      line: door,
      pair: certificateOf('www', { names: 'DNS:www.univ.example' }),
      told: /names no name server/,
      severity: 'warning',
    },
    {
      what: 'tls and https on one port',
      line: `{address: "${PORT}", tls: {}, https: {}}`,
      told: /cannot serve TLS and HTTPS on one port/,
      severity: 'error',
    },
    {
      what: 'proxies that are everybody',
      line: '{address: 192.0.2.1, proxy: [any]}',
      told: /cannot trust PROXY headers from every address/,
      severity: 'error',
    },
    {
      what: 'proxies that are everybody, of the other family',
      line: '{address: "[2001:db8::1]", proxy: ["::/0"]}',
      told: /cannot trust PROXY headers from every address/,
      severity: 'error',
    },
  ]
}

const lines = (row: Row, i: number) =>
  row.line
    .replace('PAIR', `{certificate: ${i}.crt, key: ${i}.key}`)
    .replace('CERTIFICATE', `${i}.crt`)
    .replace('KEY', `${i}.key`)

function site(t: Test, rows: readonly Row[], more = ''): string {
  const pairs = rows.flatMap(({ pair }, i) =>
    pair === undefined
      ? []
      : ([
          [`${i}.crt`, pair.certificate],
          [`${i}.key`, pair.key],
        ] as const),
  )
  return folderOf(t, {
    ...Object.fromEntries(pairs),
    'univ.zone': zone,
    'empty.crt': '',
    'janus.yaml': `listen:
${rows.map((row, i) => `  - ${lines(row, i)}`).join('\n')}
workers: 1
${more || 'views: {outside: [any]}\n'}zones: {univ.example: univ.zone}
`,
  })
}

t.test('each is told at its line', { skip }, async (t) => {
  const rows = table()
  for (const severity of ['error', 'warning'] as const) {
    const own = rows.filter((row) => row.severity === severity)
    const { code, stdout, stderr } = await command('check', '--config', join(site(t, own), 'janus.yaml'))
    const printed = stdout + stderr
    t.equal(code, severity === 'error' ? 2 : 0, `${severity}: ${printed}`)
    for (const [i, { what, told }] of own.entries()) {
      const about = printed.split('\n').filter((line) => line.includes(`janus.yaml:${i + 2}:`) && told.test(line))
      t.equal(about.length, 1, what)
      t.match(about[0], `${severity}: `, what)
    }
  }
})

t.test(
  'a pair that cannot be used is served by one of our own, and one of little use is shown',
  { skip },
  async (t) => {
    const rows = table().filter(({ severity }) => severity === 'warning')
    const janus = await serve(t, site(t, rows))
    const unused = /wrong order|encrypted|1024|another/
    for (const [i, { what, pair }] of rows.entries()) {
      const port = Number(janus.listen[i]!.split(':').at(-1))
      const { answers, fingerprint } = await askOverTls(t, port, [question])
      t.equal(answers.length, 1, what)
      const shown = new X509Certificate(pair!.certificate).fingerprint256
      t.equal(fingerprint === shown, !unused.test(what), what)
    }
  },
)

t.test('views: an empty file of certificates, and proof for everybody', { skip }, async (t) => {
  const more = `views:
  inside: {clients: [10.0.0.0/8], certificates: [empty.crt]}
  outside: {clients: [any], proof: required}
`
  const folder = site(t, [{ what: '', line: `"${PORT}"`, told: /x/, severity: 'warning' }], more)
  const { code, stdout, stderr } = await command('check', '--config', join(folder, 'janus.yaml'))
  t.equal(code, 0)
  t.match(
    stdout + stderr,
    /janus\.yaml:5:\d+: warning: there is something wrong with "empty\.crt".*holds no certificate/,
  )
  t.match(stdout + stderr, /janus\.yaml:6:\d+: warning: every client of "outside" without a cookie has to ask again/)
})

t.test(
  'files are read as the user that Janus goes on as, at the start too',
  {
    skip: skip || (process.getuid?.() !== 0 && 'only root can become another user'),
  },
  async (t) => {
    const { stdout } = await run('id', ['-u', 'nobody'])
    const nobody = Number(stdout)
    const own = certificateOf('ns', { names: 'DNS:ns.univ.example' })
    const row = {
      what: '',
      line: `{address: "${PORT}", tls: PAIR}`,
      pair: own,
      told: /x/,
      severity: 'warning',
    } as const
    const folder = site(t, [row], 'user: nobody\nviews: {outside: [any]}\n')
    const key = join(folder, '0.key')
    chmodSync(key, 0o600)
    chmodSync(folder, 0o755)
    const checked = await command('check', '--config', join(folder, 'janus.yaml'))
    t.equal(checked.code, 0)
    t.match(checked.stdout + checked.stderr, /0\.key.*cannot be read/, 'check looks as that user as well')
    const janus = await serve(t, folder)
    const shows = async () => (await askOverTls(t, janus.port(), [question])).fingerprint
    const first = await shows()
    const { fingerprint256 } = new X509Certificate(own.certificate)
    t.not(first, fingerprint256, 'root could have read it, and the next reload could not')
    await until('the log says so', () =>
      janus.log.some(({ level, problems }) => level >= 40 && /0\.key/.test(JSON.stringify(problems ?? ''))),
    )
    chownSync(key, nobody, nobody)
    janus.signal('SIGHUP')
    await janus.logged('clients get another certificate from now on')
    // The threads that shake hands hear of it in their own time.
    const becomes = (fingerprint: string) => until('its certificate', async () => (await shows()) === fingerprint)
    await becomes(fingerprint256)
    const next = certificateOf('ns', { names: 'DNS:ns.univ.example' })
    writeFileSync(key, next.key)
    writeFileSync(join(folder, '0.crt'), next.certificate)
    janus.signal('SIGHUP')
    await janus.logged('clients get another certificate from now on', 2)
    await becomes(new X509Certificate(next.certificate).fingerprint256)
    t.match(readFileSync(`/proc/${janus.process.pid}/status`, 'utf8'), new RegExp(`^Uid:\\t${nobody}\\t`, 'm'))
  },
)
