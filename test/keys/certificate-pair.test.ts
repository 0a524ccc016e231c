// Certificates with their keys out of files, and everything that may be wrong with them.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { readClientCertificates, readPair } from '../../src/keys/certificate-pair.ts'
import { selfSigned } from '../../src/net/tls/self-signed.ts'
import { english } from '../../src/text/config/says.ts'
import { missing } from '../support/janus.ts'
import { certificateOf } from '../support/tls-client.ts'

const folder = mkdtempSync(join(tmpdir(), 'janus-certificates-'))
t.teardown(() => rmSync(folder, { recursive: true }))

const skip = await missing('openssl')

function read(certificate: string | undefined, key: string | undefined, now?: number) {
  const files = { certificate: join(folder, 'crt'), key: join(folder, 'key') }
  rmSync(files.certificate, { force: true })
  rmSync(files.key, { force: true })
  if (certificate !== undefined) writeFileSync(files.certificate, certificate)
  if (key !== undefined) writeFileSync(files.key, key)
  const { pair, flaws } = readPair(files, now)
  return { isPair: pair !== undefined, flaws: flaws.map(({ file, message }) => `${file}: ${english.text(message)}`) }
}

t.test('one that Janus signs itself is a pair, for years', async (t) => {
  const { certificate, key } = selfSigned('janus')
  t.same(read(certificate, key), { isPair: true, flaws: [] })
  t.same(read(certificate, key, Date.now() + 9 * 365 * 86_400_000).flaws, [])
  t.match(read(certificate, key, Date.now() + 11 * 365 * 86_400_000).flaws, [/expired/])
})

t.test('what is wrong is told of the file that it is in', { skip }, async (t) => {
  const authority = certificateOf('ca', { isAuthority: true })
  const own = certificateOf('ns', { issuer: authority })
  const other = certificateOf('other')
  const weak = certificateOf('weak', { newKey: 'rsa:1024' })
  const late = certificateOf('late', { issuer: authority, days: -1 })
  const encrypted = execFileSync('openssl', ['pkcs8', '-topk8', '-passout', 'pass:x'], { input: own.key }).toString()
  const broken = own.certificate.replace(/\n(.{20})/, `\n${'A'.repeat(20)}`)
  const rows: readonly (readonly [
    what: string,
    isPair: boolean,
    flaws: RegExp[],
    certificate: string | undefined,
    key: string | undefined,
  ])[] = [
    ['a good one', true, [], own.certificate, own.key],
    ['its chain', true, [], own.certificate + authority.certificate, own.key],
    ['text around it', true, [], `subject=ns\n${own.certificate}\n`, own.key],
    [
      'the chain in the wrong order',
      false,
      [/^key: its private key does not belong/],
      authority.certificate + own.certificate,
      own.key,
    ],
    [
      'a chain of somebody else',
      true,
      [/^certificate: .*number 2 of the file has not issued/],
      own.certificate + other.certificate,
      own.key,
    ],
    ['no file', false, [/^certificate: it cannot be read/, /^key: it cannot be read/], undefined, undefined],
    ['no key', false, [/^key: it cannot be read/], own.certificate, undefined],
    ['empty files', false, [/^certificate: it holds no certificate/], '', ''],
    ['the two exchanged', false, [/^certificate: it holds no certificate/], own.key, own.certificate],
    ['a certificate that is broken', false, [/^certificate: it holds no certificate/], broken, own.key],
    ['a key that is broken', false, [/^key: it holds no private key/], own.certificate, own.key.slice(0, 80)],
    ['a key that is encrypted', false, [/^key: .*encrypted/], own.certificate, encrypted],
    ["another's key", false, [/^key: .*does not belong to the certificate/], own.certificate, other.key],
    [
      'a chain with a part that is broken',
      false,
      [/^certificate: TLS rejects it: /],
      own.certificate + broken,
      own.key,
    ],
    ['RSA of 1024 bits', false, [/^certificate: .*1024 bits/], weak.certificate, weak.key],
    ['one that has expired', true, [/^certificate: .*expired/], late.certificate, late.key],
  ]
  for (const [what, isPair, flaws, certificate, key] of rows) {
    const got = read(certificate, key)
    t.equal(got.isPair, isPair, what)
    t.equal(got.flaws.length, flaws.length, `${what}: ${got.flaws}`)
    t.match(got.flaws, flaws, what)
  }
  t.match(read(own.certificate, own.key, Date.now() - 2 * 86_400_000).flaws, [/is not valid before/])
})

t.test('a file without certificates lets nobody in', async (t) => {
  const file = join(folder, 'clients')
  const flawOf = () => {
    const { flaw } = readClientCertificates(file)
    return flaw && english.text(flaw)
  }
  t.match(flawOf(), /cannot be read/)
  writeFileSync(file, '')
  t.match(flawOf(), /no certificate/)
  writeFileSync(file, selfSigned('x').certificate)
  t.equal(flawOf(), undefined)
})
