// Whole signed zones: what rules say of them while keys change (RFC 6781 §4.1.4), when parts of them are lost, and when their
// signatures are not what they say.

import t from 'tap'
import { keyTag } from '../../src/sign/key-tag.ts'
import { dnskeyLine, type Oddity, SigningKey, signatureLines } from '../support/zone-signer.ts'
import { heading, problemsOf } from './harness.ts'

const DATA = [...heading, 'www A 192.0.2.10', '*.w A 192.0.2.11']
const CHAIN = [
  '@ NSEC ns NS SOA RRSIG NSEC DNSKEY',
  'ns NSEC *.w A RRSIG NSEC',
  '*.w NSEC www A RRSIG NSEC',
  'www NSEC @ A RRSIG NSEC',
]
const WHOLE = [...DATA, ...CHAIN]

const old = new SigningKey('ECDSA')
const successor = new SigningKey('ECDSA')
const next = new SigningKey('RSA')
const another = new SigningKey('RSA')
const revoked = new SigningKey('ECDSA', 257 + 128)
const noZoneKey = new SigningKey('ECDSA', 0)

type Signing = {
  readonly keys: readonly SigningKey[]
  /** Who signed everything. */
  readonly by: readonly SigningKey[]
  /** Who did not sign the keys. */
  readonly notKeys?: readonly SigningKey[]
  readonly oddity?: Oddity
  readonly lines?: readonly string[]
}

const ALL_BUT_KEYS = ['SOA', 'NS', 'A', 'NSEC']

function signed({ keys, by, notKeys = [], oddity, lines = WHOLE }: Signing): string[] {
  const unsigned = [...lines, ...keys.map(({ line }) => line)]
  const text = `${unsigned.join('\n')}\n`
  const only = (key: SigningKey) => (notKeys.includes(key) ? ALL_BUT_KEYS : undefined)
  return [...unsigned, ...by.flatMap((key) => signatureLines(text, key, oddity, only(key)))]
}

/** Each rule that finds something, with how often, and the first message but for the key's number. */
/** Keys of 1,024 bits are made in no time, and nothing else is wrong with them here. */
function problemsIn(lines: readonly string[]): ReturnType<typeof problemsOf> {
  return problemsOf(`${lines.join('\n')}\n`).filter(({ rule }) => rule !== 'key-size')
}

function findings(lines: readonly string[]): string[] {
  const problems = problemsIn(lines)
  return [...Map.groupBy(problems, ({ rule }) => rule)].map(
    ([rule, [first, ...more]]) => `${more.length + 1} ${rule}: ${first!.message.replace(/key \d+/, 'key N')}`,
  )
}

/** SOA, NS, DNSKEY, two and one A, four NSEC. */
const SETS = 10

const phases: readonly (Signing & { readonly phase: string; readonly found?: readonly string[] })[] = [
  { phase: 'the zone before', keys: [old], by: [old] },
  { phase: 'new signatures, of a key that comes later', keys: [old], by: [old, next], notKeys: [next] },
  { phase: 'both keys', keys: [old, next], by: [old, next] },
  { phase: 'signatures of a key that is gone', keys: [next], by: [old, next], notKeys: [old] },
  { phase: 'the zone after', keys: [next], by: [next] },
  { phase: 'a key of the same algorithm beside another', keys: [old, successor], by: [old] },
  { phase: 'what its predecessor signed', keys: [successor], by: [old, successor], notKeys: [old] },
  {
    phase: 'the new key before its signatures',
    keys: [old, next],
    by: [old],
    found: [
      `${SETS} rrsig-missing: SOA at "example.com." has no signature of the algorithm RSASHA256 (8), of which the zone has a key`,
    ],
  },
  {
    phase: 'the old key gone before the new signatures are there',
    keys: [next],
    by: [old],
    found: [
      `${SETS} rrsig-wrong: the signature of NS at "example.com." was made with the key N, which the zone does not have`,
    ],
  },
  {
    phase: 'one algorithm valid, the other of a key that is not there',
    keys: [old, next],
    by: [old, another],
    found: [
      `${SETS} rrsig-wrong: the signature of NS at "example.com." was made with the key N, which the zone does not have`,
    ],
  },
]

for (const { phase, found = [], ...signing } of phases)
  t.test(`a change of keys: ${phase}`, async (t) => t.strictSame(findings(signed(signing)), found))

const cases: readonly (Partial<Signing> & { readonly why: string; readonly found: readonly string[] })[] = [
  {
    why: 'the signer is the zone',
    oddity: { signer: 'example.net.' },
    found: [
      `${SETS} rrsig-wrong: the signature of NS at "example.com." says that "example.net." signed it, and the zone is "example.com."`,
    ],
  },
  { why: 'in capital letters too', oddity: { signer: 'EXAMPLE.com.' }, found: [] },
  {
    why: 'the labels are those of the owner, without an asterisk',
    oddity: { labels: 2 },
    found: ['6 rrsig-wrong: the signature of A at "ns.example.com." is for a name of 2 labels, and this one has 3'],
  },
  {
    why: 'the original TTL is the TTL',
    oddity: { originalTtl: 300 },
    found: [`${SETS} rrsig-wrong: the signature of NS at "example.com." is for the TTL 300, and the TTL is 3600`],
  },
  {
    why: 'a revoked key signs the keys alone',
    keys: [old, revoked],
    by: [revoked],
    found: [
      `${SETS - 1} rrsig-wrong: the signature of NS at "example.com." was made with the key N, which may not sign it: it is revoked`,
    ],
  },
  { why: 'a revoked key beside another', keys: [old, revoked], by: [old, revoked], found: [] },
  {
    why: 'a key without the zone flag signs nothing',
    keys: [old, noZoneKey],
    by: [noZoneKey],
    found: [
      '1 dnskey-flags: the key of "example.com." cannot sign the zone: its flags do not have the zone flag (256)',
      `${SETS} rrsig-wrong: the signature of NS at "example.com." was made with the key N, which may not sign it: its flags do not have the zone flag (256)`,
    ],
  },
  {
    why: 'without any chain nothing is proved',
    lines: DATA,
    found: [
      '1 nsec-chain: "example.com." has neither NSEC nor NSEC3PARAM, and the zone is signed: nothing proves which names are not there',
    ],
  },
  {
    why: 'nor without its beginning',
    lines: WHOLE.filter((line) => !line.startsWith('@ NSEC')),
    found: [
      '1 nsec-chain: "example.com." has neither NSEC nor NSEC3PARAM, and the zone is signed: nothing proves which names are not there',
    ],
  },
]

for (const { why, found, keys = [old], by = [old], ...rest } of cases)
  t.test(why, async (t) => t.strictSame(findings(signed({ keys, by, ...rest })), found))

t.test('a zone without the signature of its SOA is a signed zone', async (t) => {
  const lines = signed({ keys: [old], by: [old] }).filter((line) => !line.includes(' RRSIG SOA '))
  t.strictSame(findings(lines), ['1 rrsig-missing: SOA at "example.com." has no signature, and the zone is signed'])
})

t.test('the last of thousands of signatures is verified like the first', async (t) => {
  const hosts = Array.from({ length: 2500 }, (_, i) => `h${1000 + i} A 192.0.2.1`)
  const lines = [...hosts, ...signatureLines(`${[...heading, ...hosts].join('\n')}\n`, old, {}, ['A'])]
  const changed = [...heading, old.line, ...lines].map((line) => line.replace(/^h3499 A .*/, 'h3499 A 192.0.2.2'))
  t.strictSame(findings(changed), ['1 rrsig-wrong: the signature of A at "h3499.example.com." does not fit the data'])
})

t.test('hundreds of keys of one tag are not all tried for each of thousands of signatures', async (t) => {
  // The tag is a sum of words: one is larger by as much as another is smaller.
  const keys = Array.from({ length: 300 }, (_, i) => {
    const rdata = Buffer.from(next.rdata)
    rdata.writeUInt16BE(10_000 + i, 20)
    rdata.writeUInt16BE(20_000 - i, 40)
    return rdata
  })
  const tag = String(keyTag(keys[0]!))
  t.strictSame([...new Set(keys.map((rdata) => String(keyTag(rdata))))], [tag])
  const hosts = Array.from({ length: 2000 }, (_, i) => `h${i} A 192.0.2.1`)
  const signatures = signatureLines(`${[...heading, ...hosts].join('\n')}\n`, next, {}, ['A'])
  const lines = [
    ...heading,
    ...keys.map(dnskeyLine),
    ...hosts,
    ...signatures.map((line) => line.replace(` ${next.tag} `, ` ${tag} `)),
  ]
  t.strictSame([...new Set(problemsIn(lines).map(({ rule }) => rule))], ['rrset-large', 'rrsig-wrong'])
})

t.test('of thousands of signatures of one large rrset a few are verified', async (t) => {
  const hosts = Array.from({ length: 4000 }, (_, i) => `h A 10.0.${i >> 8}.${i & 255}`)
  const signature = `h RRSIG A 13 3 3600 20260131000000 20260101000000 ${old.tag} example.com.`
  const signatures = hosts.map((_, i) => `${signature} ${Buffer.alloc(64, `${i} `).toString('base64')}`)
  t.strictSame(findings([...heading, old.line, ...hosts, ...signatures]), [
    '1 rrset-too-large: cannot serve A at "h.example.com.": an answer with all its data is 492042 octets long, and no message has more than 65535',
    '9 rrsig-wrong: the signature of A at "h.example.com." does not fit the data',
  ])
})

t.test('while NSEC gives way to NSEC3 both may be there (RFC 5155 §10.4)', async (t) => {
  const hashed = [
    'mifdndt3nff3od53o7tla1hrff95jkuk NSEC3 1 0 0 - onib9mgub9h0rml3cdf5bgrj59dkjhvk A RRSIG',
    'onib9mgub9h0rml3cdf5bgrj59dkjhvk NSEC3 1 0 0 - ptj67j96lvvvbu5k3v6n10b6qmo17275 NS SOA RRSIG DNSKEY NSEC3PARAM',
    'ptj67j96lvvvbu5k3v6n10b6qmo17275 NSEC3 1 0 0 - mifdndt3nff3od53o7tla1hrff95jkuk A RRSIG',
  ]
  const plain = [
    ...heading,
    'www A 192.0.2.10',
    '@ NSEC ns NS SOA RRSIG NSEC DNSKEY',
    'ns NSEC www A RRSIG NSEC',
    'www NSEC @ A RRSIG NSEC',
  ]
  const signing = { keys: [old], by: [old] }
  t.strictSame(findings(signed({ ...signing, lines: [...plain, ...hashed.slice(1)] })), [])
  t.strictSame(findings(signed({ ...signing, lines: [...plain, ...hashed, '@ 0 NSEC3PARAM 1 0 0 -'] })), [])
})

t.test('opt-out leaves out what leads to unsigned delegations alone (RFC 5155 §7.1)', async (t) => {
  const chain = [
    '@ NSEC3PARAM 1 0 0 -',
    'onib9mgub9h0rml3cdf5bgrj59dkjhvk NSEC3 1 1 0 - ptj67j96lvvvbu5k3v6n10b6qmo17275 NS SOA NSEC3PARAM',
    'ptj67j96lvvvbu5k3v6n10b6qmo17275 NSEC3 1 1 0 - onib9mgub9h0rml3cdf5bgrj59dkjhvk A',
  ]
  const delegation = ['a.ent NS ns', 'a.ent NS ns.example.net.']
  const isOfChain = (finding: string) => !finding.includes('nsec3-opt-out')
  t.strictSame(findings([...heading, ...chain, ...delegation]), [
    '1 nsec3-opt-out: the zone example.com. proves by opt-out, with 1 delegations: it is meant for 10000 and more',
  ])
  t.strictSame(
    findings([...heading, ...chain, ...delegation, 'b.a.ent A 192.0.2.1']).filter(isOfChain).length,
    1,
    'occluded only',
  )
  const withHost = [...heading, ...chain, ...delegation, 'b.ent A 192.0.2.1']
  t.strictSame(
    findings(withHost)
      .filter(isOfChain)
      .map((finding) => finding.replace(/, which.*/, '')),
    ['2 nsec3-chain: "ent.example.com." has no NSEC3'],
  )
})

t.test('names are not hashed tens of thousands of times', async (t) => {
  const hosts = Array.from({ length: 300 }, (_, i) => `h${i} A 192.0.2.1`)
  const chain = ['@ NSEC3PARAM 1 0 65535 -', `${'0'.repeat(32)} NSEC3 1 0 65535 - ${'0'.repeat(32)} A`]
  t.strictSame(findings([...heading, ...chain, ...hosts]), [
    '1 nsec3-iterations-limit: cannot serve the zone example.com.: it hashes each name 65535 extra times, 500 are the most',
  ])
})
