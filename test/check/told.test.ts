// What records tell of other hosts, whatever their type: in the leak rules, in faces without private addresses, and where a name
// is misspelled.

import t from 'tap'
import { addressesIn, tellAll } from '../../src/check/told.ts'
import { addressText } from '../../src/dns/address.ts'
import { nameText } from '../../src/dns/name-text.ts'
import { isPrivate } from '../../src/dns/private.ts'
import { layouts } from '../../src/dns/rdata/layouts.ts'
import { typeCode } from '../../src/dns/types.ts'
import { read } from '../dns/rdata/master-line.ts'
import type { InWords } from '../support/english.ts'
import { heading, problemsOf, problemsOfFaces } from './harness.ts'

const KEY = 'AwEAAbdxyhNuSutc5EMzxTs9LBPCIkOFH8cI'
const I = 'inside.example.com.'

/** Rdata, and the names and addresses that it tells, each behind its word. */
const telling: [record: string, told: string][] = [
  ['A 10.0.0.1', '0 10.0.0.1'],
  ['AAAA fd00::1', '0 fd00::1'],
  [`NS ${I}`, `0 ${I}`],
  [`SOA a. b. 1 1 1 1 1`, '0 a. 1 b.'],
  ['WKS 10.0.0.1 tcp 25', '0 10.0.0.1'],
  [`MINFO ${I} b.`, `0 ${I} 1 b.`],
  [`MX 10 ${I}`, `1 ${I}`],
  [`RP ${I} b.`, `0 ${I} 1 b.`],
  [`AFSDB 1 ${I}`, `1 ${I}`],
  [`RT 1 ${I}`, `1 ${I}`],
  [`PX 10 ${I} b.`, `1 ${I} 2 b.`],
  [`KX 1 ${I}`, `1 ${I}`],
  [`SRV 0 0 25 ${I}`, `3 ${I}`],
  [`NAPTR 1 1 "s" "SIP" "" ${I}`, `5 ${I}`],
  ['NAPTR 1 1 "u" "E2U+sip" "!^.*$!sip:a@inside.example.com!" .', `5 . 0 ${I}`],
  [`A6 0 fd00::1`, '1 fd00::1'],
  [`A6 64 ::1 ${I}`, `2 ${I}`],
  ['APL 1:10.0.0.0/8 !2:fd00::/16', '0 10.0.0.0 1 fd00::'],
  [`IPSECKEY 10 1 2 10.0.0.1 ${KEY}`, '3 10.0.0.1'],
  [`IPSECKEY 10 2 2 fd00::1 ${KEY}`, '3 fd00::1'],
  [`IPSECKEY 10 3 2 ${I} ${KEY}`, `3 ${I}`],
  [`IPSECKEY 10 0 2 . ${KEY}`, ''],
  ['AMTRELAY 10 0 1 10.0.0.1', '3 10.0.0.1'],
  [`AMTRELAY 10 0 3 ${I}`, `3 ${I}`],
  [`HIP 2 200100107B1A74DF ${KEY} a. ${I}`, `3 a. 4 ${I}`],
  [`HTTPS 1 ${I} alpn=h2 ipv4hint=10.0.0.1,192.0.2.1 ipv6hint=fd00::1`, `1 ${I} 2 10.0.0.1 2 192.0.2.1 2 fd00::1`],
  ['L32 10 10.0.0.1', '1 10.0.0.1'],
  ['L64 10 fd00:0:0:1', '1 fd00:0:0:1::'],
  [`LP 10 ${I}`, `1 ${I}`],
  ['NID 10 0014:4fff:ff20:ee64', ''],
  [`DSYNC CDS NOTIFY 53 ${I}`, `3 ${I}`],
  [`TALINK a. ${I}`, `0 a. 1 ${I}`],
  [
    'TXT "v=spf1 ip4:10.0.0.0/8 ip6:fd00::1 a:inside.example.com/24 include:%{d}.x -all"',
    `0 ${I} 0 10.0.0.0 0 fd00::1`,
  ],
  ['TXT "v=DMARC1; p=none; rua=mailto:d@inside.example.com!10m"', `0 ${I}`],
  ['TXT "see https://10.0.0.1:8443/" "x and ldap://[fd00::1]/"', '0 10.0.0.1 0 fd00::1'],
  ['TXT "at 10:30 in room 10.0.0.1"', ''],
  ['URI 10 1 "https://user@inside.example.com:8443/x"', `0 ${I}`],
  ['CAA 0 iodef "mailto:a@inside.example.com"', `0 ${I}`],
]

for (const [record, told] of telling)
  t.test(record.slice(0, 70), async (t) => {
    const [mnemonic] = record.split(' ')
    const { hex, message } = read(mnemonic!, record.slice(mnemonic!.length + 1))
    t.ok(hex !== undefined, message ?? 'read')
    const rdata = new Uint8Array(Buffer.from(hex!, 'hex'))
    const heard: string[] = []
    tellAll(typeCode(mnemonic!)!, rdata, 0, rdata.length, {
      name: (bytes, at, word) => heard.push(`${word} ${nameText(bytes, at)}`),
      address: (octets, word) => heard.push(`${word} ${addressText(octets)}`),
    })
    t.equal(heard.join(' '), told)
  })

t.test('every type of which a row has a name has it told', async (t) => {
  const known = new Set(telling.map(([record]) => record.split(' ')[0]))
  const alike = new Set(['MD', 'MF', 'MB', 'MG', 'MR', 'CNAME', 'DNAME', 'PTR', 'NSAP-PTR', 'SVCB'])
  const own = new Set(['RRSIG', 'SIG', 'NSEC', 'NXT'])
  const missing = layouts
    .filter(({ fields }) => fields.some(({ tell }) => tell !== undefined))
    .map(({ mnemonic }) => mnemonic)
    .filter((mnemonic) => !known.has(mnemonic) && !alike.has(mnemonic) && !own.has(mnemonic))
  t.strictSame(missing, [])
})

t.test('the leak rules find in each of them what only the inside has', async (t) => {
  const inside = [...heading, 'inside A 10.0.0.1', ''].join('\n').replace('2026010101', '2026010151')
  for (const [record, told] of telling) {
    if (/^(A|AAAA|NS|SOA) /.test(record)) continue
    const text = [...heading, `_x ${record}`, ''].join('\n')
    const rules = new Set(
      problemsOfFaces(text, inside, 'outside.zone', { name: 'external', public: true }).map(({ rule }) => rule),
    )
    t.equal(rules.has('leak-name'), told.includes(I), `${record}: name`)
    t.equal(rules.has('leak-address'), /\b(10\.|fd00)/.test(told), `${record}: address`)
  }
})

t.test('a leak is shown at its word', async (t) => {
  const text = [...heading, `a IPSECKEY 10 1 2 10.0.0.1 ${KEY}`, ''].join('\n')
  const [problem] = problemsOf(text, { name: 'external', public: true }).filter(({ rule }) => rule === 'leak-address')
  t.match(problem, { place: { line: heading.length + 1, column: 19, length: 8 } })
})

t.test('a misspelled name is found behind every type', async (t) => {
  const records = ['KX 1 mai101', 'RP mai101 .', 'AMTRELAY 10 0 3 mai101', 'LP 10 mai101', 'PTR mai101']
  for (const record of records) {
    const problems = problemsOf([...heading, 'mail01 A 192.0.2.1', `_x ${record}`, ''].join('\n'))
    t.match(
      problems.filter(({ rule }) => rule === 'look-alike'),
      [{ place: { line: heading.length + 2 }, message: /^"mai101\.example\.com\." does not exist/ }],
      record,
    )
  }
})

t.test('upper case is told of names behind every type, each name once', async (t) => {
  const records = telling
    .filter(([record]) => record.includes(` ${I}`) && !/"/.test(record))
    .map(([record]) => `_x ${record.replace(I, 'Inside.Example.ORG.')}`)
  t.ok(records.length > 15)
  for (const record of records) {
    const [found, ...others] = capitals([record, '_y PTR INSIDE.example.org.'])
    t.match(found, { place: { line: heading.length + 1 }, message: /names "Inside\.Example\.ORG\."/ }, record)
    t.strictSame(others, [], record)
  }
})

t.test('upper case is told of one spelling only where an owner or the origin has it too', async (t) => {
  t.strictSame(
    capitals(['WWW A 192.0.2.1', 'a CNAME www', 'b CNAME WWW', 'c MX 10 WWW']).map(({ message }) => message),
    ['"WWW.example.com." has upper case letters'],
  )
  t.strictSame(capitals(['$ORIGIN EXAMPLE.com.', 'www A 192.0.2.1', 'a CNAME www', 'b MX 10 www']), [])
  t.strictSame(capitals(['a TXT "Written In Capitals" ', 'b DS 1 13 2 '.concat('AB'.repeat(32))]), [])
})

t.test('thousands of names in upper case are told as few', async (t) => {
  const found = capitals(Array.from({ length: 3000 }, (_, i) => `h${i} CNAME H${i}.Example.NET.`))
  t.equal(found.length, 101)
  t.equal(found.at(-1)!.others, 2900)
})

function capitals(records: readonly string[]): InWords[] {
  return problemsOf(`${[...heading, ...records].join('\n')}\n`).filter(({ rule }) => rule === 'uppercase')
}

t.test('what is private is so in every form', async (t) => {
  const rdata = Buffer.from(read('TXT', '"v=spf1 ip4:10.0.0.0/8 -all"').hex!, 'hex')
  t.ok(addressesIn(typeCode('TXT')!, new Uint8Array(rdata)).some(isPrivate))
})
