// Changes of rrsets by name of the zone: of several zones at once, all or nothing, and of none, to see what would come of it.

import t from 'tap'
import { type Actor, asUser } from '../../src/operate/actor.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { campus } from '../support/small-campus.ts'

const REVERSE = '2.0.192.in-addr.arpa'
const reverse = `$TTL 3600\n@ SOA ns.univ.example. hostmaster.univ.example. 1 7200 900 1209600 300\n  NS ns.univ.example.\n`
const site = new Site(folderOf(t, { ...campus(`  ${REVERSE}: reverse.zone\n`), 'reverse.zone': reverse }))
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
