// Of canaries, those are asked again whose names a change touches; what the others would say is what they said before.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { CanaryAsker } from '../../src/serve/canaries.ts'
import { CanaryWatch } from '../../src/serve/canary-watch.ts'
import { responderOptions } from '../../src/serve/responder-options.ts'
import type { CanarySetting } from '../../src/text/config/canary.ts'
import { parseConfig } from '../../src/text/config/load.ts'
import type { Settings } from '../../src/text/config/settings.ts'
import type { Generation } from '../../src/views/view.ts'
import { diff } from '../../src/zone/diff.ts'
import { childrenOf, Editor } from '../../src/zone/editor.ts'
import { fold, USUAL_ROOM } from '../../src/zone/fold.ts'
import { touchedNames } from '../../src/zone/touched.ts'
import { Zone } from '../../src/zone/zone.ts'
import fc from '../support/properties.ts'
import { generationOf, zoneOf } from '../support/zones.ts'

const { settings } = parseConfig(
  'janus.yaml',
  Buffer.from('views: {world: [any]}\nzones: {a.example: a.zone, b.example: b.zone}\n'),
)

function withCanaries(canaries: readonly CanarySetting[]): Settings {
  return { ...settings!, operations: { ...settings!.operations, canaries } }
}

function canary(name: string, type: number, expect: CanarySetting['expect']): CanarySetting {
  const place = { file: 'janus.yaml', line: 1, column: 1, length: 1 }
  return {
    text: `${name} ${type}`,
    address: Uint8Array.of(192, 0, 2, 1),
    name: nameFromText(name),
    type,
    expect,
    place,
    source: '',
  }
}

function textOf(lines: readonly string[], serial: number): string {
  const head = `$TTL 60\n@ SOA ns hostmaster ${serial} 2 3 4 5\n@ NS ns\n@ NS ns.example.net.\nns A 192.0.2.1\n`
  return `${head}${[...new Set(lines)].join('\n')}\n`
}

const owners = ['h', 'x', 'h.x', 'y.h.x', '*', '*.x', '@', 'd', 'q.d']
const owner = fc.constantFrom(...owners)
const target = fc.constantFrom('h', 'x', 'h.x', 'q.x', 'h.b.example.', 'q.b.example.', 'd')
const line = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(owner, fc.constantFrom(8, 9)).map(([name, i]) => `${name} A 192.0.2.${i}`) },
  { weight: 3, arbitrary: fc.tuple(owner, target).map(([name, to]) => `${name} CNAME ${to}`) },
  { weight: 1, arbitrary: fc.tuple(owner, target).map(([name, to]) => `${name} DNAME ${to}`) },
  { weight: 1, arbitrary: owner.map((name) => `${name} NS ns`) },
  { weight: 1, arbitrary: owner.map((name) => `${name} DS 1 13 2 ${'00'.repeat(32)}`) },
)
const lines = fc.array(line, { maxLength: 6 })

const asked = [...owners.filter((name) => !name.includes('*')), 'z', 'z.x', 'z.d']
const everything = ['a.example.', 'b.example.'].flatMap((zone) =>
  asked.flatMap((name) => {
    const full = name === '@' ? zone : `${name}.${zone}`
    const wanted = [Uint8Array.of(192, 0, 2, 9), Uint8Array.of(192, 0, 2, 8)]
    const words = ['NXDOMAIN', 'NODATA'] as const
    return [
      ...wanted.map((rdata) => canary(full, Type.A, [rdata])),
      ...words.map((word) => canary(full, Type.A, word)),
      ...words.map((word) => canary(full, Type.DS, word)),
      canary(full, Type.CNAME, 'NODATA'),
    ]
  }),
)

const some = fc.shuffledSubarray(everything, { maxLength: 25 })

class Face {
  readonly editor: Editor

  constructor(zone: Zone) {
    const folded = fold(zone, { ...USUAL_ROOM, nodes: 500 })
    this.editor = new Editor(folded, childrenOf(folded))
  }

  edit(lines: readonly string[], serial: number): Zone {
    const { newest } = this.editor
    const edition = this.editor.edit(diff(newest, zoneOf(zoneName(newest), textOf(lines, serial)))!)
    if (!(edition instanceof Zone)) throw new Error(edition.kind)
    return edition
  }
}

function zoneName(zone: Zone): string {
  return zone.apex[1] === 0x61 ? 'a.example.' : 'b.example.'
}

/** The generation with these zones. */
function withZones(generation: Generation, zones: readonly Zone[]): Generation {
  const [view] = generation.views
  return { ...generation, views: [{ ...view!, zones: view!.zones.with(new Map(zones.entries())) }] }
}

t.test('those that a change may concern say what all would say', (t) => {
  let [good, bad] = [0, 0]
  const empty = generationOf({
    world: { clients: ['0.0.0.0/0'], zones: { 'a.example.': textOf([], 1), 'b.example.': textOf([], 1) } },
  })
  fc.assert(
    fc.property(
      some,
      lines,
      lines,
      fc.array(fc.tuple(fc.constantFrom(0, 1), lines), { maxLength: 5 }),
      (wanted, a, b, edits) => {
        const faces = [zoneOf('a.example.', textOf(a, 1)), zoneOf('b.example.', textOf(b, 1))].map(
          (zone) => new Face(zone),
        )
        let now = withZones(
          empty,
          faces.map(({ editor }) => editor.newest),
        )
        const options = responderOptions(settings!)
        const asker = new CanaryAsker(now, options)
        const canaries = wanted.filter((one) => asker.ask(one).failure === undefined)
        const own = withCanaries(canaries)
        const watch = new CanaryWatch()
        for (const [i, [member, lines]] of edits.entries()) {
          const { editor } = faces[member]!
          const before = editor.newest
          const edition = faces[member]!.edit(lines, i + 2)
          const names = touchedNames(before, edition, editor.changed)
          const next = withZones(
            now,
            faces.map(({ editor }) => editor.newest),
          )
          const place = { slot: 0, member }
          const found = watch.failing(own, { now, next }, place, names).map(({ failure }) => failure!.canary)
          const other = new CanaryAsker(next, options)
          const all = canaries.flatMap((one) => other.ask(one).failure?.canary ?? [])
          if (found.toSorted().join() !== all.toSorted().join()) throw new Error(`all: ${all}; asked: ${found}`)
          if (all.length > 0) bad++
          else good++
          if (all.length > 0) editor.discard()
          else {
            editor.settle()
            watch.published(place, names)
            now = next
          }
        }
      },
    ),
    { numRuns: 60 },
  )
  t.ok(good > 30 && bad > 30, `${good} good and ${bad} bad changes were met`)
  t.end()
})

t.test('a change of one name asks the canaries of that name, however many there are', (t) => {
  const count = 2000
  const text = (first: string) =>
    textOf(
      Array.from({ length: count }, (_, i) => `h${i} A 192.0.2.${i === 0 ? first : '9'}`),
      1,
    )
  const folded = fold(zoneOf('a.example.', text('9')), USUAL_ROOM)
  const editor = new Editor(folded, childrenOf(folded))
  const empty = generationOf({ world: { clients: ['0.0.0.0/0'], zones: { 'a.example.': '@ 1 SOA . . 1 1 1 1 1\n' } } })
  const generation = (zone: Zone) => withZones(empty, [zone])
  let questions = 0
  const canaries = Array.from({ length: count }, (_, i) => {
    const one = canary(`h${i}.a.example.`, Type.A, [Uint8Array.of(192, 0, 2, 9)])
    return {
      ...one,
      get name() {
        questions++
        return one.name
      },
    }
  })
  const own = withCanaries(canaries)
  const watch = new CanaryWatch()
  const now = generation(editor.newest)
  const edition = editor.edit(diff(editor.newest, zoneOf('a.example.', text('7')))!) as Zone
  const names = touchedNames(now.views[0]!.zones.members[0]!.zone!, edition, editor.changed)
  const about = { now, next: generation(edition) }
  watch.failing(own, about, { slot: 0, member: 0 }, names)
  questions = 0
  const failing = watch.failing(own, about, { slot: 0, member: 0 }, names)
  t.match(failing, [{ failure: { got: '192.0.2.7' } }])
  t.ok(questions < 10, `${questions} canaries are asked`)
  t.end()
})
