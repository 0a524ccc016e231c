// RFC 9704: the token as the RFC's text computes it, the record, the JSON and the DHCP octets, and what the public view says.
// The RFC's printed example has one octet less than its hash: we follow its text, not the example.

import t from 'tap'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { claimTexts } from '../../../src/tools/splitdns/claim.ts'
import { claimFindings } from '../../../src/tools/splitdns/publication.ts'
import { type Claim, claimFlaw, namesOctets, tokenOf } from '../../../src/tools/splitdns/token.ts'
import { janus } from '../../support/run-janus.ts'
import { zoneSetOf } from '../../support/zones.ts'

const parent = nameFromText('parent.example.')
const claim = (names: readonly string[] | undefined, salt: string): Claim => ({
  resolver: nameFromText('resolver17.parent.example.'),
  parent,
  names: names?.map((name) => nameFromText(name, parent)),
  salt: Buffer.from(salt),
})

t.test('the token is the hash of salt and names', async (t) => {
  const cases: [string, string][] = [
    ['example salt octets (should be random)', 'wA1lI3Tdnm2z3rbjAa6A998luwSDTU9LU45SoruhsTBtmcdL5BhalHS2v5UCSzal'],
    ['example salt bytes (should be random)', 'z1qyK7QWwQPkT-ZmVW-tAQbsNyYenTNBPp5ogYB8AEtcHrFQkfiiQ79nhcHyXFkD'],
  ]
  for (const [salt, token] of cases) t.equal(tokenOf(claim(['payroll', 'secret.project'], salt)), token)
})

t.test('names are in canonical form and order, once, without the parent', async (t) => {
  const octets = (names: readonly string[] | undefined) =>
    Buffer.from(namesOctets(claim(names, 'x'))).toString('latin1')
  t.equal(octets(['payroll', 'secret.project']), '\x07payroll\0\x06secret\x07project\0')
  t.equal(octets(['Secret.PROJECT', 'payroll', 'PAYROLL']), '\x07payroll\0\x06secret\x07project\0')
  t.equal(octets(['b.a', 'a', 'z.a']), '\x01a\0\x01b\x01a\0\x01z\x01a\0')
  t.equal(octets(undefined), '\x01*\0')
})

t.test('record, provisioning domain and DHCP carry the same claim', async (t) => {
  const texts = claimTexts(claim(['secret.project', 'payroll'], 'salt'), '1h')
  t.match(
    texts.record,
    /^resolver17\.parent\.example\._splitdns-challenge\.parent\.example\. 1h IN TXT "token=[\w-]{64}"$/,
  )
  t.same(texts.pvd, {
    resolver: 'resolver17.parent.example',
    parent: 'parent.example',
    subdomains: ['payroll', 'secret.project'],
    algorithm: 'SHA384',
    salt: 'c2FsdA',
  })
  const wire = (text: string) => Buffer.from(nameFromText(text)).toString('hex')
  const names = '07706179726f6c6c00067365637265740770726f6a65637400'
  t.equal(
    texts.dhcp,
    `040100${'00'.repeat(8)}${wire('resolver17.parent.example.')}${wire('parent.example.')}0473616c74${names}`,
  )
})

t.test('only names below the parent can be claimed', async (t) => {
  t.match(claimFlaw(nameFromText('example.'), parent), /does not lie below/)
  t.match(claimFlaw(parent, parent), /the parent itself/)
  t.equal(claimFlaw(nameFromText('a.parent.example.'), parent), undefined)
})

t.test('in a signed public zone only names below a delegation without DS can be believed', async (t) => {
  const top = '@ 1h SOA ns h 1 1 1 1 1\n@ 1h NS ns\nns 1h A 192.0.2.1\n'
  const signed = `${top}@ 1h DNSKEY 257 3 13 AAAA\nsub 1h NS ns\nsafe 1h NS ns\nsafe 1h DS 1 13 2 ${'00'.repeat(32)}\n`
  const messages = (zone: string, names?: string[]) =>
    claimFindings(
      zoneSetOf({ 'parent.example.': zone }),
      parent,
      names?.map((name) => nameFromText(name, parent)),
    ).map(({ severity, message }) => `${severity} ${message}`)
  t.same(messages(top, ['a']), [])
  t.same(messages(top), [])
  t.same(messages(signed, ['sub', 'x.sub']), [])
  t.match(messages(signed, ['a']), [/^error .*signed, or provably not there/])
  t.match(messages(signed, ['safe']), [/^error .*has a DS/])
  t.match(messages(signed), [/^error .*is signed/])
  t.match(
    claimFindings(zoneSetOf({ 'other.example.': top }), parent, undefined).map(({ message }) => message),
    [/is no zone of the public view/],
  )
})

t.test('the command prints a new salt each time, or takes one that is in use', async (t) => {
  const folder = t.testdir({
    'janus.yaml': 'views: {internal: [10.0.0.0/8], external: [any]}\nzones: {parent.example: a.zone}\n',
    'a.zone': '@ 1h SOA ns h 1 1 1 1 1\n@ 1h NS ns\nns 1h A 192.0.2.1\n',
  })
  const run = (...args: string[]) => janus(['splitdns', 'claim', 'r.parent.example', 'parent.example', ...args], folder)
  const one = JSON.parse(run('payroll', '--json').stdout)
  const other = JSON.parse(run('payroll', '--json').stdout)
  t.not(one.pvd.salt, other.pvd.salt)
  t.equal(Buffer.from(one.pvd.salt, 'base64url').length, 32)
  t.equal(JSON.parse(run('payroll', '--json', '--salt', one.pvd.salt).stdout).token, one.token)
  const text = run('payroll')
  t.equal(text.status, 0)
  t.match(text.stdout, /^r\.parent\.example\._splitdns-challenge\.parent\.example\. 1h IN TXT "token=/m)
  t.match(text.stdout, '"splitDnsClaims"')
  t.match(janus(['splitdns', 'claim', 'r.parent.example', '.', 'secret'], folder), {
    status: 2,
    stdout: '',
    stderr: /the root cannot be the parent/,
  })
  const wrong = [
    ['a', '*'],
    ['example.'],
    ['a', '--salt', '!'],
    ['a..b'],
    ['parent.example'],
    ['a.parent.example', 'b.'],
  ]
  for (const args of wrong) t.equal(run(...args).status, 2, args.join(' '))
  for (const ttl of ['x', 'wwww', '1h30', '', '3000000000', '1 h'])
    t.match(run('a', '--ttl', ttl), { status: 2, stdout: '', stderr: /cannot read the TTL/ }, `TTL "${ttl}"`)
  t.match(run('a', '--ttl', '1h30m').stdout, /parent\.example\. 1h30m IN TXT/)
  const named = (...names: string[]) => JSON.parse(run(...names, '--json').stdout).pvd.subdomains
  t.same(
    named('lab.parent.example', 'b.lab', 'c.Parent.Example.'),
    ['c', 'lab', 'b.lab'],
    'in full, or below the parent',
  )
})
