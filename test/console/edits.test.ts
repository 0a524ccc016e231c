// What a form of the console means, before anybody is asked.

import t from 'tap'
import {
  differenceOf,
  hostWishes,
  linesWishes,
  nameKey,
  ownerOf,
  pointerWishes,
  requestOf,
  reverseName,
} from '../../src/console/edits.ts'

t.test('names as people write them', async (t) => {
  const cases = [
    ['www', 'univ.example', 'www.univ.example.'],
    ['www', 'univ.example.', 'www.univ.example.'],
    ['www.univ.example.', 'univ.example', 'www.univ.example.'],
    ['@', 'univ.example', 'univ.example.'],
    [' a.b ', 'univ.example', 'a.b.univ.example.'],
    ['*', 'univ.example', '*.univ.example.'],
  ] as const
  for (const [name, zone, owner] of cases) t.equal(ownerOf(name, zone), owner, name)
})

t.test('a name is the same however it is written', async (t) => {
  const cases = [
    ['www.univ.example.', 'WWW.Univ.EXAMPLE.', true],
    ['www.univ.example.', '\\119ww.univ.example.', true],
    ['www.univ.example.', '\\087ww.univ.example.', true],
    ['www.univ.example.', '\\www.univ.example.', true],
    ['a\\.b.example.', 'a\\046b.example.', true],
    ['a\\.b.example.', 'a.b.example.', false],
    ['a\\092b.example.', 'a\\\\b.example.', true],
    ['\\000.example.', '000.example.', false],
    ['www.univ.example.', 'www.univ.example.example.', false],
    ['www.', 'ww.w.', false],
  ] as const
  for (const [one, other, isSame] of cases) t.equal(nameKey(one) === nameKey(other), isSame, `${one} ${other}`)
})

t.test('an address that stands twice is one record with one name', async (t) => {
  const wishes = hostWishes({ ...host, data: { internal: '10.0.0.9 10.0.0.9,\n10.0.0.9' } })
  t.same(
    wishes.map(({ records }) => records),
    [['10.0.0.9']],
  )
  t.equal(pointerWishes(wishes, [{ zone: '10.in-addr.arpa.', view: 'internal' }]).wishes.length, 1)
})

t.test('names of addresses', async (t) => {
  const cases = [
    ['192.0.2.7', '7.2.0.192.in-addr.arpa.'],
    ['::1', '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa.'],
    ['2001:DB8:10::a', 'a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.8.b.d.0.1.0.0.2.ip6.arpa.'],
    ['1:2:3:4:5:6:7:8', '8.0.0.0.7.0.0.0.6.0.0.0.5.0.0.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.ip6.arpa.'],
    ['1:2:3:4:5:6:7::', '0.0.0.0.7.0.0.0.6.0.0.0.5.0.0.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.ip6.arpa.'],
    ['1:2', undefined],
    ['1::2::3', undefined],
    ['1:2:3:4:5:6:7:8::', undefined],
    ['g::1', undefined],
    ['www', undefined],
    ['1.2.3', undefined],
  ] as const
  for (const [address, name] of cases) t.equal(reverseName(address), name, address)
})

const host = { zone: 'univ.example.', name: 'new', ttl: 300 }

t.test('a host has what each view is to see, and each address its name where a reverse zone is', async (t) => {
  const wishes = hostWishes({ ...host, data: { internal: '10.0.0.9, 2001:db8::9', external: '192.0.2.9', lab: ' ' } })
  t.same(
    wishes.map(({ view, type, records }) => [view, type, ...records]),
    [
      ['internal', 'A', '10.0.0.9'],
      ['internal', 'AAAA', '2001:db8::9'],
      ['external', 'A', '192.0.2.9'],
    ],
  )
  const faces = [
    { zone: '10.in-addr.arpa.', view: 'internal' },
    { zone: '0.0.10.in-addr.arpa.', view: 'internal' },
    { zone: '2.0.192.in-addr.arpa.', view: 'internal' },
  ]
  const { wishes: pointers, homeless } = pointerWishes(wishes, faces)
  t.match(pointers, [
    { zone: '0.0.10.in-addr.arpa.', view: 'internal', owner: '9.0.0.10.in-addr.arpa.', records: ['new.univ.example.'] },
  ])
  t.equal(pointers.length, 1)
  t.same(homeless, ['2001:db8::9', '192.0.2.9'])
})

t.test('an rrset that was in the form goes where nothing is left of it, and only there', async (t) => {
  const data = { internal: '', external: '', lab: '10 a.\n\n 20 b. ' }
  const wishes = linesWishes({ ...host, data }, 'MX', new Set(['internal']))
  t.same(
    wishes.map(({ view, records }) => [view, ...records]),
    [['internal'], ['lab', '10 a.', '20 b.']],
  )
})

t.test('what is so already is no difference, in whatever order', async (t) => {
  const [wish] = linesWishes({ ...host, data: { lab: 'b\na' } }, 'TXT', new Set())
  t.equal(differenceOf(wish!, { ttl: 300, rdata: ['a', 'b'] }), undefined)
  t.match(differenceOf(wish!, { ttl: 301, rdata: ['a', 'b'] }), { before: { ttl: 301 }, after: { ttl: 300 } })
  t.match(differenceOf(wish!, undefined), { before: undefined, after: { rdata: ['b', 'a'] } })
  t.equal(differenceOf({ ...wish!, records: [] }, undefined), undefined)
})

t.test('all goes in one request, each rrset for its view', async (t) => {
  const wishes = hostWishes({ ...host, data: { internal: '10.0.0.9', external: '192.0.2.9' } })
  const request = requestOf(wishes.flatMap((wish) => differenceOf(wish, undefined) ?? []))
  t.same(request, {
    zone: 'univ.example.',
    views: ['internal', 'external'],
    rrsets: [
      {
        name: 'new.univ.example.',
        type: 'A',
        views: ['internal'],
        changetype: 'REPLACE',
        ttl: 300,
        records: [{ content: '10.0.0.9' }],
      },
      {
        name: 'new.univ.example.',
        type: 'A',
        views: ['external'],
        changetype: 'REPLACE',
        ttl: 300,
        records: [{ content: '192.0.2.9' }],
      },
    ],
    also: [],
  })
  t.equal(requestOf([]), undefined)
})
