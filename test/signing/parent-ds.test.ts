// What a server of the parent says about a DS counts only where it speaks for the parent: whoever else denies one knows of none.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { askEachParent, askParents } from '../../src/signing/parent-ds.ts'
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
  ['a server of the zone itself', { soa: 'UNIV.example.' }, 'unreachable', /does not answer for the parent/],
  ['a referral, to the parent or to the root', { flags: 0 }, 'unreachable', /does not answer for the parent/],
  ['a resolver that has none in its cache', { flags: Bit.RA, soa: 'example.' }, 'unreachable', /does not answer/],
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
    if (reason && answer?.kind === 'unreachable') t.match(answer.reason, reason, what)
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
  one!.asked = 0
  t.same(await askEachParent(ZONE, []), [])
  t.equal(one!.asked, 0, '[] asks nobody')
})
