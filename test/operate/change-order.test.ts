// One request for several zones, given in every order: what comes of it is the same, for whoever asks.

import { createHash } from 'node:crypto'
import t from 'tap'
import { asUser } from '../../src/operate/actor.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { campus } from '../support/small-campus.ts'

const site = new Site(
  folderOf(t, {
    ...campus('  dept.univ.example: dept.zone\n'),
    'dept.zone': '$TTL 3600\n@ SOA ns.univ.example. hostmaster 1 7200 900 1209600 300\n NS ns.univ.example.\n',
  }),
)
t.before(() => site.start())
t.teardown(() => site.stop())

const digest = (value: object) => createHash('sha256').update(JSON.stringify(value)).digest('hex')

const set = (name: string, type: string, ...contents: string[]) => ({
  ...{ name, type, changetype: 'REPLACE', ttl: 300 },
  records: contents.map((content) => ({ content })),
})
const gone = (name: string, type: string) => ({ name, type, changetype: 'DELETE' })
const BOTH = ['internal', 'external']
const inside = (zone: string, ...rrsets: object[]) => ({ zone, views: ['internal'], rrsets })

type Answer = { readonly kind: string; readonly code?: string; readonly error?: string; readonly revision?: string }
const ask = async (verb: string, options: object, actor = everybody) =>
  (await told(operatedOf(site.server), actor, { verb, options })) as Answer & { readonly result: unknown }
const change = ([first, ...also]: readonly object[], more: object = {}, actor = everybody) =>
  ask('change', { ...first, also, ...more }, actor)
/** All that is served, serials too, as one word. */
const all = async () =>
  digest(
    await Promise.all(
      ['univ.example', 'other.example', 'dept.univ.example'].map(
        async (zone) => (await ask('rrsets', { zone })).result,
      ),
    ),
  )

t.test('what one zone needs of another comes with it, whichever is named first', async (t) => {
  const mail = inside('univ.example', set('list.univ.example.', 'MX', '10 mx9.other.example.'))
  const host = inside('other.example', set('mx9.other.example.', 'A', '10.0.0.9'))
  for (const trial of [true, false]) {
    t.match(await change([mail, host], { trial }), { kind: 'one' }, `needs first, trial ${trial}`)
    if (!trial) continue
    t.match(await change([host, mail], { trial }), { kind: 'one' }, `needed first, trial ${trial}`)
  }
  const leave = inside('univ.example', gone('list.univ.example.', 'MX'))
  const away = inside('other.example', gone('mx9.other.example.', 'A'))
  for (const order of [
    [away, leave],
    [leave, away],
  ])
    t.match(await change(order, { trial: true }), { kind: 'one' }, 'both go')
  t.match(await change([away, leave]), { kind: 'one' })
})

t.test('within a zone the order of rrsets counts for nothing', async (t) => {
  const to = [
    gone('www.univ.example.', 'A'),
    set('www.univ.example.', 'CNAME', 'mx.univ.example.'),
    set('x.univ.example.', 'A', '10.0.0.3'),
  ]
  const back = [
    gone('x.univ.example.', 'A'),
    gone('www.univ.example.', 'CNAME'),
    set('www.univ.example.', 'A', '10.0.0.10'),
  ]
  const results = new Set<string>()
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 0, 2],
    [1, 2, 0],
  ]) {
    t.match(await change([inside('univ.example', ...order.map((i) => to[i]!))]), { kind: 'one' }, `${order}`)
    results.add(
      digest(
        ((await ask('rrsets', { zone: 'univ.example' })).result as { readonly type: string }[]).filter(
          ({ type }) => type !== 'SOA',
        ),
      ),
    )
    t.match(await change([inside('univ.example', ...order.map((i) => back[i]!))]), { kind: 'one' }, `back, ${order}`)
  }
  t.equal(results.size, 1)
})

t.test(
  'the same zone under other spellings, views twice, and the same rrset in other cases are seen through',
  async (t) => {
    const before = await all()
    const a = (name: string) => set(name, 'A', '10.0.0.44')
    const bad: readonly (readonly [about: string, zones: readonly object[], code: string])[] = [
      [
        'capitals',
        [inside('univ.example', a('q.univ.example.')), inside('UNIV.Example.', a('r.univ.example.'))],
        'bad-request',
      ],
      [
        'escapes',
        [inside('univ.example', a('q.univ.example.')), inside('\\117niv.example', a('r.univ.example.'))],
        'bad-request',
      ],
      ['a set twice', [inside('univ.example', a('q.univ.example.'), a('Q.univ.example.'))], 'bad-change'],
      [
        'a set twice, once for a view',
        [inside('univ.example', a('q.univ.example.'), { ...a('q.univ.example.'), views: ['internal'] })],
        'bad-change',
      ],
      ['no views', [{ ...inside('univ.example', a('q.univ.example.')), views: [] }], 'no-zone'],
      ['a name of the zone above', [inside('dept.univ.example', a('www.univ.example.'))], 'bad-change'],
    ]
    for (const [about, zones, code] of bad)
      for (const trial of [true, false]) {
        const { kind, code: was, error } = await change(zones, { trial })
        t.match({ kind, code: was }, { kind: 'error', code }, `${about}, trial ${trial}: ${error}`)
      }
    t.equal(await all(), before)
    t.match(await change([{ ...inside('univ.example', a('q.univ.example.')), views: ['internal', 'internal'] }]), {
      kind: 'one',
    })
  },
)

t.test('a trial moves nothing: no revision, no generation, no serial, whatever was changed before', async (t) => {
  for (const zone of ['dept.univ.example', 'univ.example']) {
    const before = [await all(), (await ask('status', {})).revision]
    const some = { zone, views: BOTH, rrsets: [set(`t.${zone}.`, 'A', '192.0.2.66')] }
    for (let i = 0; i < 3; i++) t.match(await change([some], { trial: true }), { kind: 'one', result: { trial: true } })
    t.same([await all(), (await ask('status', {})).revision], before, zone)
  }
})

t.test('who has one zone changes it alone, and learns nothing of those beside it', async (t) => {
  const eve = asUser({ name: 'eve', role: 'editor', zones: ['dept.univ.example'], tokens: [] }, 'apply')
  const own = { zone: 'dept.univ.example', views: BOTH, rrsets: [set('h.dept.univ.example.', 'A', '192.0.2.70')] }
  const before = await all()
  const refused: readonly (readonly [about: string, zones: readonly object[]])[] = [
    ['his and another', [own, { zone: 'univ.example', views: ['internal'], rrsets: [] }]],
    ['another and his', [{ zone: 'univ.example', views: ['internal'], rrsets: [] }, own]],
    ['his and none', [own, { zone: 'nowhere.example', views: ['internal'], rrsets: [] }]],
    ['a name of another in his', [{ ...own, rrsets: [set('www.univ.example.', 'A', '192.0.2.1')] }]],
    ['a delegation', [{ ...own, rrsets: [set('x.dept.univ.example.', 'NS', 'ns.elsewhere.example.')] }]],
    ['an alias for all below', [{ ...own, rrsets: [set('y.dept.univ.example.', 'DNAME', 'elsewhere.example.')] }]],
  ]
  for (const [about, zones] of refused)
    for (const trial of [true, false]) t.equal((await change(zones, { trial }, eve)).kind, 'error', `${about} ${trial}`)
  const texts = await Promise.all(
    ['univ.example', 'nowhere.example'].map(
      async (zone) => (await change([own, { zone, views: ['internal'], rrsets: [] }], {}, eve)).error,
    ),
  )
  t.equal(texts[0]!.replace('univ.example', 'X'), texts[1]!.replace('nowhere.example', 'X'))
  t.equal(await all(), before)
  t.match(await change([own], {}, eve), { kind: 'one' })
})
