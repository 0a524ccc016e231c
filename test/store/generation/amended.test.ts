// What a reload makes of the files that have changed is what it would make of all of them: for zones that ask each other for hosts,
// delegations and PTRs, of one file, of layers, of lines that differ by view, or made of others, whatever rules count as errors.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { rules } from '../../../src/check/rules/index.ts'
import { StateFolder } from '../../../src/state/state-folder.ts'
import { amending } from '../../../src/store/generation/amended.ts'
import { type Candidate, makeCandidate } from '../../../src/store/generation/candidate.ts'
import { inEnglish } from '../../../src/supply/english.ts'
import type { ReadZone } from '../../../src/supply/read-zone.ts'
import { atOnce } from '../../../src/supply/slices.ts'
import { diffZones } from '../../../src/supply/zone-diff.ts'
import { loadConfig } from '../../../src/text/config/load.ts'
import type { Settings } from '../../../src/text/config/settings.ts'
import { filesOf } from '../../support/load.ts'
import fc from '../../support/properties.ts'

const heading = [
  '$TTL 1h',
  '@ SOA ns hostmaster 1 1d 2h 4w 1h',
  '@ NS ns',
  '@ NS ns2',
  'ns A 192.0.2.1',
  'ns2 A 192.0.2.2',
]

const views = `views: {inside: [10.0.0.0/8, 192.0.2.0/24], world: [any]}
zones:
  a.example: {inside: a-in.zone, world: a.zone}
  b.example: b.zone
  c.b.example: c.zone
  d.example: {world: d.zone}
  e.example: {inside: [e.zone, over-e.zone], world: e.zone}
  f.example: f.zone
  i.example: {inside: i.zone, world: {from: inside, rules: [{drop: private}]}}
  2.0.192.in-addr.arpa: r.zone
`
/** Each asks another one for hosts; nothing is wrong. */
const base: Readonly<Record<string, readonly string[]>> = {
  'a-in.zone': ['h A 192.0.2.7', '@ MX 10 h.b.example.', 'alias CNAME h.c.b.example.'],
  'a.zone': ['h A 192.0.2.7', '@ MX 10 h.d.example.', '_sip._tcp SRV 0 0 5060 h.b.example.'],
  'b.zone': ['h A 192.0.2.7', '@ MX 10 h.c.b.example.', 'c NS ns.c\nc NS ns2.c\nns.c A 192.0.2.1\nns2.c A 192.0.2.2'],
  'c.zone': ['h A 192.0.2.7', '@ MX 10 h.a.example.', 'alias CNAME h.b.example.'],
  'd.zone': ['h A 192.0.2.7', '@ NS h.a.example.', '@ TXT "v=spf1 include:b.example -all"'],
  'e.zone': ['h A 192.0.2.7', '@ MX 10 h.f.example.', '@ TXT "v=spf1 include:b.example -all"'],
  'over-e.zone': ['g A 192.0.2.7', '$ADD @ MX 20 h.a.example.', 'h A 192.0.2.8'],
  'f.zone': ['h A 192.0.2.7', '@ MX 10 h.e.example.', '$VIEW inside\nalias CNAME h.b.example.\n$VIEW *'],
  'i.zone': ['h A 192.0.2.7', 'p A 10.0.0.7', '@ MX 10 h.f.example.', '@ TXT "v=spf1 -all"'],
  'r.zone': ['7 PTR h.a.example.', '7 PTR h.b.example.', 'x MX 10 h.c.b.example.'],
}
const zoneFiles = Object.keys(base)

/** Rules that ask other zones, and find nothing in the site as it is at first. */
function strict(folder: string): string {
  const asking = rules.filter(({ check, asksTime }) => 'view' in check && check.view && !asksTime)
  const errors = (names: readonly string[]) => `rules: {${names.map((name) => `${name}: error`).join(', ')}}\n`
  const names = asking.map(({ name }) => name)
  const { loaded } = new Site(folder, `${views}${errors(names)}`, base).now
  const found = new Set(loaded.faces.flatMap(({ problems }) => problems.map(({ rule }) => rule)))
  return errors(names.filter((name) => !found.has(name)))
}

/** A site without sockets: of files whose text is what it was, what was read before is taken. */
class Site {
  readonly #folder: string
  readonly #settings: Settings
  #files = new Map<string, ReadZone>()
  #looks = 0
  now: Candidate

  constructor(folder: string, config: string, first: Readonly<Record<string, readonly string[]>>) {
    this.#folder = folder
    for (const [file, lines] of Object.entries(first)) this.write(file, lines)
    writeFileSync(join(folder, 'janus.yaml'), config)
    this.#settings = loadConfig(join(folder, 'janus.yaml')).settings!
    this.#files = filesOf(this.#settings)
    this.now = this.#whole(undefined)
  }

  write(file: string, lines: readonly string[]): void {
    const text = `${[...(file.startsWith('over') ? ['$TTL 1h'] : heading), ...lines].join('\n')}\n`
    writeFileSync(join(this.#folder, file), text)
  }

  /** What only looks at what has changed gives, and what a look at everything gives. */
  reload(): { readonly amended: Candidate | undefined; readonly whole: Candidate } {
    const read = filesOf(this.#settings)
    for (const [key, file] of read) {
      const before = this.#files.get(key)
      // Some are read again all the same.
      const isSame =
        ++this.#looks % 3 > 0 &&
        before?.subject &&
        file.subject &&
        diffZones(before.subject.zone, file.subject.zone, 0).total === 0
      if (isSame) read.set(key, before)
    }
    this.#files = read
    const { now } = this
    const amended = atOnce(amending(now, this.#settings, read))
    const whole = this.#whole(now)
    this.now = amended ?? whole
    return { amended, whole }
  }

  #whole(running: Candidate | undefined): Candidate {
    const state = new StateFolder(join(this.#folder, 'state'))
    return makeCandidate({ settings: this.#settings, files: this.#files, running: running?.loaded, state })
  }
}

/** All that clients and operators see of it. */
function told({ loaded, states, settings }: Candidate, before: Candidate): readonly unknown[] {
  return loaded.faces.map(({ name, view, zone, served, problems, own, lines, clients, inState }, i) => [
    `${settings.views[view]!.name} ${name} ${states[i]} ${clients} ${inState} ${own.length}`,
    zone === served,
    served === before.loaded.faces[i]!.served,
    diffZones(undefined, served, 1000).changes,
    inEnglish(problems).map(({ rule, message, place: { file, line } }) => `${rule} ${file}:${line} ${message}`),
    lines?.toData(),
    loaded.views[view]!.zones.members.some((member) => member.zone === served),
  ])
}

const hosts = [
  'ns.a.example.',
  'h.f.example.',
  'h.a.example.',
  'h.b.example.',
  'ns.c.b.example.',
  'h.d.example.',
  'h.elsewhere.org.',
]
const anyHost = fc.constantFrom(...hosts)
const line = fc.oneof(
  anyHost.map((host) => `@ MX 10 ${host}`),
  anyHost.map((host) => `@ NS ${host}`),
  anyHost.map((host) => `alias CNAME ${host}`),
  anyHost.map((host) => `_sip._tcp SRV 0 0 5060 ${host}`),
  anyHost.map((host) => `7 PTR ${host}`),
  fc.constantFrom(
    'h A 192.0.2.7',
    'h A 192.0.2.8',
    'h A 10.0.0.7',
    'h CNAME ns',
    '* A 192.0.2.9',
    'h DNAME ns',
    '* CNAME ns',
  ),
  fc.constantFrom('c NS ns.c', 'c NS ns.c\nns.c A 192.0.2.1', 'c NS ns\nc NS ns2', 'sub NS ns.sub\nns.sub A 192.0.2.3'),
  fc.constantFrom('@ TXT "v=spf1 include:a.example -all"', '@ TXT "v=spf1 mx include:b.example -all"', 'broken A 1.2'),
)
/** Of the file's first lines some, and others. */
const edit = fc.record({
  file: fc.constantFrom(...zoneFiles),
  left: fc.constantFrom(0b111, 0b111, 0b110, 0b101, 0b011),
  more: fc.option(line),
})
const edits = fc.uniqueArray(edit, { minLength: 1, maxLength: 2, selector: ({ file }) => file })

for (const [name, configOf] of [
  ['by the rules of loading', () => views],
  ['where whatever asks other zones is an error', (folder: string) => `${views}${strict(folder)}`],
] as const)
  t.test(`a look at what has changed sees what a look at everything sees, ${name}`, async (t) => {
    const folder = t.testdir({})
    const config = configOf(folder)
    const seen = { amended: 0, whole: 0 }
    fc.assert(
      fc.property(fc.array(edits, { minLength: 1, maxLength: 6 }), (steps) => {
        const site = new Site(folder, config, base)
        for (const step of steps) {
          for (const { file, left, more } of step)
            site.write(file, [...base[file]!.filter((_, i) => left & (1 << i)), ...(more === null ? [] : [more])])
          const before = site.now
          const { amended, whole } = site.reload()
          seen[amended ? 'amended' : 'whole']++
          if (amended) t.strictSame(told(amended, before), told(whole, before), JSON.stringify(steps))
          else {
            // Where something is wrong, only a look at everything tells; and so it would be from now on.
            for (const [file, lines] of Object.entries(base)) site.write(file, lines)
            site.reload()
          }
        }
        return t.passing()
      }),
      { numRuns: 40, seed: 20_261_129 },
    )
    t.ok(seen.amended > 20, `${seen.amended} were seen that way`)
    t.ok(seen.whole > 20, `${seen.whole} took a look at everything`)
  })
