// Which members of catalogs become faces: a table of what is listed, what is configured, and what comes of it.

import t from 'tap'
import { type CatalogMember, nameKey } from '../../src/catalog/member.ts'
import { english } from '../../src/catalog/says.ts'
import { type Listing, type Owned, settle, whyTooFew } from '../../src/catalog/settle.ts'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { atOnce } from '../../src/supply/slices.ts'
import type { ConsumedCatalog } from '../../src/text/config/catalogs.ts'
import type { ZoneSetting } from '../../src/text/config/settings.ts'

const place = { file: 'janus.yaml', line: 1, column: 1, length: 1 }

function catalog(name: string, more: Partial<ConsumedCatalog> = {}): ConsumedCatalog {
  const origin = nameFromText(`${name}.`)
  const any = { name: `${name}.`, origin, view: 0, viewName: 'inside', place, kind: 'consumed' } as const
  return { ...any, primary: 'hidden', zones: undefined, groups: new Map(), removalLimit: 50, ...more }
}

/** `one.example`, or `one.example label`, with groups and where it goes behind that. */
function member(text: string): CatalogMember {
  const [zone = '', label = zone, ...rest] = text.split(' ')
  const coo = rest.find((word) => word.startsWith('->'))?.slice(2)
  const groups = rest.filter((word) => !word.startsWith('->'))
  return { zone: nameFromText(`${zone}.`), label, groups, coo: coo === undefined ? undefined : nameFromText(`${coo}.`) }
}

const listing = (from: ConsumedCatalog, ...members: string[]): Listing => ({
  catalog: from,
  members: members.map(member),
})

function pattern(text: string) {
  const below = text.startsWith('*.')
  return { name: nameFromText(`${below ? text.slice(2) : text}.`), below, self: !below }
}

function zone(name: string, ...views: string[]): ZoneSetting {
  const faces = views.map((viewName) => {
    const file = { path: 'x', written: 'x' }
    return { view: viewName === 'inside' ? 0 : 1, viewName, source: { kind: 'file', file } as const, place }
  })
  return { name: `${name}.`, origin: nameFromText(`${name}.`), faces, place }
}

function told({ view, zone, catalog, label, primary }: Owned): string {
  return `${view} ${nameText(zone)} ${nameText(Buffer.from(catalog, 'latin1'))} ${label} ${primary}`
}

function settled(listings: readonly Listing[], before: readonly Owned[] = [], zones: readonly ZoneSetting[] = []) {
  const { owned, reset, denied } = settle(listings, before, { zones, catalogs: listings.map((one) => one.catalog) })
  return {
    owned,
    has: owned.map(told),
    reset: reset.map(({ zone }) => nameText(zone)),
    denied: denied.map(({ member, why }) => `${nameText(member.zone)} ${english.text(why)}`),
  }
}

t.test(
  'members are admitted by the patterns of their catalog, each from the primary of its first known group',
  async (t) => {
    const from = catalog('c', {
      zones: ['*.lab.example', 'lone.example'].map(pattern),
      groups: new Map([['g', 'other']]),
    })
    const { has, denied } = settled([
      listing(from, 'a.lab.example', 'LONE.example l', 'b.lab.example l2 x g', 'lab.example', 'far.example'),
    ])
    t.strictSame(has, [
      'inside a.lab.example. c. a.lab.example hidden',
      'inside LONE.example. c. l hidden',
      'inside b.lab.example. c. l2 other',
    ])
    const why = '"zones" of the catalog does not admit the zone: add its name there'
    t.strictSame(denied, [`lab.example. ${why}`, `far.example. ${why}`])
  },
)

t.test(
  'what lies at, above or below a zone of ours has to be named exactly, and never is what the view has',
  async (t) => {
    const zones = [zone('univ.example', 'inside'), zone('dept.example', 'outside'), zone('a.b.deep.example', 'inside')]
    const members = [
      'univ.example',
      'x.univ.example',
      'dept.example',
      'lab.dept.example',
      'deep.example',
      'b.deep.example',
      'example',
      'free.test',
      'c.x',
      'c',
    ]
    const any = settled([listing(catalog('c'), ...members)], [], zones)
    t.strictSame(any.has, ['inside free.test. c. free.test hidden', 'inside c.x. c. c.x hidden'])
    t.strictSame(
      any.denied.map((line) =>
        line.replace(/ (the configuration gives|it lies at, above or below (?:a zone|[^ ,]+)|it lies at).*/, ' $1'),
      ),
      [
        'univ.example. the configuration gives',
        'x.univ.example. it lies at, above or below univ.example.',
        'dept.example. it lies at, above or below a zone',
        'lab.dept.example. it lies at, above or below a zone',
        'deep.example. it lies at, above or below a.b.deep.example.',
        'b.deep.example. it lies at, above or below a.b.deep.example.',
        'example. it lies at, above or below univ.example.',
        'c. it lies at',
      ],
    )
    t.notMatch(
      any.denied.filter((line) => /^(lab\.)?dept/.test(line)).join(),
      /inside|outside/,
      'no other view is named',
    )
    const exact = settled([listing(catalog('c', { zones: members.map(pattern) }), ...members)], [], zones)
    t.strictSame(
      exact.denied.map((line) => line.split(' ')[0]),
      ['univ.example.', 'c.'],
    )
  },
)

t.test('a zone belongs to the catalog that had it first, until that lets it go', async (t) => {
  const [a, b] = [catalog('a'), catalog('b')]
  const first = settled([listing(a), listing(b, 'one.example from-b')])
  const both = settled([listing(a, 'one.example from-a'), listing(b, 'one.example from-b')], first.owned)
  t.strictSame(both.has, ['inside one.example. b. from-b hidden'])
  t.match(both.denied, [/^one\.example\. it belongs to the catalog b\./])
  t.strictSame(both.reset, [])
  const gone = settled([listing(a, 'one.example from-a'), listing(b)], both.owned)
  t.strictSame(gone.has, ['inside one.example. a. from-a hidden'])
  t.strictSame(gone.reset, ['one.example.'], 'and begins anew')
  t.strictSame(settled([listing(a), listing(b)], gone.owned).has, [])
})

t.test(
  'a zone is handed over once the heir lists it, and keeps what is known of it where the label is the same',
  async (t) => {
    const [a, b] = [catalog('a'), catalog('b', { primary: 'other' })]
    const had = settled([listing(a, 'one.example x'), listing(b)])
    const announced = settled([listing(a, 'one.example x ->b'), listing(b)], had.owned)
    t.strictSame(announced.has, had.has)
    const handed = settled([listing(a, 'one.example x ->B'), listing(b, 'one.example x')], announced.owned)
    t.strictSame([handed.has, handed.reset], [['inside one.example. b. x other'], []])
    const anew = settled([listing(a, 'one.example x ->b'), listing(b, 'one.example y')], announced.owned)
    t.strictSame([anew.has, anew.reset], [['inside one.example. b. y other'], ['one.example.']])
    const after = settled([listing(a), listing(b, 'one.example x')], handed.owned)
    t.strictSame([after.has, after.reset], [handed.has, []], 'the first may forget it then')
    const self = settled([listing(a, 'one.example x ->a')], had.owned)
    t.strictSame(self.has, had.has)
    const refusing = { ...b, zones: [pattern('*.other')] }
    const refused = settled([listing(a, 'one.example x ->b'), listing(refusing, 'one.example x')], announced.owned)
    t.strictSame(refused.has, had.has, 'an heir that does not admit it is none')
  },
)

t.test(
  'another label begins a zone anew; a catalog that was never good, or of another view, changes nothing',
  async (t) => {
    const a = catalog('a')
    const had = settled([listing(a, 'one.example x', 'two.example y')])
    const other = settled([listing(a, 'one.example z', 'two.example y')], had.owned)
    t.strictSame(other.reset, ['one.example.'])
    t.strictSame(settled([{ catalog: a, members: undefined }], had.owned).has, had.has)
    const outside = { ...a, view: 1, viewName: 'outside' }
    const both = settled([
      listing(a, 'one.example x'),
      listing({ ...catalog('b'), view: 1, viewName: 'outside' }, 'one.example x'),
    ])
    t.strictSame(both.has, ['inside one.example. a. x hidden', 'outside one.example. b. x hidden'])
    t.strictSame(settled([listing(outside)], had.owned).has, [], 'the catalog has left the view')
    t.strictSame(settled([], had.owned).has, [], 'or is gone from the configuration')
  },
)

t.test('a list that takes much away at once is not followed', async (t) => {
  const names = Array.from({ length: 10 }, (_, i) => `z${i}.example`)
  const from = catalog('c')
  const { owned } = settled([listing(from, ...names)])
  const why = (limit: number, left: readonly string[], of = owned) => {
    const said = atOnce(whyTooFew({ ...from, removalLimit: limit }, of, left.map(member)))
    return said && english.text(said)
  }
  t.equal(why(50, names.slice(5)), undefined)
  t.match(
    why(50, names.slice(6)),
    /the catalog would remove 6 of 10 zones at once, or begin them again under other labels, and 50 % is the most: .*removal-limit of the catalog to 60 /,
  )
  t.match(why(50, []), /remove 10 of 10 .* to 100 /)
  t.equal(why(100, []), undefined)
  t.equal(why(1, names.slice(1)), undefined, 'one may always go')
  const relabelled = (count: number) => names.map((name, i) => (i < count ? `${name} new-${i}` : name))
  t.equal(why(50, relabelled(5)), undefined)
  t.match(why(50, relabelled(6)), /remove 6 of 10 zones at once, or begin them again/)
  t.equal(why(50, [...relabelled(3).slice(3), 'one.example', 'two.example']), undefined)
  t.match(why(50, relabelled(5).slice(0, 9)), /6 of 10/, 'those that go and those that begin anew count together')
  t.match(why(1, names.slice(2)), /2 of 10/)
  t.equal(why(50, [], owned.slice(0, 1)), undefined)
  t.equal(why(50, ['other.example'], []), undefined)
  t.equal(atOnce(whyTooFew({ ...from, viewName: 'outside' }, owned, [])), undefined, 'others count for others')
  t.equal(nameKey(nameFromText('C.')), owned[0]!.catalog)
})
