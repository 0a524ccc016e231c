// One zone's edit stops no other: what is served after a reload and after a start, for zones that name each other's hosts.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nameText } from '../../src/dns/name-text.ts'
import { targetOf } from '../../src/dns/rdata/rdata.ts'
import { Type } from '../../src/dns/types.ts'
import { StateFolder } from '../../src/state/state-folder.ts'
import { type Candidate, makeCandidate } from '../../src/store/generation/candidate.ts'
import { inEnglish } from '../../src/supply/english.ts'
import { clientsOf } from '../../src/supply/load.ts'
import { diffZones } from '../../src/supply/zone-diff.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import { NameFinder, Where } from '../../src/zone/name-finder.ts'
import { eachRecord } from '../../src/zone/records.ts'
import { NONE, type Zone } from '../../src/zone/zone.ts'
import { filesOf } from '../support/load.ts'
import fc from '../support/properties.ts'

/** Records by file; the heading is added. */
type Files = Readonly<Record<string, readonly string[]>>

function zoneText(records: readonly string[]): string {
  return `${['$TTL 1h', '@ SOA ns hostmaster 1 1d 2h 4w 1h', '@ NS ns', '@ NS ns.example.org.', 'ns A 192.0.2.1', ...records].join('\n')}\n`
}

/** A server without sockets: files that are edited, reloads, and starts with what was kept or without. */
class Bench {
  readonly #folder: string
  readonly #state: StateFolder
  now: Candidate | undefined

  constructor(folder: string) {
    this.#folder = folder
    this.#state = new StateFolder(join(folder, 'state'))
  }

  write(files: Files): void {
    for (const [file, records] of Object.entries(files)) writeFileSync(join(this.#folder, file), zoneText(records))
  }

  configure(config: string): void {
    writeFileSync(join(this.#folder, 'janus.yaml'), config)
  }

  /** With the files as they are. */
  reload(): Candidate {
    const { settings } = loadConfig(join(this.#folder, 'janus.yaml'))
    const files = filesOf(settings!)
    this.now = makeCandidate({ settings: settings!, files, running: this.now?.loaded, state: this.#state })
    this.#state.keep(
      this.now.loaded.faces.flatMap(({ name, view, zone, lines }) =>
        zone && lines
          ? [
              {
                view: settings!.views[view]!.name,
                name,
                zone,
                sources: [],
                lines: lines.toData(),
                configured: [],
                clients: clientsOf(settings!.views[view]!),
                judged: '',
                problems: [],
              },
            ]
          : [],
      ),
    )
    return this.now
  }

  /** Of another process, which knows what was kept. */
  start(): Candidate {
    this.now = undefined
    return this.reload()
  }

  /** `a current`, `b stale-source mx-to-cname`: what is served, and what was found. */
  brief(candidate = this.now!): string[] {
    const views = candidate.settings.views.length > 1
    return candidate.loaded.faces.map(({ name, view, problems }, i) => {
      const rules = problems.map(({ rule, severity }) => (severity === 'error' ? rule : `(${rule})`))
      const where = views ? ` ${candidate.settings.views[view]!.name}` : ''
      return [`${name.split('.')[0]}${where} ${candidate.states[i]}`, ...rules].join(' ')
    })
  }
}

const config = (...zones: string[]) =>
  `views:\n  world: [any]\nzones:\n${zones.map((zone) => `  ${zone}.example: ${zone}.zone\n`).join('')}`

type Step = { readonly do: Files | 'without c' | 'with c'; readonly want: readonly string[] }
type Story = { readonly name: string; readonly zones: string[]; readonly first: Files; readonly steps: readonly Step[] }

const mx = (host: string) => `@ MX 10 ${host}.example.`
const host = (name: string) => `${name} A 192.0.2.9`
const alias = (name: string) => `${name} CNAME ns`

const stories: readonly Story[] = [
  {
    name: 'a host that is deleted in another zone is a warning',
    zones: ['a', 'b'],
    first: { 'a.zone': [host('h')], 'b.zone': [mx('h.a'), '@ NS h.a.example.'] },
    steps: [{ do: { 'a.zone': [] }, want: ['a current', 'b current (mx-target-gone) (ns-target-gone)'] }],
  },
  {
    name: 'a host that another zone never had is a warning',
    zones: ['a', 'b'],
    first: { 'a.zone': [], 'b.zone': [] },
    steps: [{ do: { 'b.zone': [mx('h.a')] }, want: ['a current', 'b current (mx-target-gone)'] }],
  },
  {
    name: 'an alias in place of the host refuses the zone that makes it',
    zones: ['a', 'b'],
    first: { 'a.zone': [host('h')], 'b.zone': [mx('h.a')] },
    steps: [
      { do: { 'a.zone': [alias('h')] }, want: ['a stale-source mx-to-cname', 'b current'] },
      { do: { 'b.zone': [] }, want: ['a current', 'b current'] },
      { do: { 'b.zone': [mx('h.a')] }, want: ['a current', 'b stale-source mx-to-cname'] },
      { do: { 'a.zone': [host('h')] }, want: ['a current', 'b current'] },
    ],
  },
  {
    name: 'the same for NS, a wildcard and a DNAME',
    zones: ['a', 'b'],
    first: { 'a.zone': [host('h'), host('h.d')], 'b.zone': ['@ NS h.a.example.', mx('h.d.a')] },
    steps: [
      { do: { 'a.zone': ['* CNAME ns', host('h.d')] }, want: ['a stale-source ns-to-cname', 'b current'] },
      { do: { 'a.zone': [host('h'), 'd DNAME e'] }, want: ['a stale-source mx-to-cname', 'b current'] },
      { do: { 'a.zone': [host('h'), host('h.d')] }, want: ['a current', 'b current'] },
    ],
  },
  {
    name: 'where both change at once, it is the zone whose MX is new',
    zones: ['a', 'b'],
    first: { 'a.zone': [host('h')], 'b.zone': [] },
    steps: [
      { do: { 'a.zone': [alias('h')], 'b.zone': [mx('h.a')] }, want: ['a current', 'b stale-source mx-to-cname'] },
    ],
  },
  {
    name: 'where both change at once and the MX stays, it is the zone that makes the alias',
    zones: ['a', 'b'],
    first: { 'a.zone': [host('h')], 'b.zone': [mx('h.a')] },
    steps: [
      {
        do: { 'a.zone': [alias('h')], 'b.zone': [mx('h.a'), host('new')] },
        want: ['a stale-source mx-to-cname', 'b current'],
      },
    ],
  },
  {
    name: 'where both change at once and the MX goes, nobody is refused',
    zones: ['a', 'b'],
    first: { 'a.zone': [host('h')], 'b.zone': [mx('h.a')] },
    steps: [{ do: { 'a.zone': [alias('h')], 'b.zone': [mx('ns.a')] }, want: ['a current', 'b current'] }],
  },
  {
    name: 'a zone that is served as it was is not broken either',
    zones: ['a', 'b'],
    first: { 'a.zone': [host('h')], 'b.zone': [mx('h.a')] },
    steps: [
      { do: { 'b.zone': ['* MX 10 ns'] }, want: ['a current', 'b stale-source wildcard-mx'] },
      { do: { 'a.zone': [alias('h')] }, want: ['a stale-source mx-to-cname', 'b stale-source wildcard-mx'] },
      { do: { 'b.zone': [] }, want: ['a current', 'b current'] },
    ],
  },
  {
    name: 'three zones in a chain: whoever falls back brings its old MX with it',
    zones: ['a', 'b', 'c'],
    first: { 'a.zone': [mx('h.b')], 'b.zone': [host('h'), mx('h.c')], 'c.zone': [host('h')] },
    steps: [
      {
        do: { 'b.zone': [alias('h'), mx('ns.c')], 'c.zone': [alias('h')] },
        want: ['a current', 'b stale-source mx-to-cname', 'c stale-source mx-to-cname'],
      },
      { do: { 'a.zone': [] }, want: ['a current', 'b current', 'c current'] },
    ],
  },
  {
    name: 'a zone that is new and makes the alias is the one refused',
    zones: ['a', 'b'],
    first: { 'a.zone': [mx('h.c')], 'b.zone': [], 'c.zone': [alias('h')] },
    steps: [
      { do: 'with c', want: ['a current', 'b current', 'c refused mx-to-cname'] },
      { do: { 'c.zone': [host('h')] }, want: ['a current', 'b current', 'c current'] },
    ],
  },
  {
    name: 'a zone that is no longer configured stops nobody',
    zones: ['a', 'b', 'c'],
    first: { 'a.zone': [mx('h.c')], 'b.zone': ['@ NS h.c.example.'], 'c.zone': [host('h')] },
    steps: [
      { do: 'without c', want: ['a current', 'b current'] },
      { do: { 'b.zone': ['@ NS h.c.example.', host('x')] }, want: ['a current', 'b current'] },
    ],
  },
]

for (const { name, zones, first, steps } of stories)
  t.test(name, async (t) => {
    const bench = new Bench(t.testdir({}))
    const configure = (names: readonly string[]) => bench.configure(config(...names))
    bench.write(first)
    configure(zones)
    const begun = bench.brief(bench.reload())
    t.same(
      begun,
      zones.map((zone) => `${zone} current`),
    )
    for (const step of steps) {
      if (step.do === 'without c') configure(zones.filter((zone) => zone !== 'c'))
      else if (step.do === 'with c') configure([...zones, 'c'])
      else bench.write(step.do)
      t.same(bench.brief(bench.reload()), step.want)
      t.same(bench.brief(bench.reload()), step.want, 'and again')
      t.same(bench.brief(bench.start()), step.want, 'and after a start with what was kept')
    }
  })

t.test('the zone with the alias is told which MX it would break', async (t) => {
  const bench = new Bench(t.testdir({}))
  bench.configure(config('a', 'b'))
  bench.write({ 'a.zone': [host('h')], 'b.zone': [mx('h.a')] })
  bench.reload()
  bench.write({ 'a.zone': [alias('h')] })
  const [problem] = inEnglish(bench.reload().loaded.faces[0]!.problems)
  t.equal(
    problem?.message,
    'cannot make "h.a.example." an alias: it is mail server of "b.example." in the zone b.example.',
  )
  t.equal(problem?.place.line, 6)
  t.match(problem?.related, { message: 'the record that names it', place: { file: /b\.zone$/, line: 6 } })
})

t.test('where both are read for the first time, it is the zone of the MX', async (t) => {
  const bench = new Bench(t.testdir({}))
  bench.configure(config('a', 'b'))
  bench.write({ 'a.zone': [alias('h')], 'b.zone': [mx('h.a')] })
  t.same(bench.brief(bench.reload()), ['a current', 'b refused mx-to-cname'])
  bench.write({ 'a.zone': [alias('h'), host('x')] })
  t.same(bench.brief(bench.reload()), ['a current', 'b refused mx-to-cname'], 'and so it stays')
})

const twoViews = `
views:
  inside: [10.0.0.0/8]
  world: [any]
zones:
  a.example: {inside: a-in.zone, world: a.zone}
  b.example: b.zone
  c.b.example: c.zone
  d.example: {inside: d.zone, world: {from: inside, rules: []}}
`

t.test('a zone with a face that breaks another stays as it was in every view', async (t) => {
  const bench = new Bench(t.testdir({}))
  bench.configure(twoViews)
  const good = { 'a-in.zone': [mx('h.d')], 'a.zone': [], 'b.zone': [], 'c.zone': [], 'd.zone': [host('h')] }
  bench.write(good)
  bench.reload()
  bench.write({ 'd.zone': [alias('h')] })
  t.same(
    bench.brief(bench.reload()).filter((line) => /^[ad] /.test(line)),
    ['a inside current', 'd inside stale-source mx-to-cname', 'a world current', 'd world held'],
  )
  bench.write({ 'a-in.zone': [] })
  t.ok(bench.brief(bench.reload()).every((line) => line.endsWith(' current')))
})

const besideDerived = `
views:
  inside: [10.0.0.0/8]
  world: [any]
zones:
  a.example: {inside: a.zone, world: {from: inside, rules: []}}
  b.example: {inside: b-in.zone, world: b.zone}
  c.example: c.zone
`

/** Why the face of b in the world stays as it was, with the host that its file has no more. */
const staysOf: [why: string, edit: Files, want: string][] = [
  ['it waits for its other face', { 'b-in.zone': ['* MX 10 ns'], 'b.zone': [] }, 'b world held'],
  ['its view refuses it', { 'b.zone': [alias('i')] }, 'b world stale-source mx-to-cname'],
  ['its file has an error', { 'b.zone': ['* MX 10 ns'] }, 'b world stale-source wildcard-mx'],
]

for (const [why, edit, want] of staysOf)
  t.test(`a face made by rules asks what is served of another zone, not what its file says: ${why}`, async (t) => {
    const bench = new Bench(t.testdir({}))
    bench.configure(besideDerived)
    const both = [host('h'), host('i')]
    bench.write({ 'a.zone': [mx('h.b')], 'b-in.zone': both, 'b.zone': both, 'c.zone': [mx('i.b')] })
    bench.reload()
    const hasMail = ({ loaded }: Candidate) => {
      const face = loaded.faces.find(({ name, face }) => name === 'a.example.' && face.source.kind === 'derived')!
      return face.served !== undefined && face.served.rrset(0, Type.MX) !== NONE
    }
    t.ok(hasMail(bench.now!))
    bench.write(edit)
    for (const candidate of [bench.reload(), bench.reload(), bench.start()]) {
      t.ok(bench.brief(candidate).includes(want), `${want} of ${bench.brief(candidate).join(', ')}`)
      t.ok(hasMail(candidate), 'the MX leads to a host that is served')
    }
  })

const hosts = ['h.a', 'i.a', 'h.b', 'h.c.b', 'i.c.b', 'h.d']
const records = fc.uniqueArray(
  fc.oneof(
    fc.constantFrom(...hosts).map(mx),
    fc.constantFrom(...hosts).map((name) => `@ NS ${name}.example.`),
    fc.constantFrom('h', 'i', 'h.c', '*').map(host),
    fc.constantFrom('h', 'i', '*', 'h.c').map(alias),
    fc.constantFrom('* MX 10 ns', 'x A 192.0.2.8', 'y A 192.0.2.7'),
  ),
  { minLength: 1, maxLength: 5, selector: (record) => record.replace(/ (A|CNAME) .*/, '') },
)
const files = ['a-in.zone', 'a.zone', 'b.zone', 'c.zone', 'd.zone']
const edit = fc.record({ file: fc.constantFrom(...files), records, restart: fc.boolean() })

t.test('no edit of one zone changes what is served of another, which nobody touched', async (t) => {
  const folder = t.testdir({})
  let run = 0
  fc.assert(
    fc.property(
      fc.tuple(...files.map(() => records)),
      fc.array(edit, { minLength: 1, maxLength: 5 }),
      (first, edits) => {
        const place = join(folder, String(run++))
        mkdirSync(place)
        const bench = new Bench(place)
        bench.configure(twoViews)
        bench.write(Object.fromEntries(files.map((file, i) => [file, first[i]!])))
        let before = bench.reload()
        for (const { file, records, restart } of edits) {
          bench.write({ [file]: records })
          const after = restart ? bench.start() : bench.reload()
          for (const [i, face] of after.loaded.faces.entries()) {
            if (face.name.startsWith(file.replace(/(-in)?\.zone/, '.'))) continue
            const was = before.loaded.faces[i]!
            // A good face may wait for a refused one of its own zone.
            const isGood = ['current', 'held'].includes(after.states[i]!)
            if (before.states[i] === 'current') t.ok(isGood, `${face.name} after an edit of ${file}`)
            // A face that is made from another loses what leads to nowhere in other zones.
            if (face.face.source.kind !== 'derived' && (before.states[i] === 'current' || !isGood))
              t.equal(diffZones(was.served, face.served, 0).total, 0)
          }
          t.same(brokenIn(after), [], 'no MX or NS that is served leads to an alias of another zone')
          before = after
        }
        if (!t.passing()) throw new Error('served otherwise')
      },
    ),
    { numRuns: 25, endOnFailure: true },
  )
})

/** MX and NS of what is served that lead to an alias in another zone of the view. */
function brokenIn({ loaded }: Candidate): string[] {
  return loaded.views.flatMap(({ zones }) => {
    const names = new NameFinder(zones)
    return zones.members.flatMap(({ zone }) =>
      zone === undefined
        ? []
        : [Type.MX, Type.NS].flatMap((type) =>
            targetsOf(zone, type)
              .filter((at) => names.find(zone.heap, at) === Where.alias && names.zone !== zone)
              .map((at) => nameText(zone.heap, at)),
          ),
    )
  })
}

/** Where the names begin that the records at the apex hold. */
function targetsOf(zone: Zone, type: number): number[] {
  const found: number[] = []
  const set = zone.rrset(0, type)
  if (set !== NONE) eachRecord(zone, set, (data) => found.push(targetOf(type, zone.heap, data)))
  return found
}
