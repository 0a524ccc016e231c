// What may not be in a signed zone, or makes it weaker than it looks: one record each, and what is said about it.

import t from 'tap'
import { rulesFor } from '../../src/check/ruleset.ts'
import { heading, problemsOf } from './harness.ts'

const HASH = 'onib9mgub9h0rml3cdf5bgrj59dkjhvk'
const SIGNATURE = '13 3 3600 20260131000000 20260101000000 1 example.com. AAAA'

function found(pattern: RegExp, ...records: readonly string[]): string[] {
  return problemsOf([...heading, ...records, ''].join('\n'))
    .filter(({ rule }) => pattern.test(rule))
    .map(({ severity, rule, place }) => `${place.line - heading.length} ${severity} ${rule}`)
}

t.test('an NSEC3 has the form of a hash, or the zone is refused', async (t) => {
  const cases: [record: string, wrong: boolean][] = [
    [`${HASH} NSEC3 1 0 0 - ${HASH} A`, false],
    [`${HASH.toUpperCase()} NSEC3 1 1 0 ABCD ${HASH}`, false],
    [`www NSEC3 1 0 0 - ${HASH} A`, true],
    [`${HASH.replace('v', 'w')} NSEC3 1 0 0 - ${HASH} A`, true],
    [`${HASH}.sub NSEC3 1 0 0 - ${HASH} A`, true],
    [`@ NSEC3 1 0 0 - ${HASH} A`, true],
    [`${HASH} NSEC3 1 0 0 - 00000000 A`, true],
    [`${HASH} NSEC3 1 0 0 - ${HASH}00000000 A`, true],
    ['www NSEC3 2 0 0 - 00000000 A', false],
  ]
  for (const [record, wrong] of cases) {
    t.strictSame(found(/^nsec3-form$/, record), wrong ? ['1 error nsec3-form'] : [], record)
    const loading = problemsOf([...heading, record, ''].join('\n'), { rules: rulesFor('load') })
    t.equal(
      loading.some(({ rule }) => rule === 'nsec3-form'),
      wrong,
      `${record}: loading`,
    )
  }
})

t.test('of a delegation only DS and NSEC are signed', async (t) => {
  const cut = ['sub NS ns', 'sub NS sub', 'sub A 192.0.2.9', 'ns.sub A 192.0.2.1', 'sub NS ns.sub']
  const cases: [record: string, said: readonly string[]][] = [
    [`sub RRSIG NS ${SIGNATURE}`, ['6 warning rrsig-at-cut']],
    [`sub RRSIG A ${SIGNATURE}`, ['6 warning rrsig-at-cut']],
    [`sub RRSIG DS ${SIGNATURE}`, []],
    [`sub RRSIG NSEC ${SIGNATURE}`, []],
    [`ns.sub RRSIG A ${SIGNATURE}`, ['6 warning occluded']],
    [`ns RRSIG A ${SIGNATURE}`, []],
    [`@ RRSIG NS ${SIGNATURE}`, []],
  ]
  for (const [record, said] of cases) t.strictSame(found(/^(rrsig-at-cut|occluded)$/, ...cut, record), said, record)
})

t.test('an NSEC3 lists no NSEC, but where the name has one', async (t) => {
  const chain = (types: string) => [
    '@ NSEC3PARAM 1 0 0 -',
    `${HASH} NSEC3 1 0 0 - ptj67j96lvvvbu5k3v6n10b6qmo17275 NS SOA NSEC3PARAM`,
    `ptj67j96lvvvbu5k3v6n10b6qmo17275 NSEC3 1 0 0 - ${HASH} ${types}`,
  ]
  t.strictSame(found(/^nsec3-chain$/, ...chain('A')), [])
  t.strictSame(found(/^nsec3-chain$/, ...chain('A NSEC')), ['3 warning nsec3-chain'])
  t.strictSame(found(/^nsec3-chain$/, ...chain('A NSEC'), 'ns NSEC @ A NSEC'), [])
})

t.test('an empty non-terminal has its NSEC3, but for one that opt-out leaves out', async (t) => {
  const chain = (flags: number) => [
    '@ NSEC3PARAM 1 0 0 -',
    `${HASH} NSEC3 1 ${flags} 0 - ptj67j96lvvvbu5k3v6n10b6qmo17275 NS SOA NSEC3PARAM`,
    `ptj67j96lvvvbu5k3v6n10b6qmo17275 NSEC3 1 ${flags} 0 - ${HASH} A`,
  ]
  const missing = (flags: number, ...records: readonly string[]) =>
    problemsOf([...heading, ...chain(flags), ...records, ''].join('\n'))
      .filter(({ rule }) => rule === 'nsec3-chain')
      .map(({ message }) => /^"(\S+?)\./.exec(message)?.[1])
  const insecure = ['d.ent NS ns', 'd.ent NS ns.example.net.']
  t.strictSame(missing(1, ...insecure), [])
  t.strictSame(missing(0, ...insecure).sort(), ['d', 'ent'])
  t.strictSame(missing(1, 'd.ent A 192.0.2.1').sort(), ['d', 'ent'])
  t.strictSame(missing(1, ...insecure, `d.ent DS 1 13 2 ${'A1'.repeat(32)}`).sort(), ['d', 'ent'])
  t.strictSame(missing(1, ...insecure, 'x.f.ent A 192.0.2.1').sort(), ['ent', 'f', 'x'])
})

t.test('a small exponent of an RSA key', async (t) => {
  const key = (...octets: number[]) => Buffer.from([...octets, ...new Uint8Array(64).fill(0xc3)]).toString('base64')
  const cases: [record: string, said: readonly string[]][] = [
    [`@ DNSKEY 257 3 8 ${key(1, 3)}`, ['1 warning dnskey-exponent']],
    [`@ DNSKEY 257 3 10 ${key(0, 0, 1, 3)}`, ['1 warning dnskey-exponent']],
    [`@ DNSKEY 257 3 8 ${key(3, 0, 0, 3)}`, ['1 warning dnskey-exponent']],
    [`@ DNSKEY 257 3 8 ${key(1, 17)}`, ['1 warning dnskey-exponent']],
    [`@ DNSKEY 257 3 8 ${key(3, 1, 0, 1)}`, []],
    [`@ DNSKEY 257 3 8 ${key(5, 1, 0, 0, 0, 1)}`, []],
    [`@ DNSKEY 257 3 13 ${key(1, 3).slice(0, 88)}`, []],
  ]
  for (const [record, said] of cases) t.strictSame(found(/^dnskey-exponent$/, record), said, record)
})
