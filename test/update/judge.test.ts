// What one message makes of one zone: every prerequisite, every kind of change, and what is passed over in silence (RFC 2136 §3).

import t from 'tap'
import { english } from '../../src/update/says.ts'
import { LayeredFace, rcodeOf, textsOf } from '../support/layered-face.ts'
import { zoneOf } from '../support/zones.ts'

const zone = `$TTL 300
@ SOA ns1 host 10 3600 900 604800 60
@ NS ns1
@ NS ns2
ns1 A 192.0.2.1
ns2 A 192.0.2.2
www A 192.0.2.80
www A 192.0.2.81
www TXT "one"
alias CNAME www
*.wild A 192.0.2.90
a.b.ent A 192.0.2.91
sub NS ns.sub
ns.sub A 192.0.2.53
mail MX 10 Www
`
const head = textsOf(zoneOf('example.com.', zone))

t.test('prerequisites', async (t) => {
  const cases: readonly (readonly [string, string])[] = [
    ['yxdomain www', 'NOERROR'],
    ['yxdomain WWW', 'NOERROR'],
    ['yxdomain nobody', 'NXDOMAIN'],
    ['yxdomain b.ent', 'NXDOMAIN'], // an empty non-terminal has no records (RFC 2136 §2.4.4)
    ['yxdomain x.wild', 'NXDOMAIN'], // a wildcard is a name like any other here
    ['yxdomain *.wild', 'NOERROR'],
    ['yxdomain ns.sub', 'NOERROR'], // below a cut
    ['yxdomain x.sub', 'NXDOMAIN'],
    ['yxdomain @', 'NOERROR'],
    ['nxdomain nobody', 'NOERROR'],
    ['nxdomain b.ent', 'NOERROR'],
    ['nxdomain www', 'YXDOMAIN'],
    ['nxdomain x.wild', 'NOERROR'],
    ['yxrrset www A', 'NOERROR'],
    ['yxrrset www MX', 'NXRRSET'],
    ['yxrrset nobody A', 'NXRRSET'],
    ['yxrrset x.wild A', 'NXRRSET'],
    ['nxrrset www MX', 'NOERROR'],
    ['nxrrset nobody A', 'NOERROR'],
    ['nxrrset www A', 'YXRRSET'],
    ['nxrrset alias CNAME', 'YXRRSET'],
    ['yxrrset www TXT "one"', 'NOERROR'],
    ['yxrrset www TXT "ONE"', 'NXRRSET'],
    ['yxrrset www A 192.0.2.80', 'NXRRSET'], // not all of the set
    ['yxrrset mail MX 10 wWw', 'NOERROR'], // case of names in rdata does not count (RFC 4034 §6.2)
    ['yxdomain www.other.', 'NOTZONE'],
  ]
  for (const [prerequisite, rcode] of cases) {
    const face = new LayeredFace(zone)
    t.equal(rcodeOf(face.change([`prereq ${prerequisite}`])), rcode, prerequisite)
    t.strictSame(face.records, head)
  }
  const whole = new LayeredFace(zone)
  const lines = ['prereq yxrrset www A 192.0.2.81', 'prereq yxrrset www A 192.0.2.80', 'prereq yxrrset www TXT "one"']
  t.equal(rcodeOf(whole.change(lines)), 'NOERROR', 'the sets as they are, in any order')
  t.equal(rcodeOf(whole.change([...lines, 'prereq yxrrset www A 192.0.2.82'])), 'NXRRSET', 'one more')
})

t.test('changes', async (t) => {
  const cases: readonly (readonly [string, readonly string[], readonly string[], readonly string[]])[] = [
    ['a new name', ['add new 60 A 192.0.2.7'], [], ['new 60 A 192.0.2.7']],
    ['what is there already', ['add www 300 A 192.0.2.80'], [], []],
    ['a name in other letters', ['add WWW 300 A 192.0.2.80'], [], []],
    [
      'a TTL counts for the whole set',
      ['add www 60 A 192.0.2.82'],
      ['www 300 A 192.0.2.80', 'www 300 A 192.0.2.81'],
      ['www 60 A 192.0.2.80', 'www 60 A 192.0.2.81', 'www 60 A 192.0.2.82'],
    ],
    [
      'and still counts when what brought it is deleted again',
      ['add www 60 A 192.0.2.82', 'delete www A 192.0.2.82'],
      ['www 300 A 192.0.2.80', 'www 300 A 192.0.2.81'],
      ['www 60 A 192.0.2.80', 'www 60 A 192.0.2.81'],
    ],
    ['one record', ['delete www A 192.0.2.80'], ['www 300 A 192.0.2.80'], []],
    ['one record that is not there', ['delete www A 192.0.2.99'], [], []],
    ['a set', ['delete www A'], ['www 300 A 192.0.2.80', 'www 300 A 192.0.2.81'], []],
    ['a set that is not there', ['delete www MX'], [], []],
    ['a name', ['delete www'], ['www 300 A 192.0.2.80', 'www 300 A 192.0.2.81', 'www 300 TXT "one"'], []],
    ['a name that is not there', ['delete nobody'], [], []],
    ['what lies below an empty non-terminal', ['delete b.ent'], [], []],
    ['a wildcard', ['delete *.wild'], ['*.wild 300 A 192.0.2.90'], []],
    ['nothing a wildcard stands for', ['delete x.wild A'], [], []],
    [
      'one after the other',
      ['delete www A', 'add www 60 A 192.0.2.7', 'delete www A 192.0.2.7'],
      ['www 300 A 192.0.2.80', 'www 300 A 192.0.2.81'],
      [],
    ],
    [
      'added, deleted and added',
      ['add n 60 A 192.0.2.7', 'delete n', 'add n 60 A 192.0.2.8'],
      [],
      ['n 60 A 192.0.2.8'],
    ],
    ['CNAME beside other data', ['add www 60 CNAME ns1'], [], []],
    ['other data beside a CNAME', ['add alias 60 A 192.0.2.7'], [], []],
    [
      'a CNAME takes the place of another',
      ['add alias 60 CNAME ns1'],
      ['alias 300 CNAME www.example.com.'],
      ['alias 60 CNAME ns1.example.com.'],
    ],
    [
      'a CNAME in the place of what was deleted before',
      ['delete www', 'add www 60 CNAME ns1'],
      ['www 300 A 192.0.2.80', 'www 300 A 192.0.2.81', 'www 300 TXT "one"'],
      ['www 60 CNAME ns1.example.com.'],
    ],
    ['the last server of the zone stays', ['delete @ NS ns1', 'delete @ NS ns2'], ['@ 300 NS ns1.example.com.'], []],
    ['all servers of the zone stay', ['delete @ NS'], [], []],
    ['deleting the apex leaves SOA and NS', ['add @ 60 TXT "x"', 'delete @'], [], []],
    ['the SOA stays', ['delete @ SOA', 'delete @ SOA ns1 host 10 3600 900 604800 60'], [], []],
    ['an SOA below the apex', ['add www 60 SOA ns1 host 11 1 1 1 1'], [], []],
    [
      'a service has one record for each protocol',
      ['add w 60 WKS 192.0.2.1 TCP 25', 'add w 60 WKS 192.0.2.1 TCP 80', 'add w 60 WKS 192.0.2.1 UDP 53'],
      [],
      ['w 60 WKS 192.0.2.1 17 53', 'w 60 WKS 192.0.2.1 6 80'],
    ],
    ['an unknown type', ['add u 60 TYPE65280 \\# 2 abcd'], [], ['u 60 TYPE65280 \\# 2 ABCD']],
    ['rdata that differs in the case of a name', ['add mail 300 MX 10 WWW'], [], []],
    ['such rdata is deleted', ['delete mail MX 10 wWW'], ['mail 300 MX 10 Www.example.com.'], []],
  ]
  for (const [what, lines, gone, come] of cases) {
    const face = new LayeredFace(zone)
    t.equal(rcodeOf(face.change(lines)), 'NOERROR', what)
    const wanted = [...head.filter((record) => !gone.includes(record)), ...come].sort()
    t.strictSame(face.records, wanted, what)
    t.equal(face.zone.serial, gone.length + come.length === 0 ? 10 : 11, `${what}: serial`)
    t.strictSame(textsOf(face.over()), wanted, `${what}: over its source`)
  }
})

t.test('an SOA counts where its serial is newer', async (t) => {
  const cases: readonly (readonly [number, number])[] = [
    [9, 10],
    [10, 10],
    [11, 11],
    [2 ** 31 + 9, 2 ** 31 + 9],
    [2 ** 31 + 10, 10], // neither older nor newer (RFC 1982 §3.2)
  ]
  for (const [serial, served] of cases) {
    const face = new LayeredFace(zone)
    face.change([`add @ 300 SOA ns1 other ${serial} 3600 900 604800 60`])
    t.equal(face.zone.serial, served)
  }
  const face = new LayeredFace(zone)
  face.change(['add @ 300 SOA ns1 other 50 3600 900 604800 60', 'add n 60 A 192.0.2.7'])
  t.equal(face.zone.serial, 50)
  face.change(['delete n'])
  t.equal(face.zone.serial, 51)
  t.strictSame(textsOf(face.over()), head)
})

t.test('what is refused, in the order in which it is looked at', async (t) => {
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['a name of another zone', ['add www.other. 60 A 192.0.2.7'], 'NOTZONE'],
    ['before a prerequisite', ['prereq nxdomain www', 'add www.other. 60 A 192.0.2.7'], 'NOTZONE'],
    ['made by signing', ['delete www NSEC'], 'REFUSED'],
    [
      'made by signing, one of',
      ['add www 60 RRSIG A 8 3 60 20300101000000 20200101000000 1 example.com. AAAA'],
      'REFUSED',
    ],
    ['a prerequisite, and nothing else', ['prereq nxdomain www', 'add n 60 A 192.0.2.7'], 'YXDOMAIN'],
    ['the first of two prerequisites', ['prereq yxrrset www MX', 'prereq nxdomain www'], 'NXRRSET'],
  ]
  for (const [what, lines, rcode] of cases) {
    const face = new LayeredFace(zone)
    const judged = face.change(lines)
    t.equal(rcodeOf(judged), rcode, what)
    t.ok(judged.kind === 'refused' && english.text(judged.why).length > 10)
    t.strictSame(face.records, head, what)
  }
})
