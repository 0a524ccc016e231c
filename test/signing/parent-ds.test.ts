// What a server of the parent says about a DS counts only where it speaks for the parent: whoever else denies one knows of none.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { dsBy, dsOf, zoneKeyOf } from '../../src/sign/zone-key.ts'
import { askEachParent, askParents } from '../../src/signing/parent-ds.ts'
import { english } from '../../src/signing/says.ts'
import { contradictsDs, isDsAsWanted, lookAt } from '../../src/signing/zone-looks.ts'
import { Bit } from '../../src/wire/header.ts'
import { FakeParent, type Says } from '../support/fake-parent.ts'

const ZONE = nameFromText('univ.example.')

const cases: readonly (readonly [what: string, says: Says, kind: string, reason?: RegExp])[] = [
  ['the parent denies it', { soa: 'example.' }, 'none'],
  ['the parent denies the whole name', { rcode: 3, soa: 'example.' }, 'none'],
  ['the root denies the whole name', { rcode: 3, soa: '.' }, 'none'],
  ['a parent without an SOA in the answer', {}, 'none'],
  ['the parent has one', { tags: [34616] }, 'there'],
  ['a resolver has one in its cache', { flags: Bit.RA, tags: [34616] }, 'there'],
  // RFC 4035 §3.1.4.1: it has nothing to say of what lies above its zone.
  ['a server of the zone itself', { soa: 'UNIV.example.' }, 'unreachable', /is not authoritative for the parent/],
  ['a referral, to the parent or to the root', { flags: 0 }, 'unreachable', /is not authoritative for the parent/],
  ['a resolver that has none in its cache', { flags: Bit.RA, soa: 'example.' }, 'unreachable', /is not authoritative/],
  ['an answer that was cut off', { flags: Bit.AA | Bit.TC }, 'unreachable', /truncated/],
  ['a truncated one with a part of them', { flags: Bit.AA | Bit.TC, tags: [1] }, 'there'],
  ['a server that refuses', { rcode: 5 }, 'unreachable', /answers REFUSED/],
  ['a server that fails', { rcode: 2 }, 'unreachable', /answers SERVFAIL/],
]

t.test('an answer about a DS counts where it comes from the parent', async (t) => {
  const parent = await FakeParent.start(t)
  const servers = [{ address: '127.0.0.1', family: 4, port: parent.port }] as const
  for (const [what, says, kind, reason] of cases) {
    parent.says = says
    const [answer] = await askEachParent(ZONE, servers)
    t.equal(answer?.kind, kind, what)
    t.equal(answer?.server, `127.0.0.1 port ${parent.port}`)
    if (reason && answer?.kind === 'unreachable') t.match(english.text(answer.reason), reason, what)
  }
})

t.test('what comes out of a cache, or is a part, tells nothing of what the parent has now', async (t) => {
  const parent = await FakeParent.start(t)
  const servers = [{ address: '127.0.0.1', family: 4, port: parent.port }] as const
  const key = zoneKeyOf('csk', 13, signingAlgorithms.get(13)!.make())
  const ds = [dsOf(ZONE, key)]
  const doubts: readonly (readonly [what: string, says: Says, ttl: number, doubt: RegExp | undefined])[] = [
    ['the parent', { ds, ttl: 5 }, 5, undefined],
    [
      'a cache, which counts the TTL down',
      { flags: Bit.RA, ds, ttl: 5 },
      86_400,
      /is not authoritative for the parent/,
    ],
    ['a part', { flags: Bit.AA | Bit.TC, ds, ttl: 5 }, 5, /truncated/],
  ]
  for (const [what, says, ttl, doubt] of doubts) {
    parent.says = says
    const [answer] = await askEachParent(ZONE, servers)
    if (answer?.kind !== 'there') return t.fail(what)
    t.equal(answer.ttl, ttl, what)
    t.equal(isDsAsWanted(answer, ZONE, key, true), doubt === undefined, what)
    t.equal(contradictsDs(answer, ZONE, key, false), true, `${what} has it`)
    t.match(answer.doubt ? english.text(answer.doubt) : '', doubt ?? /^$/, what)
    const other = zoneKeyOf('csk', 13, signingAlgorithms.get(13)!.make())
    t.equal(isDsAsWanted(answer, ZONE, other, false), doubt === undefined, `${what} has no other`)
  }
})

t.test('a DS is one of the key where its digest is, of any kind that validators take', (t) => {
  const key = zoneKeyOf('csk', 13, signingAlgorithms.get(13)!.make())
  const wrong = (kind: number, octets: number) =>
    Uint8Array.of(key.tag >>> 8, key.tag & 0xff, 13, kind, ...Array(octets).fill(7))
  const digests: readonly (readonly [what: string, ds: Uint8Array, isThere: boolean, isGone: boolean])[] = [
    ['SHA-1', dsBy(1, ZONE, key)!, true, false],
    ['SHA-256', dsBy(2, ZONE, key)!, true, false],
    ['SHA-384', dsBy(4, ZONE, key)!, true, false],
    ['SHA-256 of another key with the tag', wrong(2, 32), false, true],
    ['SHA-384 of another key with the tag', wrong(4, 48), false, true],
    ['GOST, which nobody can make here', wrong(3, 32), false, false],
    ['a kind that is not known', wrong(200, 32), false, false],
  ]
  for (const [what, ds, isThere, isGone] of digests) {
    const answer = { kind: 'there', server: 'p', records: [ds], ttl: 60 } as const
    t.equal(isDsAsWanted(answer, ZONE, key, true), isThere, what)
    t.equal(isDsAsWanted(answer, ZONE, key, false), isGone, what)
  }
  t.end()
})

t.test('a server of the zone that does not speak for it, or says a part only, is not believed', async (t) => {
  const server = await FakeParent.start(t)
  const at = { address: '127.0.0.1', family: 4, port: server.port } as const
  const says: readonly (readonly [says: Says, error: RegExp])[] = [
    [{}, /^$/],
    [{ flags: 0 }, /is not authoritative for the zone/],
    [{ flags: Bit.RA }, /is not authoritative for the zone/],
    [{ flags: Bit.AA | Bit.TC }, /truncated/],
    [{ rcode: 2 }, /SERVFAIL/],
  ]
  for (const [said, error] of says) {
    server.says = said
    const { error: why } = await lookAt(ZONE, at)
    t.match(why ? english.text(why) : '', error)
  }
})

t.test('one server with a DS counts more than others that have none, or cannot be asked', async (t) => {
  const parents = await Promise.all([FakeParent.start(t), FakeParent.start(t), FakeParent.start(t)])
  const servers = parents.map(({ port }) => ({ address: '127.0.0.1', family: 4, port }) as const)
  const [one, other, third] = parents
  third!.says = { rcode: 5 }
  t.equal((await askParents(ZONE, servers)).kind, 'unreachable')
  other!.says = { tags: [7], ttl: 60 }
  t.match(await askParents(ZONE, servers), { kind: 'there', ttl: 60 })
  t.equal((await askParents(ZONE, servers.slice(0, 1))).kind, 'none')
  const { asked } = one!
  t.same(await askEachParent(ZONE, []), [])
  t.equal(one!.asked, asked, '[] asks nobody')
})
