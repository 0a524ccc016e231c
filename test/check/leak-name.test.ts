// What tells everybody a name of the inside, wherever that name is: in the same zone, in another, or in one that no public view has.

import t from 'tap'
import { checkViews } from '../../src/check/check-views.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { inWords } from '../support/english.ts'
import { english, heading, read } from './harness.ts'

type Zones = Readonly<Record<string, readonly string[]>>

/** The targets that leak by example.com, which both views have from one file, or only the public view has. */
function leaks(
  records: readonly string[],
  { inside, outside = {} }: { inside: Zones; outside?: Zones },
  isShared: boolean,
) {
  const member = (origin: string, lines: readonly string[]) => ({
    apex: nameFromText(origin),
    read: read(origin, [`$ORIGIN ${origin}`, ...heading.slice(1), ...lines, ''].join('\n'), {}),
  })
  const members = (zones: Zones) => Object.entries(zones).map(([origin, lines]) => member(origin, lines))
  const shared = member('example.com.', records)
  const views = [
    { name: 'internal', public: false, members: [...(isShared ? [shared] : []), ...members(inside)] },
    { name: 'external', public: true, members: [shared, ...members(outside)] },
  ]
  return inWords(checkViews(english, views))
    .filter(({ rule }) => rule === 'leak-name')
    .map(({ place, message }) => `${place.line - heading.length} ${/names "(.*?)"/.exec(message)![1]}`)
}

const hosts = ['db A 10.0.0.7', 'dc1 A 10.0.0.8']

for (const isShared of [true, false]) {
  const who = isShared ? 'by one file for both views' : 'by a zone for everybody alone'
  t.test(`a name that another zone has inside alone, ${who}`, async (t) => {
    const records = ['www CNAME db.own.example.', 'web CNAME web.own.example.', 'no CNAME none.own.example.']
    const zones = {
      inside: { 'own.example.': [...hosts, 'web A 10.0.0.9'] },
      outside: { 'own.example.': ['web A 192.0.2.9'] },
    }
    t.same(leaks(records, zones, isShared), ['1 db.own.example.'])
  })

  t.test(`a name of a zone that no public view has, ${who}`, async (t) => {
    const inside: Zones = Object.fromEntries(
      ['ad.local.', 'corp.', 'dept.home.arpa.', 'lab.internal.', 'univ.example.', 'localhost.'].map((zone) => [
        zone,
        hosts,
      ]),
    )
    const records = [
      '_ldap._tcp SRV 0 0 389 DC1.AD.LOCAL.',
      'a CNAME db.corp.',
      'b MX 10 db.dept.home.arpa.',
      'c TXT "v=spf1 a:db.lab.internal -all"',
      'd CNAME none.ad.local.',
      'e CNAME db.elsewhere.local.',
      'f CNAME db.univ.example.',
      'g MX 0 localhost.',
    ]
    t.same(leaks(records, { inside }, isShared), [
      '1 DC1.AD.LOCAL.',
      '2 db.corp.',
      '3 db.dept.home.arpa.',
      '4 db.lab.internal.',
    ])
    t.same(leaks(records, { inside: {} }, isShared), [])
    t.same(leaks(records, { inside, outside: inside }, isShared), [], 'everybody is shown them')
  })
}
