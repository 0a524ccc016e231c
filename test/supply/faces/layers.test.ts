// Zone files with $VIEW, $ADD and $HIDE, and files laid over files: what each view gets, and where each record stands.

import t from 'tap'
import { readZone } from '../../../src/check/read-zone.ts'
import { nameFromText, nameText } from '../../../src/dns/name-text.ts'
import { printRdata } from '../../../src/dns/rdata/rdata.ts'
import { typeName } from '../../../src/dns/types.ts'
import { inEnglish } from '../../../src/supply/english.ts'
import { recordsOf } from '../../../src/supply/faces/records.ts'
import { readLayers, viewsNamed } from '../../../src/supply/sources/layers.ts'
import { textSource } from '../../../src/text/zonefile/source.ts'
import { messageOf } from '../../support/english.ts'
import fc from '../../support/properties.ts'

const origin = nameFromText('example.com.')
const top = '$TTL 1h\n@ SOA ns hostmaster 1 1h 15m 1w 5m\n@ NS ns\nns A 192.0.2.1\n'

function source(text: string, file = 'base.zone', others: Record<string, string> = {}) {
  const read = textSource(file, text, others)
  if ('rule' in read) throw new Error(messageOf(read))
  return read
}

function read(view: string, ...texts: string[]) {
  const sources = texts.map((text, i) => source(text, `${i}.zone`))
  return readLayers(sources, { origin, view, views: ['internal', 'external', 'lab'], rules: [] })
}

/** `www A 192.0.2.2`, without what every zone here begins with. */
function records(view: string, ...texts: string[]): string[] {
  const { subject, problems } = read(view, ...texts)
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0)
    throw new Error(
      inEnglish(errors)
        .map(({ message }) => message)
        .join('\n'),
    )
  return recordsOf(subject.zone)
    .map(({ owner, type, rdata }) => {
      const name = nameText(owner).replace(/\.?example\.com\.$/, '') || '@'
      return `${name} ${typeName(type)} ${printRdata(type, rdata, 0, rdata.length)}`
    })
    .filter((line) => !/^(@ SOA|@ NS|ns A 192\.0\.2\.1$)/.test(line))
}

t.test('lines for a view take the place of common rrsets, are added to them, or hide them', async (t) => {
  const cases: { zone: string; internal: string[]; external: string[] }[] = [
    {
      zone: 'www A 192.0.2.2\n$VIEW internal\nwww A 10.0.0.2\n',
      internal: ['www A 10.0.0.2'],
      external: ['www A 192.0.2.2'],
    },
    {
      zone: 'www A 192.0.2.2\n$VIEW internal\n$ADD www A 10.0.0.2\n',
      internal: ['www A 192.0.2.2', 'www A 10.0.0.2'],
      external: ['www A 192.0.2.2'],
    },
    {
      zone: '$VIEW internal\nprinter A 10.0.0.9\n$VIEW *\nwww A 192.0.2.2\n',
      internal: ['printer A 10.0.0.9', 'www A 192.0.2.2'],
      external: ['www A 192.0.2.2'],
    },
    {
      zone: 'www A 192.0.2.2\nwww TXT x\n$VIEW external\n$HIDE www TXT\n',
      internal: ['www A 192.0.2.2', 'www TXT "x"'],
      external: ['www A 192.0.2.2'],
    },
    {
      zone: 'lab A 192.0.2.2\na.lab A 192.0.2.3\nb.a.lab TXT x\nwww A 192.0.2.4\n$VIEW external\n$HIDE lab.*\n',
      internal: ['lab A 192.0.2.2', 'a.lab A 192.0.2.3', 'b.a.lab TXT "x"', 'www A 192.0.2.4'],
      external: ['www A 192.0.2.4'],
    },
    {
      zone: 'lab A 192.0.2.2\na.lab A 192.0.2.3\n$VIEW external\n$HIDE lab.* A\nlab TXT gone\n',
      internal: ['lab A 192.0.2.2', 'a.lab A 192.0.2.3'],
      external: ['lab TXT "gone"'],
    },
    {
      zone: '* A 192.0.2.2\n$VIEW external\n$HIDE *\n',
      internal: ['* A 192.0.2.2'],
      external: [],
    },
    {
      zone: '$VIEW internal lab\na A 10.0.0.1\n$VIEW internal external\nb A 192.0.2.2\n',
      internal: ['a A 10.0.0.1', 'b A 192.0.2.2'],
      external: ['b A 192.0.2.2'],
    },
    {
      zone: 'www CNAME ns\n$VIEW internal\nwww A 10.0.0.2\n$VIEW external\n$ADD www TXT x\n',
      internal: ['www A 10.0.0.2'],
      external: ['www TXT "x"'],
    },
    {
      zone: 'www A 192.0.2.2\nwww TXT x\n$VIEW internal\nwww CNAME ns\n',
      internal: ['www CNAME ns.example.com.'],
      external: ['www A 192.0.2.2', 'www TXT "x"'],
    },
    {
      zone: 'WWW A 192.0.2.2\n$VIEW internal\nwww A 10.0.0.2\n',
      internal: ['www A 10.0.0.2'],
      external: ['WWW A 192.0.2.2'],
    },
  ]
  for (const { zone, internal, external } of cases) {
    t.same(records('internal', top + zone).sort(), internal.sort(), `internal:\n${zone}`)
    t.same(records('external', top + zone).sort(), external.sort(), `external:\n${zone}`)
  }
})

t.test('a name that a view lacks does not exist there, not even as an empty one', async (t) => {
  const zone = read('external', `${top}a.b.c A 192.0.2.2\n$VIEW external\n$HIDE a.b.c\n`).subject.zone
  t.equal(zone.nodes, 2)
})

t.test('files are laid over each other in their order', async (t) => {
  const over = 'www A 10.0.0.2\n$VIEW lab\nwww A 10.0.0.3\n$VIEW *\n$HIDE old\n$ADD @ TXT added\n'
  const base = `${top}www A 192.0.2.2\nold A 192.0.2.3\n@ TXT base\n$VIEW lab\nlab A 10.0.0.9\n`
  t.same(records('internal', base, over).sort(), ['@ TXT "added"', '@ TXT "base"', 'www A 10.0.0.2'])
  t.same(records('lab', base, over).sort(), ['@ TXT "added"', '@ TXT "base"', 'lab A 10.0.0.9', 'www A 10.0.0.3'])
  t.same(
    records('lab', base, over, 'www A 10.0.0.4\n').filter((line) => line.startsWith('www')),
    ['www A 10.0.0.4'],
  )
})

t.test('a file starts with the $TTL of the one before, but not with its $ORIGIN, owner or $VIEW', async (t) => {
  const base = `${top}$ORIGIN sub.example.com.\n$VIEW internal\nx A 192.0.2.9\n`
  t.same(records('external', base, 'www A 192.0.2.2\n'), ['www A 192.0.2.2'])
  t.match(read('external', base, ' A 192.0.2.2\n').problems, [{ rule: 'no-owner', place: { file: '1.zone', line: 1 } }])
})

t.test('an included file belongs to the view that includes it, and leaves it as it was', async (t) => {
  const main = `${top}$VIEW internal\n$INCLUDE part.inc\nb A 192.0.2.3\n`
  const part = 'a A 192.0.2.2\n$VIEW external\nc A 192.0.2.4\n'
  const face = (view: string) =>
    recordsOf(readLayers([source(main, 'm.zone', { 'part.inc': part })], { origin, view, rules: [] }).subject.zone)
      .map(({ owner }) => nameText(owner)[0])
      .filter((label) => label !== 'e' && label !== 'n')
  t.same(face('internal'), ['a', 'b'])
  t.same(face('external'), ['c'])
})

t.test('each record keeps its file, its line and what put it there', async (t) => {
  const base = `${top}www A 192.0.2.2\n$VIEW internal\nin A 10.0.0.1\n$ADD www A (\n 10.0.0.2 )\nlast A 10.0.0.3\n`
  const { subject } = read('internal', base, '$TTL 1h\nover A 192.0.2.9\n$ADD www A 192.0.2.8\n')
  const { lines } = subject.text
  const told = recordsOf(subject.zone).map(({ owner, line }) => {
    const { file, line: own } = lines.at(line)
    return `${nameText(owner).split('.')[0]} ${file}:${own} ${lines.noteAt(line)}`.trim()
  })
  t.same(told.slice(3).sort(), [
    'in 0.zone:7 for internal',
    'last 0.zone:10 for internal',
    'over 1.zone:2',
    'www 0.zone:5',
    'www 0.zone:8 added for internal',
    'www 1.zone:3 added',
  ])
})

t.test('what a layer asks for in vain is told, where it stands', async (t) => {
  const cases: [string, string, string[]][] = [
    ['internal', '$VIEW internal\n$ADD wwww A 192.0.2.2\n', ['6:1 adds-to-nothing']],
    ['internal', '$VIEW internal\n$HIDE wwww\n', ['6:1 hides-nothing']],
    ['internal', 'www A 192.0.2.2\n$VIEW internal\n$HIDE www TXT\n', ['7:1 hides-nothing']],
    ['internal', '$VIEW internal\n$HIDE lab.*\n', ['6:1 hides-nothing']],
    ['internal', 'www A 192.0.2.2\n$VIEW internal\nwww AAAA 2001:db8::2\n', ['7:1 replaces-nothing']],
    ['internal', 'www A 192.0.2.2\n$VIEW internal\n$ADD www AAAA 2001:db8::2\n', []],
    ['internal', 'www A 192.0.2.2\n$VIEW internal\nwww A 192.0.2.2\n', ['7:1 replaces-same']],
    ['internal', '$VIEW internal\n@ MX 10 ns\n$VIEW external\n@ MX 20 ns\n', []],
    ['internal', '$VIEW internal\nnew A 192.0.2.2\n', []],
    ['external', '$VIEW internal\n$HIDE wwww\n', []],
    ['internal', '$VIEW interal\nwww A 192.0.2.2\n', ['5:7 unknown-view']],
    ['internal', '$VIEW internal *\nwww A 192.0.2.2\n', ['5:7 syntax']],
    ['internal', '$VIEW\n', ['5:6 syntax']],
    ['internal', '$VIEW internal\n$HIDE a..b\n', ['6:7 bad-name']],
    ['internal', '$VIEW internal\n$HIDE www MXX\n', ['6:11 unknown-type']],
    ['internal', '$VIEW internal\n$ADD www\n', ['6:9 syntax']],
    ['internal', '$VIEW internal\n$ADD ns A 192.0.2.300\n', ['6:11 bad-rdata']],
    ['external', '$VIEW internal\nns A 192.0.2.300\n', ['6:6 bad-rdata']],
  ]
  for (const [view, zone, wanted] of cases) {
    const { problems } = read(view, top + zone)
    const told = problems.map(({ rule, place }) => `${place.line}:${place.column} ${rule}`)
    t.same(told, wanted, zone)
  }
})

t.test('the views that a file has lines for are known', async (t) => {
  t.same(viewsNamed(source(`${top}$VIEW lab internal\nx A 10.0.0.1\n$VIEW *\n`), origin), ['internal', 'lab'])
  t.same(viewsNamed(source(top), origin), [])
})

type Line = {
  readonly section: readonly string[]
  readonly kind: 'plain' | 'add' | 'hide'
  readonly name: string
  readonly type: 'A' | 'TXT' | 'CNAME' | ''
  readonly n: number
  readonly below: boolean
}

const line: fc.Arbitrary<Line> = fc.record({
  section: fc.constantFrom<readonly string[]>(['*'], ['internal'], ['external'], ['internal', 'external']),
  kind: fc.constantFrom('plain', 'plain', 'add', 'hide'),
  name: fc.constantFrom('a', 'b', 'x.a', 'y.x.a', 'A'),
  type: fc.constantFrom('A', 'A', 'TXT', 'CNAME', ''),
  n: fc.integer({ min: 1, max: 3 }),
  below: fc.boolean(),
})

function write({ section, kind, name, type, n, below }: Line): string {
  const view = `$VIEW ${section.join(' ')}\n`
  if (kind === 'hide') return `${view}$HIDE ${name}${below ? '.*' : ''} ${type}\n`
  const data = { A: `A 192.0.2.${n}`, TXT: `TXT t${n}`, CNAME: `CNAME c${n}`, '': `A 192.0.2.${n}` }[type]
  return `${view}${kind === 'add' ? '$ADD ' : ''}${name} ${data}\n`
}

/** The obvious way: for each layer first what it hides, then name by name what it gives. */
function merge(files: readonly (readonly Line[])[], view: string): string[] {
  let face: { name: string; type: string; n: number }[] = []
  const typeOf = ({ type }: Line) => type || 'A'
  for (const file of files)
    for (const common of [true, false]) {
      const layer = file.filter(({ section }) => section.includes('*') === common && (common || section.includes(view)))
      for (const { name, type, below } of layer.filter(({ kind }) => kind === 'hide'))
        face = face.filter((one) => {
          const here = one.name === name.toLowerCase() || (below && one.name.endsWith(`.${name.toLowerCase()}`))
          return !(here && (type === '' || type === one.type))
        })
      const given = layer.filter(({ kind }) => kind !== 'hide')
      for (const name of new Set(given.map((one) => one.name.toLowerCase()))) {
        const here = given.filter((one) => one.name.toLowerCase() === name)
        const gives = (type: string) => here.some((one) => typeOf(one) === type)
        const replaces = (type: string) => here.some((one) => typeOf(one) === type && one.kind === 'plain')
        face = face.filter((one) => {
          if (one.name !== name) return true
          if (replaces(one.type)) return false
          if (gives(one.type)) return true
          return !gives('CNAME') && one.type !== 'CNAME'
        })
        face = [...face, ...here.map((one) => ({ name, type: typeOf(one), n: one.n }))]
      }
    }
  return [...new Set(face.map(({ name, type, n }) => `${name} ${type} ${n}`))].sort()
}

t.test('any layers come out as the obvious slow merge has them', async () => {
  const file = fc.array(line, { maxLength: 10 })
  fc.assert(
    fc.property(fc.array(file, { minLength: 1, maxLength: 3 }), (files) => {
      const texts = files.map((lines, i) => `${i === 0 ? top : ''}${lines.map(write).join('')}`)
      for (const view of ['internal', 'external']) {
        const face = readLayers(
          texts.map((text, i) => source(text, `${i}.zone`)),
          { origin, view, rules: [] },
        )
        const seen = recordsOf(face.subject.zone)
          .slice(3)
          .map(({ owner, type, rdata }) => {
            const name = nameText(owner).replace('.example.com.', '').toLowerCase()
            return `${name} ${typeName(type)} ${/\d(?=\D*$)/.exec(printRdata(type, rdata, 0, rdata.length))![0]}`
          })
          .sort()
        const wanted = merge(files, view)
        if (seen.join() !== wanted.join())
          throw new Error(`${view}\n${texts.join('---\n')}\ngives\n${seen.join('\n')}\nwanted\n${wanted.join('\n')}`)
      }
    }),
    { numRuns: 500 },
  )
})

t.test('a name that only lines for other views have is no name here, whatever follows them', async (t) => {
  const others = ['$VIEW external\nx.y A 192.0.2.1\n', '$VIEW external\nx.y A 192.0.2.1\n$VIEW *\n']
  for (const lines of [...others, `${others[1]}$ADD ns A 192.0.2.7\n`, `${others[1]}$HIDE x.y\n`]) {
    const { zone } = read('internal', top + lines, '').subject
    t.equal(zone.nodes, 2, `only the apex and ns:\n${lines}`)
  }
})

t.test('a small layer over many names leaves them all', async (t) => {
  const hosts = (count: number, address: string) =>
    Array.from({ length: count }, (_, i) => `h${i} A ${address}\nh${i} AAAA 2001:db8::${i.toString(16)}\n`).join('')
  const [base, over] = [source(top + hosts(10_000, '192.0.2.2')), source(hosts(50, '10.0.0.2'), 'over.zone')]
  const plain = readZone(base, { origin, rules: [] }).subject.zone
  const layered = readLayers([base, over], { origin, view: 'internal', rules: [] }).subject.zone
  t.equal(layered.records, plain.records)
  t.equal(layered.nodes, plain.nodes)
})
