// `janus status` and the metrics say of each certificate that listeners show how long it lasts, and why new files are not taken.

import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { selfSigned } from '../../src/net/tls/self-signed.ts'
import { type CertificateLine, certificatesText } from '../../src/operate/certificate-lines.ts'
import { folderOf, janus, serve } from '../support/janus.ts'

const zone = '$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n'

t.test('a pair that is shown, and one that does not match', async (t) => {
  const [pair, other] = [selfSigned('ns.example.com'), selfSigned('ns.example.com')]
  const folder = folderOf(t, {
    'janus.yaml': `listen: ["127.0.0.1:0", {address: "127.0.0.1:0", tls: {certificate: ns.crt, key: ns.key}}]
http: {listen: ["127.0.0.1:0"]}
views: {world: [any]}
zones: {example.com: a.zone}
`,
    'a.zone': zone,
    'ns.crt': pair.certificate,
    'ns.key': pair.key,
  })
  const server = await serve(t, folder)
  const told = async () => {
    const text = (await janus('status', '--config', join(folder, 'janus.yaml'))).stdout
    const { certificates } = JSON.parse(
      (await janus('status', '--json', '--config', join(folder, 'janus.yaml'))).stdout,
    )
    return { text: text.split('\n').find((line) => line.startsWith('certificates'))!, certificates }
  }
  const before = await told()
  t.match(before.certificates, [{ certificate: /ns\.crt$/, expires: /^\d{4}-/, problems: [] }])
  t.match(before.text, /^certificates +\S+\/ns\.crt until \d{4}-\d\d-\d\d, \d+ days$/)
  const until = async () => {
    const { listen } = await server.logged('HTTP is served')
    const metrics = await (await fetch(`http://${(listen as string[])[0]}/metrics`)).text()
    return /^janus_tls_certificate_expiry_timestamp_seconds\{certificate="\S+ns\.crt"\} (\d+)$/m.exec(metrics)?.[1]
  }
  const expires = String(new X509Certificate(pair.certificate).validToDate.getTime() / 1000)
  t.equal(await until(), expires)
  writeFileSync(join(folder, 'ns.key'), other.key)
  await server.logged(
    'something is wrong with the files of a certificate: if they cannot be used, clients get the one read before, or one that Janus signs',
  )
  const after = await told()
  t.match(after.certificates, [{ expires: before.certificates[0].expires, problems: [/ns\.key: /] }])
  t.match(after.text, /ns\.crt until .* days; \S+\/ns\.key: /)
  t.notMatch(JSON.stringify(after), /PRIVATE/)
  t.equal(await until(), expires, 'of the one that is shown on')
})

const now = Date.parse('2027-01-02T00:00:00Z')
const lines: readonly (readonly [line: Pick<CertificateLine, 'expires' | 'problems'>, text: string])[] = [
  [{ expires: '2027-01-03T00:00:00.000Z', problems: [] }, 'c until 2027-01-03, 1 day'],
  [{ expires: '2027-01-02T00:00:01.000Z', problems: [] }, 'c until 2027-01-02, 0 days'],
  [{ expires: '2027-01-01T23:59:59.000Z', problems: ['c: old'] }, 'c has expired on 2027-01-01; c: old'],
  [{ expires: undefined, problems: ['c: none'] }, 'c: not in use, clients get a self-signed one; c: none'],
]

for (const [line, text] of lines)
  t.test(text, async (t) => t.equal(certificatesText([{ certificate: 'c', ...line }], now), text))
