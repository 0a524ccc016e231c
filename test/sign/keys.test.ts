// Keys of zones on the disk, and those that come from other signers.

import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { readBindKey, readDnskeyLine, readPemKey, writeBindKey } from '../../src/sign/keys/bind-key.ts'
import { addZoneKeys, drawKeys, readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { dsOf, zoneKeyOf } from '../../src/sign/zone-key.ts'
import { english } from '../../src/signing/says.ts'

const now = new Date('2027-01-01T00:00:00Z')

t.test('keys that are made are for their owner alone, and read again', async (t) => {
  const top = mkdtempSync(join(tmpdir(), 'janus-'))
  t.teardown(() => rmSync(top, { recursive: true }))
  const folder = join(top, 'keys', 'zone', 'example.com')
  t.same(readZoneKeys(folder), { kind: 'none' })
  const keys = drawKeys(['ksk', 'zsk'], 13, [])
  addZoneKeys(folder, undefined, keys, { now })
  const read = readZoneKeys(folder)
  t.equal(read.kind, 'good')
  if (read.kind !== 'good') return
  t.same(
    read.keys.map(({ role, tag, dnskey }) => [role, tag, Buffer.from(dnskey).toString('hex')]),
    keys.map(({ role, tag, dnskey }) => [role, tag, Buffer.from(dnskey).toString('hex')]),
  )
  for (const file of readdirSync(folder)) t.equal(statSync(join(folder, file)).mode & 0o777, 0o600, file)
  t.equal(statSync(folder).mode & 0o777, 0o700)
  t.equal(readFileSync(join(top, 'keys', '.gitignore'), 'utf8'), '*\n')
})

t.test(
  'what root imports belongs to who the folder of keys belongs to',
  {
    skip: process.geteuid?.() !== 0 && 'root alone can give files away',
  },
  async (t) => {
    const top = mkdtempSync(join(tmpdir(), 'janus-'))
    t.teardown(() => rmSync(top, { recursive: true }))
    chownSync(top, 4711, 4712)
    const folder = join(top, 'keys', 'zone', 'example.com')
    addZoneKeys(folder, undefined, drawKeys(['csk'], 13, []), { now })
    for (const path of [join(top, 'keys'), join(top, 'keys', 'zone'), folder, join(folder, 'keys.json')])
      t.match(statSync(path), { uid: 4711, gid: 4712 }, path)
  },
)

t.test('what cannot be used is told of, and nothing is made in its place', async (t) => {
  const made = (spoil: (folder: string, file: string) => void) => {
    const top = mkdtempSync(join(tmpdir(), 'janus-'))
    t.teardown(() => rmSync(top, { recursive: true }))
    const folder = join(top, 'keys', 'zone', 'example.com')
    const [key] = drawKeys(['csk'], 15, [])
    addZoneKeys(folder, undefined, [key!], { now })
    spoil(folder, `15-${key!.tag}.pem`)
    const read = readZoneKeys(folder)
    return read.kind === 'faulty' ? english.text(read.reason) : read.kind
  }
  t.match(
    made((folder, file) => rmSync(join(folder, file))),
    /pem is gone$/,
  )
  t.match(
    made((folder, file) => chmodSync(join(folder, file), 0o640)),
    /other users may read or change .*: run "chmod 600/,
  )
  t.match(
    made((folder, file) => writeFileSync(join(folder, file), 'nothing', { mode: 0o600 })),
    /not a private key in PEM/,
  )
  t.match(
    made((folder) => rmSync(join(folder, 'keys.json'))),
    /there is no keys\.json/,
  )
  t.match(
    made((folder) => writeFileSync(join(folder, 'keys.json'), '{"version": 2}')),
    /newer version/,
  )
  const other = zoneKeyOf('csk', 15, signingAlgorithms.get(15)!.make()).key!.export({ type: 'pkcs8', format: 'pem' })
  t.match(
    made((folder, file) => writeFileSync(join(folder, file), other)),
    /another key than keys\.json names/,
  )
})

t.test('no key gets a tag that the zone has had', async (t) => {
  const all = Array.from({ length: 65536 }, (_, tag) => tag)
  const [first] = drawKeys(['csk'], 15, [])
  // All but a hundred are taken: it is drawn until one of these comes.
  const free = new Set(all.slice(0, 20_000))
  const [second] = drawKeys(
    ['csk'],
    15,
    all.filter((tag) => !free.has(tag)),
  )
  t.ok(free.has(second!.tag))
  t.ok(first!.tag >= 0)
})

t.test('keys of BIND and PEM are those that were written', async (t) => {
  for (const [number, { make }] of signingAlgorithms) {
    const key = zoneKeyOf('csk', number, make())
    const bind = readBindKey(writeBindKey(key), 'csk')
    t.same(typeof bind === 'string' ? bind : bind.dnskey, key.dnskey, `algorithm ${number} as BIND has it`)
    const pem = key.key!.export({ type: 'pkcs8', format: 'pem' }).toString()
    const read = readPemKey(pem, 'csk', number)
    t.same(typeof read === 'string' ? read : read.dnskey, key.dnskey, `algorithm ${number} in PEM`)
  }
})

t.test('the vector of RFC 6605 §6.1 is read, has its tag and its DS', async (t) => {
  const text = `Private-key-format: v1.2
Algorithm: 13 (ECDSAP256SHA256)
PrivateKey: GU6SnQ/Ou+xC5RumuIUIuJZteXT2z0O/ok1s38Et6mQ=
`
  const key = readBindKey(text, 'ksk')
  if (typeof key === 'string') throw new Error(key)
  t.equal(key.tag, 55648)
  t.equal(
    Buffer.from(dsOf(nameFromText('example.net.'), key)).toString('hex'),
    `d9600d02${'b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17'}`,
  )
})

t.test('what nobody should sign with is refused', async (t) => {
  for (const algorithm of [1, 3, 5, 6, 7, 12])
    t.match(readBindKey(`Private-key-format: v1.3\nAlgorithm: ${algorithm} (OLD)\n`, 'csk'), /must not be used/)
  t.match(readBindKey('Private-key-format: v1.3\nAlgorithm: 99 (NEW)\n', 'csk'), /not supported/)
  t.match(readBindKey('Private-key-format: v1.3\nAlgorithm: 13 (X)\nPrivateKey: AAAA\n', 'csk'), /wrong length/)
  t.match(readBindKey('Private-key-format: v1.3\nAlgorithm: 8 (X)\nModulus: AAAA\n', 'csk'), /can be factored/)
  t.match(readBindKey('hello', 'csk'), /not a private key in the format of BIND/)
  t.match(readPemKey('hello', 'csk'), /not a private key in PEM/)
})

t.test('a line of BIND says whose key it is, and what it is for', async (t) => {
  const comment = '; This is a key-signing key, keyid 1, for example.com.\n'
  const cases: readonly (readonly [line: string, role: 'ksk' | 'zsk', isRevoked: boolean])[] = [
    ['3600 IN DNSKEY 257', 'ksk', false],
    ['IN DNSKEY 256', 'zsk', false],
    ['IN DNSKEY 385', 'ksk', true],
    ['IN DNSKEY 384', 'zsk', true],
  ]
  for (const [line, role, isRevoked] of cases)
    t.same(readDnskeyLine(`${comment}example.com. ${line} 3 13 AAAA`), { owner: 'example.com.', role, isRevoked }, line)
  t.equal(readDnskeyLine('example.com. IN A 192.0.2.1'), undefined)
})
