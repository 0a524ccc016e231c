// Changes of rrsets by name of the zone: of several zones at once, all or nothing, and of none, to see what would come of it.

import t from 'tap'
import { type Actor, asUser } from '../../src/operate/actor.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { campus } from '../support/small-campus.ts'

const REVERSE = '2.0.192.in-addr.arpa'
const reverse = `$TTL 3600\n@ SOA ns.univ.example. hostmaster.univ.example. 1 7200 900 1209600 300\n  NS ns.univ.example.\n`
const site = new Site(
  folderOf(t, { ...campus(`  ${REVERSE}: reverse.zone\n  sub.other.example: other.zone\n`), 'reverse.zone': reverse }),
)
t.before(() => site.start())
t.teardown(() => site.stop())

type Told = { readonly kind: string; readonly code?: string; readonly field?: string; readonly error?: string }
type Line = { readonly owner: string; readonly type: string; readonly faces: readonly object[] }

const set = (name: string, type: string, ...contents: string[]) => ({
  ...{ name, type, changetype: 'REPLACE', ttl: 300 },
  records: contents.map((content) => ({ content })),
})
const address = (last: number) => set('new.univ.example.', 'A', `192.0.2.${last}`)
const pointer = (last: number) => set(`${last}.${REVERSE}.`, 'PTR', 'new.univ.example.')
const outside = { zone: 'univ.example', views: ['external'] }
const back = (last: number) => ({ zone: REVERSE, views: ['internal', 'external'], rrsets: [pointer(last)] })

async function change(options: object, actor: Actor = everybody): Promise<Told> {
  return (await told(operatedOf(site.server), actor, { verb: 'change', options })) as Told
}

/** All that is served, serials too. */
async function served(): Promise<string> {
  const zones = ['univ.example', 'other.example', REVERSE]
  const lines = zones.map((zone) => told(operatedOf(site.server), everybody, { verb: 'rrsets', options: { zone } }))
  return JSON.stringify((await Promise.all(lines)).map(({ result }) => result))
}

async function has(zone: string, owner: string): Promise<number> {
  const { result } = await told(operatedOf(site.server), everybody, { verb: 'rrsets', options: { zone } })
  return (result as Line[]).filter((line) => line.owner === owner).length
}

t.test('an address and the name for it come together, in every view that they are for', async (t) => {
  t.match(await change({ ...outside, rrsets: [address(77)], also: [back(77)] }), {
    kind: 'one',
    result: {
      ...{ zone: 'univ.example.', views: ['external'], records: 3 },
      also: [{ zone: `${REVERSE}.`, views: ['internal', 'external'] }],
    },
  })
  t.equal(await has('univ.example', 'new.univ.example.'), 1)
  t.equal(await has(REVERSE, `77.${REVERSE}.`), 1)
})

t.test('where one zone cannot have its part none gets any', async (t) => {
  const before = await served()
  const mx = set('new.univ.example.', 'MX', '10 nowhere.univ.example.')
  const bad: readonly (readonly [about: string, options: object, code: string, field?: string])[] = [
    ['an error in the first', { ...outside, rrsets: [mx], also: [back(78)] }, 'bad-change'],
    [
      'an error in another',
      { zone: REVERSE, views: ['internal'], rrsets: [pointer(79)], also: [{ ...outside, rrsets: [mx] }] },
      'bad-change',
    ],
    ['a name of another zone', { ...outside, rrsets: [address(80), pointer(80)] }, 'bad-change'],
    [
      'a zone that is not there',
      { ...outside, rrsets: [address(81)], also: [{ zone: 'x.example', rrsets: [] }] },
      'no-zone',
      'also[0].zone',
    ],
    [
      'a view that is not there',
      { ...outside, rrsets: [], also: [back(1), { ...back(2), views: ['dmz'] }] },
      'no-zone',
      'also[1].zone',
    ],
    [
      'no view of several',
      { ...outside, rrsets: [], also: [{ zone: REVERSE, rrsets: [] }] },
      'several-faces',
      'also[0].views',
    ],
    [
      'one face twice',
      { ...outside, rrsets: [address(82)], also: [{ ...outside, rrsets: [address(83)] }] },
      'bad-request',
      'also',
    ],
    [
      'what signing makes',
      { ...outside, rrsets: [], also: [{ ...back(1), rrsets: [set(`1.${REVERSE}.`, 'NSEC', `${REVERSE}. PTR`)] }] },
      'forbidden',
      'also[0].rrsets',
    ],
    [
      'too many zones',
      { ...outside, rrsets: [], also: Array.from({ length: 101 }, () => back(1)) },
      'bad-request',
      'also',
    ],
    ['a key that is none', { ...outside, rrsets: [], also: [{ ...back(1), view: 'internal' }] }, 'bad-request', 'also'],
  ]
  for (const [about, options, code, field] of bad) {
    const answer = await change(options)
    t.match(answer, { kind: 'error', code, ...(field && { field }) }, about)
  }
  t.equal(await served(), before, 'not a serial is another')
})

t.test('a trial says what would come of it, and nothing does', async (t) => {
  const before = await served()
  t.match(await change({ ...outside, rrsets: [address(90)], also: [back(90)], trial: true }), {
    kind: 'one',
    result: { records: 4, trial: true },
  })
  const refused = await change({
    ...outside,
    rrsets: [set('www.univ.example.', 'CNAME', 'mx.univ.example.')],
    trial: true,
  })
  t.match(refused, { kind: 'error', code: 'bad-change' })
  t.same(
    await change({ ...outside, rrsets: [set('www.univ.example.', 'CNAME', 'mx.univ.example.')] }),
    refused,
    'as without',
  )
  t.equal(await served(), before)
  t.match(await change({ ...outside, rrsets: [address(90)] }), { result: { records: 2 } })
  const after = await served()
  await site.restart()
  t.equal(await served(), after, 'nothing of a trial is kept for the next start')
})

t.test('trials beside changes that are made take nothing from them', async (t) => {
  const names = Array.from({ length: 40 }, (_, i) => `t${i}.univ.example.`)
  const asked = names.map((name, i) =>
    change({ ...outside, rrsets: [set(name, 'A', `192.0.2.${i + 1}`)], trial: i % 2 === 1 }),
  )
  for (const { kind } of await Promise.all(asked)) t.equal(kind, 'one')
  for (const [i, name] of names.entries()) t.equal(await has('univ.example', name), 1 - (i % 2), name)
})

t.test('who sees one view changes nothing in another, by no part of a request', async (t) => {
  const eve = asUser({ name: 'eve', role: 'editor', views: ['external'], tokens: [] }, 'apply')
  const before = await served()
  for (const trial of [false, true]) {
    const also = [{ zone: REVERSE, views: ['internal'], rrsets: [pointer(95)] }]
    const hidden = await change({ ...outside, rrsets: [address(95)], also, trial }, eve)
    const absent = await change(
      { ...outside, rrsets: [address(95)], also: [{ ...also[0], views: ['dmz'] }], trial },
      eve,
    )
    t.match(hidden, { kind: 'error', code: 'no-zone' })
    t.same(hidden, absent, 'as of a view that is not there')
  }
  t.equal(await served(), before)
})

t.test('what lies in a zone below would never be served, and is refused', async (t) => {
  const zone = { zone: 'other.example', views: ['internal'] }
  const cut = [
    set('cut.other.example.', 'NS', 'ns.cut.other.example.', 'ns.elsewhere.example.'),
    set('ns.cut.other.example.', 'A', '192.0.2.53'),
  ]
  const inner = set('in.cut.other.example.', 'NS', 'ns.elsewhere.example.')
  t.match(await change({ ...zone, rrsets: [inner] }), { kind: 'one' }, 'a cut that another one hides later')
  t.match(await change({ ...zone, rrsets: cut }), { kind: 'one' }, 'a cut with the address of its server')
  const rows: readonly (readonly [rrset: ReturnType<typeof set>, says: RegExp | undefined])[] = [
    [set('www.cut.other.example.', 'TXT', '"x"'), /www\.cut\.other\.example\. .*zone cut\.other\.example\./],
    [set('cut.other.example.', 'MX', '10 mx.other.example.'), /zone cut\.other\.example\./],
    [set('www.cut.other.example.', 'A', '192.0.2.7'), /zone cut\.other\.example\./],
    [set('cut.other.example.', 'A', '192.0.2.7'), /zone cut\.other\.example\./],
    [set('www.sub.other.example.', 'A', '192.0.2.7'), /zone sub\.other\.example\./],
    [set('sub.other.example.', 'TXT', '"x"'), /zone sub\.other\.example\./],
    [set('ns.cut.other.example.', 'AAAA', '2001:db8::53'), undefined],
    [
      set('cut.other.example.', 'DS', '1 13 2 0123456789012345678901234567890123456789012345678901234567890123'),
      undefined,
    ],
    [set('www.cut.other.example.', 'A'), undefined],
    [set('beside.other.example.', 'A', '192.0.2.7'), undefined],
  ]
  for (const [rrset, says] of rows) {
    const { code, error = '' } = await change({ ...zone, rrsets: [rrset], trial: true })
    t.equal(code, says && 'bad-change', `${rrset.name} ${rrset.type} ${error}`)
    if (says !== undefined) t.match(error, says)
  }
  const host = set('www.cut.other.example.', 'A', '192.0.2.7')
  const glue = set('ns.cut.other.example.', 'AAAA', '2001:db8::53')
  const servers = set('CUT.other.example.', 'NS', 'NS.cut.other.example.', 'ns.elsewhere.example.')
  const withoutCut = { ...set('cut.other.example.', 'NS'), changetype: 'DELETE' }
  const another = set('new.other.example.', 'NS', 'ns.new.other.example.')
  const requests: readonly (readonly [about: string, rrsets: readonly object[], code: string | undefined])[] = [
    ['the cut goes in the same request', [withoutCut, host], undefined],
    ['it is replaced by nothing', [set('cut.other.example.', 'NS'), host], undefined],
    [
      'it goes, and another comes',
      [withoutCut, set('cut.other.example.', 'NS', 'ns.elsewhere.example.'), host],
      'bad-change',
    ],
    ['it stays, with fewer servers', [set('cut.other.example.', 'NS', 'ns.elsewhere.example.'), host], 'bad-change'],
    [
      'a zone that has its own is still below',
      [withoutCut, set('www.sub.other.example.', 'A', '192.0.2.7')],
      'bad-change',
    ],
    ['a cut comes in the same request', [another, set('www.new.other.example.', 'A', '192.0.2.7')], 'bad-change'],
    ['with the address of its server', [another, set('ns.new.other.example.', 'A', '192.0.2.7')], undefined],
    ['all servers of the cut are pruned', [{ ...servers, changetype: 'PRUNE' }, host], undefined],
    [
      'one of them is left',
      [{ ...set('cut.other.example.', 'NS', 'ns.elsewhere.example.'), changetype: 'PRUNE' }, host],
      'bad-change',
    ],
    ['its server is another one now', [set('cut.other.example.', 'NS', 'ns.elsewhere.example.'), glue], 'bad-change'],
    [
      'the cut goes, and there is one below it',
      [withoutCut, set('x.in.cut.other.example.', 'A', '192.0.2.7')],
      'bad-change',
    ],
    [
      'both go',
      [
        withoutCut,
        { ...set('in.cut.other.example.', 'NS'), changetype: 'DELETE' },
        set('x.in.cut.other.example.', 'A', '192.0.2.7'),
      ],
      undefined,
    ],
  ]
  for (const [about, rrsets, code] of requests)
    t.equal((await change({ ...zone, rrsets, trial: true })).code, code, about)
  const [made, late] = await Promise.all([
    change({ ...zone, rrsets: [another] }),
    change({ ...zone, rrsets: [set('www.new.other.example.', 'A', '192.0.2.7')] }),
  ])
  t.same([made.kind, late.code], ['one', 'bad-change'], 'who comes just after a cut is refused')
  const his = asUser({ name: 'his', role: 'editor', zones: ['other.example'], tokens: [] }, 'apply')
  const { error = '' } = await change({ ...zone, rrsets: [set('www.sub.other.example.', 'A', '192.0.2.7')] }, his)
  t.match(error, /belongs to another zone$/, 'who may not see that zone is not told which')
})

t.test('a record has the TTL of its rrset, and the first one one that is given', async (t) => {
  const more = (name: string, last: number) => ({
    ...{ name, type: 'A', changetype: 'EXTEND', records: [{ content: `192.0.2.${last}` }] },
  })
  const extended = (rrset: object) => change({ ...outside, rrsets: [rrset] })
  const nowhere = await extended(more('first.univ.example.', 1))
  t.match(nowhere, { code: 'bad-change', error: /no A at first\.univ\.example\. .*give "ttl"/ })
  t.match(await extended({ ...more('first.univ.example.', 1), ttl: 0 }), { kind: 'one' }, 'zero is one')
  t.match(await extended({ ...more('first.univ.example.', 1), ttl: 77 }), { kind: 'one' })
  t.match(await extended(more('first.univ.example.', 2)), { kind: 'one' })
  const { result } = await told(operatedOf(site.server), everybody, {
    verb: 'rrsets',
    options: { zone: 'univ.example', view: 'external', from: 'first.univ.example.' },
  })
  t.match(JSON.stringify(result), /"ttl":77,.*192\.0\.2\.1.*192\.0\.2\.2/)
})

type Entry = { readonly owner: string; readonly rdata: string; readonly ttl: number; readonly until?: string }

t.test('records of a lease end by themselves', async (t) => {
  const leased = set('leased.univ.example.', 'TXT', '"token"')
  const before = Date.now()
  t.match(await change({ ...outside, rrsets: [leased], lease: 600 }), { kind: 'one' })
  const shown = async () => {
    const { result } = await told(operatedOf(site.server), everybody, {
      verb: 'dynamic-show',
      options: { zone: 'univ.example' },
    })
    return (result as unknown as Entry[]).filter(({ owner }) => owner === 'leased.univ.example.')
  }
  const [entry] = await shown()
  const left = Date.parse(entry!.until!) - before
  t.ok(left >= 599_000 && left < 700_000, `${left}`)
  t.match(await change({ ...outside, rrsets: [leased] }), { kind: 'one' })
  t.match(await shown(), [{ until: undefined }], 'without one they stay')
  t.match(await change({ ...outside, rrsets: [leased], lease: 0 }), { code: 'bad-request', field: 'lease' })
  const beside = { ...set('leased.univ.example.', 'TXT', '"beside"'), changetype: 'EXTEND', ttl: 60 }
  t.match(await change({ ...outside, rrsets: [beside], lease: 600 }), { kind: 'one' })
  const ends = async () =>
    (await shown()).map(({ rdata, ttl, until }) => `${ttl} ${rdata} ${until === undefined ? 'stays' : 'ends'}`)
  t.same(await ends(), ['60 "token" stays', '60 "beside" ends'], 'what was there stays, with the new TTL')
  const third = { ...set('leased.univ.example.', 'TXT', '"third"'), changetype: 'EXTEND', ttl: 90 }
  t.match(await change({ ...outside, rrsets: [third] }), { kind: 'one' })
  t.same(await ends(), ['90 "token" stays', '90 "beside" ends', '90 "third" stays'], 'and what ends does so still')
  const nothing = { ...set('leased.univ.example.', 'TXT'), changetype: 'EXTEND', ttl: 30 }
  t.match(await change({ ...outside, rrsets: [nothing], lease: 600 }), { kind: 'one' })
  t.same(await ends(), ['90 "token" stays', '90 "beside" ends', '90 "third" stays'], 'who adds nothing changes nothing')
})

t.test('a record may have a lease of its own, beside others of its rrset', async (t) => {
  const before = Date.now()
  const mixed = {
    ...set('mixed.univ.example.', 'TXT', '"stays"', '"soon"', '"later"'),
    records: [{ content: '"stays"' }, { content: '"soon"', lease: 60 }, { content: '"later"', lease: 6000 }],
  }
  t.match(await change({ ...outside, rrsets: [mixed] }), { kind: 'one' })
  const asked = { verb: 'dynamic-show', options: { zone: 'univ.example' } }
  const ends = async () => {
    const { result } = await told(operatedOf(site.server), everybody, asked)
    const mine = (result as unknown as Entry[]).filter(({ owner }) => owner === 'mixed.univ.example.')
    return Object.fromEntries(mine.map(({ rdata, until }) => [rdata, until && Date.parse(until) - before]))
  }
  const first = await ends()
  t.equal(first['"stays"'], undefined)
  const [soon, later] = [Number(first['"soon"']), Number(first['"later"'])]
  t.ok(soon >= 59_000 && soon < 160_000, `${soon}`)
  t.ok(later >= 5_999_000 && later < 6_100_000, `${later}`)
  const wrong = { ...mixed, records: [{ content: '"soon"', lease: 0 }] }
  t.match(await change({ ...outside, rrsets: [wrong] }), { code: 'bad-request', field: 'rrsets' })
})

t.test('a lease of what does not end is refused, and not passed over', async (t) => {
  const before = await served()
  const soa = set('univ.example.', 'SOA', 'ns.univ.example. hostmaster.univ.example. 1 7200 900 1209600 300')
  const leased = (records: readonly object[]) => records.map((one) => ({ ...one, lease: 60 }))
  const www = { ...set('www.univ.example.', 'A', '192.0.2.10') }
  const rows: readonly (readonly [what: string, request: object, field: string])[] = [
    ['a DELETE', { rrsets: [{ ...www, changetype: 'DELETE', records: leased(www.records) }] }, 'rrsets'],
    ['a PRUNE', { rrsets: [{ ...www, changetype: 'PRUNE', records: leased(www.records) }] }, 'rrsets'],
    ['an SOA', { rrsets: [{ ...soa, records: leased(soa.records) }] }, 'rrsets'],
    ['a request that takes away only', { rrsets: [{ ...www, changetype: 'DELETE' }], lease: 60 }, 'lease'],
    ['a request that replaces by nothing', { rrsets: [{ ...www, records: [] }], lease: 60 }, 'lease'],
    ['a request for an SOA alone', { rrsets: [soa], lease: 60 }, 'lease'],
  ]
  for (const [what, request, field] of rows)
    t.match(await change({ ...outside, ...request }), { code: 'bad-change', field, error: /may have a "lease"/ }, what)
  t.equal(await served(), before)
  const both = [{ ...set('gone.univ.example.', 'TXT'), changetype: 'DELETE' }, set('soon.univ.example.', 'TXT', '"x"')]
  t.match(await change({ ...outside, rrsets: both, lease: 60 }), { kind: 'one' }, 'what goes beside it needs none')
})

t.test(
  'what the disk does not take is told as the disk says it, and a bug of ours is not laid on the disk',
  async (t) => {
    const before = await served()
    const { layers } = (await site.server.openDynamic()) as { layers: { keep: unknown; put: unknown } }
    const { keep, put } = layers
    t.teardown(() => Object.assign(layers, { keep, put }))
    layers.keep = () => Promise.reject(new Error('EROFS: read-only file system, write'))
    const disk = await change({ ...outside, rrsets: [address(97)] })
    t.match(disk, { code: 'not-kept', error: /nothing has changed: .*EROFS: read-only file system/ })
    layers.keep = keep
    layers.put = () => {
      throw new Error('a bug of ours')
    }
    const bug = await change({ ...outside, rrsets: [address(98)] })
    t.match(bug, { code: 'not-kept', error: /nothing has changed: .*a bug of ours/ })
    t.notMatch(bug.error, /disk/)
    layers.put = put
    t.equal(await served(), before)
  },
)

t.test('the serial of the file stays what the file says', async (t) => {
  const lineOf = async () => {
    const { result } = await told(operatedOf(site.server), everybody, { verb: 'zones', options: {} })
    return (result as { zone: string; view: string; serial: number; fileSerial: number }[]).find(
      ({ zone, view }) => zone === 'univ.example.' && view === 'external',
    )!
  }
  const { fileSerial } = await lineOf()
  const { serial } = await lineOf()
  t.match(await change({ ...outside, rrsets: [address(92)] }), { kind: 'one' })
  t.match(await lineOf(), { serial: serial + 1, fileSerial })
  await site.reload()
  t.match(await lineOf(), { serial: serial + 1, fileSerial })
  await site.restart()
  t.match(await lineOf(), { serial: serial + 1, fileSerial })
  t.ok(fileSerial < serial)
})
