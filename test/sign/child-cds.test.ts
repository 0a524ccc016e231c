// What a zone below says of its keys, and what comes of it: a DS is another one only where nothing that validates breaks.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { type ChildCase, type ChildSeen, judgeChild, type SeenSet } from '../../src/sign/child-cds.ts'
import { NO_DNSKEY, NO_DS } from '../../src/sign/no-ds.ts'
import { canonicalOrder, signedData } from '../../src/sign/signed-data.ts'
import { dsBy, dsOf, makerOf, type ZoneKey, zoneKeyOf } from '../../src/sign/zone-key.ts'

const CHILD = nameFromText('dept.univ.example.')
const NOW = 1_800_000_000
const DAY = 86_400
const key = (algorithm = 13, role: 'csk' | 'ksk' | 'zsk' = 'csk') =>
  zoneKeyOf(role, algorithm, signingAlgorithms.get(algorithm)!.make())
const [a, b, other, zsk, ed] = [key(), key(), key(), key(13, 'zsk'), key(15)]

type Times = { readonly inception?: number; readonly expiration?: number; readonly signer?: Uint8Array }

function signature(type: number, records: readonly Uint8Array[], by: ZoneKey, times: Times = {}): Uint8Array {
  const { inception = NOW - DAY, expiration = NOW + DAY, signer = CHILD } = times
  const fixed = Buffer.alloc(18)
  fixed.writeUInt16BE(type, 0)
  fixed.writeUInt8(by.algorithm, 2)
  fixed.writeUInt8(3, 3)
  fixed.writeUInt32BE(3600, 4)
  fixed.writeUInt32BE(expiration, 8)
  fixed.writeUInt32BE(inception, 12)
  fixed.writeUInt16BE(by.tag, 16)
  const rrsig = Uint8Array.from([...fixed, ...signer])
  const data = signedData(rrsig, CHILD, type, canonicalOrder(type, records))
  return Uint8Array.from([...rrsig, ...makerOf(by).sign(data)])
}

function set(type: number, records: readonly Uint8Array[], by: readonly ZoneKey[], times?: Times): SeenSet {
  return { records, signatures: records.length === 0 ? [] : by.map((one) => signature(type, records, one, times)) }
}

type Server = {
  readonly keys?: readonly ZoneKey[]
  readonly keysBy?: readonly ZoneKey[]
  readonly cds?: readonly Uint8Array[]
  readonly cdnskey?: readonly Uint8Array[]
  readonly by?: readonly ZoneKey[]
  readonly times?: Times
  readonly keyTimes?: Times
}

const dsSet = (...keys: readonly ZoneKey[]) => keys.map((one) => dsOf(CHILD, one))
const keySet = (...keys: readonly ZoneKey[]) => keys.map(({ dnskey }) => dnskey)

function seen(server: Server, i: number): ChildSeen {
  const { keys = [a, b], keysBy = keys, cds = dsSet(b), cdnskey = keySet(b), by = keysBy, times, keyTimes } = server
  return {
    server: `192.0.2.${i}`,
    dnskey: set(Type.DNSKEY, keySet(...keys), keysBy, keyTimes),
    cds: set(Type.CDS, cds, by, times),
    cdnskey: set(Type.CDNSKEY, cdnskey, by, times),
  }
}

const named = new Map([
  [a, 'a'],
  [b, 'b'],
  [ed, 'ed'],
])

function verdict(servers: readonly Server[], more: Partial<ChildCase>): string {
  const input = { child: CHILD, present: dsSet(a), seen: servers.map(seen), inception: undefined, now: NOW, ...more }
  const judged = judgeChild(input)
  switch (judged.kind) {
    case 'as-is':
      return judged.kind
    case 'refused':
      return judged.why.code
    default: {
      const which = judged.records.map((ds) => {
        const of = [...named].find(([one]) => [2, 4].some((kind) => Buffer.compare(dsBy(kind, CHILD, one)!, ds) === 0))
        return `${of?.[1] ?? '?'}${ds[3]}`
      })
      return `${judged.kind} ${which.join(' ') || 'none'}`
    }
  }
}

const revoked = (one: ZoneKey): ZoneKey => ({ ...one, dnskey: one.dnskey.with(1, one.dnskey[1]! | 0x80) })
const many = Array.from({ length: 30 }, (_, i) => Uint8Array.of(0, i, 13, 2, ...Array(32).fill(i)))

const cases: readonly (readonly [what: string, servers: readonly Server[], want: string, more?: Partial<ChildCase>])[] =
  [
    ['another key', [{}], 'take b2'],
    ['both keys', [{ cds: dsSet(a, b), cdnskey: keySet(a, b) }], 'take a2 b2'],
    ['what is there', [{ cds: dsSet(a), cdnskey: keySet(a) }], 'as-is'],
    ['nothing', [{ cds: [], cdnskey: [] }], 'as-is'],
    ['CDNSKEY alone', [{ cds: [] }], 'take b2'],
    ['CDS alone', [{ cdnskey: [] }], 'take b2'],
    ['SHA-384', [{ cds: [dsBy(4, CHILD, b)!] }], 'take b4'],
    ['SHA-1 beside SHA-256', [{ cds: [dsBy(1, CHILD, b)!, dsOf(CHILD, b)] }], 'take b2'],
    ['SHA-1 alone', [{ cds: [dsBy(1, CHILD, b)!], cdnskey: [] }], 'child-cds-form'],
    ['CDS and CDNSKEY of different keys', [{ cdnskey: keySet(a) }], 'child-cds-cdnskey'],
    ['one CDNSKEY too many', [{ cdnskey: keySet(a, b) }], 'child-cds-cdnskey'],
    ['to be unsigned', [{ cds: [NO_DS], cdnskey: [NO_DNSKEY] }], 'take none'],
    ['to be unsigned, by CDS alone', [{ cds: [NO_DS], cdnskey: [] }], 'take none'],
    ['to be unsigned, and another key', [{ cds: [NO_DS, dsOf(CHILD, b)], cdnskey: [NO_DNSKEY] }], 'child-cds-cdnskey'],
    ['to be unsigned, but for CDNSKEY', [{ cds: [NO_DS] }], 'child-cds-cdnskey'],
    ['to be unsigned, signed by nobody', [{ cds: [NO_DS], cdnskey: [NO_DNSKEY], by: [] }], 'child-cds-unproven'],
    ['half of what asks for none', [{ cds: [dsOf(CHILD, b).with(2, 0)], cdnskey: [] }], 'child-cds-cdnskey'],
    ['the same of CDNSKEY', [{ cds: [], cdnskey: [b.dnskey.with(3, 0)] }], 'child-cds-cdnskey'],
    ['nobody who is asked', [], 'child-no-servers'],
    ['two servers that agree', [{}, {}], 'take b2'],
    ['two that do not', [{}, { cds: dsSet(a), cdnskey: keySet(a) }], 'child-servers-differ'],
    ['one that has none yet', [{}, { cds: [], cdnskey: [] }], 'child-servers-differ'],
    ['one whose keys nobody trusts', [{}, { keys: [other, b], keysBy: [other, b] }], 'child-keys-unproven'],
    ['one that has not the new key', [{}, { keys: [a], keysBy: [a], by: [a] }], 'child-would-break'],
    ['CDS by the new key alone', [{ by: [b] }], 'child-cds-unproven'],
    ['CDS by a key that signs no keys', [{ keys: [a, b, zsk], keysBy: [a, b], by: [zsk] }], 'child-cds-unproven'],
    ['keys by the new key alone', [{ keysBy: [b], by: [a] }], 'child-keys-unproven'],
    ['keys by the old one alone', [{ keysBy: [a] }], 'child-would-break'],
    ['a key that is not there', [{ keys: [a], keysBy: [a] }], 'child-would-break'],
    ['an old key that is revoked', [{ keys: [revoked(a), b], keysBy: [a, b] }], 'child-keys-unproven'],
    ['a signature that is over', [{ times: { expiration: NOW - 1 } }], 'child-cds-unproven'],
    ['one that is to come', [{ times: { inception: NOW + 1 } }], 'child-cds-unproven'],
    ['keys whose signature is over', [{ keyTimes: { expiration: NOW - 1 } }], 'child-keys-unproven'],
    ['of another signer', [{ times: { signer: nameFromText('univ.example.') } }], 'child-cds-unproven'],
    ['another algorithm', [{ keys: [a, ed], cds: dsSet(ed), cdnskey: keySet(ed) }], 'take ed2'],
    [
      'two algorithms of which one signs nothing',
      [{ keys: [a, b, ed], keysBy: [a, b], cds: dsSet(b, ed), cdnskey: keySet(b, ed) }],
      'child-would-break',
    ],
    [
      'of an algorithm that nobody knows',
      [{ keys: [a, { ...b, dnskey: b.dnskey.with(3, 99) }], keysBy: [a], cds: [], cdnskey: [b.dnskey.with(3, 99)] }],
      'child-would-break',
    ],
    ['signed before what was taken last', [{}], 'child-cds-old', { inception: NOW - DAY + 1 }],
    ['signed with what was taken last', [{}], 'take b2', { inception: NOW - DAY }],
    ['the same, signed long ago', [{ cds: dsSet(a), cdnskey: keySet(a) }], 'as-is', { inception: NOW }],
    ['no DS above', [{}], 'first b2', { present: [] }],
    ['no DS above, and keys that the new one does not sign', [{ keysBy: [a] }], 'child-keys-unproven', { present: [] }],
    ['no DS above, and CDS that it does not sign', [{ by: [a] }], 'child-cds-unproven', { present: [] }],
    ['no DS above, and none wanted', [{ cds: [NO_DS], cdnskey: [NO_DNSKEY] }], 'as-is', { present: [] }],
    ['a DS above by SHA-1', [{}], 'take b2', { present: [dsBy(1, CHILD, a)!] }],
    ['a DS above that nobody can make', [{}], 'child-keys-unproven', { present: [dsOf(CHILD, a).with(3, 9)] }],
    ['too much', [{ cds: many, cdnskey: [] }], 'child-many'],
  ]

t.test('nobody keeps us busy with signatures that do not hold', async (t) => {
  const server = seen({}, 1)
  const [good] = server.cds.signatures
  const bad = (count: number) => Array.from({ length: count }, (_, i) => good!.with(-1 - i, good!.at(-1 - i)! ^ 1))
  const judged = (signatures: readonly Uint8Array[]) =>
    judgeChild({
      ...{ child: CHILD, present: dsSet(a), inception: undefined, now: NOW },
      seen: [{ ...server, cds: { ...server.cds, signatures } }],
    })
  t.match(judged([...bad(6), good!]), { kind: 'take' })
  t.match(judged([...bad(7), good!]), { kind: 'refused', why: { code: 'child-cds-unproven' } })
})

for (const [what, servers, want, more = {}] of cases)
  t.test(what, async (t) => {
    t.equal(verdict(servers, more), want)
    const upper = verdict(servers, { ...more, child: nameFromText('DEPT.univ.example.') })
    t.equal(upper, want, 'names are spelled as they are')
  })
