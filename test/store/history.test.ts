// A face's past: whoever has an earlier serial learns exactly what has changed since, or that nobody knows.

import t from 'tap'
import { type Made, type Pending, versionsOf } from '../../src/store/done.ts'
import { EditedFace } from '../../src/store/edited-face.ts'
import { History } from '../../src/store/history.ts'
import { diff } from '../../src/zone/diff.ts'
import { Editor } from '../../src/zone/editor.ts'
import { fold, USUAL_ROOM } from '../../src/zone/fold.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { faceOf } from '../support/edits.ts'
import { zoneOf } from '../support/zones.ts'

const name = faceOf('inside', 'a.example.')
const zone = (serial: number, lines = '', more = 40) =>
  zoneOf(
    'a.example.',
    `$TTL 60\n@ SOA ns hostmaster ${serial} 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n$GENERATE 1-${more} h$ A 192.0.2.7\n${lines}`,
  )

/** Publishes one after the other. */
function publish(history: History, zones: readonly Zone[], face = name): void {
  for (let i = 1; i < zones.length; i++) {
    const [before, after] = [zones[i - 1]!, zones[i]!]
    history.add({ name: face, before, after, changes: diff(before, after)! })
  }
}

const four = [zone(1), zone(2, 'www A 192.0.2.2\n'), zone(7, 'www A 192.0.2.3\n'), zone(8)]

t.test('from every serial that was served the changes lead to the newest', async (t) => {
  const history = new History()
  publish(history, four)
  for (const [i, from] of four.entries()) {
    const steps = history.since(name, from.serial)!
    t.equal(steps.length, 3 - i)
    const editor = new Editor(fold(from, USUAL_ROOM))
    for (const step of steps) t.notMatch(editor.edit(step), { kind: 'misfit' })
    t.equal(diff(editor.newest, four[3]!)!.added.count, 0)
    t.equal(editor.newest.serial, 8)
  }
})

const unknown: readonly { what: string; zones: readonly Zone[]; since: number }[] = [
  { what: 'a serial that was never served', zones: four, since: 3 },
  { what: 'one that is newer than what is served', zones: four, since: 9 },
  { what: 'any, before anything has changed', zones: [zone(1)], since: 1 },
  { what: 'one before the serial went back', zones: [...four, zone(2), zone(3)], since: 8 },
  {
    what: 'one before a change that nobody can tell by its serial',
    zones: [zone(1), zone(2), zone(2, 'x A 192.0.2.9\n')],
    since: 1,
  },
  { what: 'one that lies 2^31 behind', zones: [zone(1), zone(2 ** 31 + 1)], since: 1 },
]

for (const { what, zones, since } of unknown)
  t.test(`nobody is told what has changed since ${what}`, async (t) => {
    const history = new History()
    publish(history, zones)
    t.equal(history.since(name, since), undefined)
  })

t.test('serials go round in a circle', async (t) => {
  const history = new History()
  publish(history, [zone(2 ** 32 - 1), zone(0, 'www A 192.0.2.2\n'), zone(3)])
  t.equal(history.since(name, 2 ** 32 - 1)?.length, 2)
  t.equal(history.since(name, 0)?.length, 1)
})

t.test(
  'a face of another view, and a zone of another name, have a past of their own; case does not count',
  async (t) => {
    const history = new History()
    publish(history, four)
    t.equal(history.since(faceOf('world', 'a.example.'), 1), undefined)
    t.equal(history.since(faceOf('inside', 'b.a.example.'), 1), undefined)
    t.equal(history.since(faceOf('inside', 'A.eXample.'), 1)?.length, 3)
  },
)

t.test('what is missing between two versions makes the past before it worthless', async (t) => {
  const history = new History()
  publish(history, four.slice(0, 2))
  publish(history, four.slice(2))
  t.equal(history.since(name, 1), undefined)
  t.equal(history.since(name, 7)?.length, 1)
  history.drop(name)
  t.equal(history.since(name, 7), undefined)
  t.equal(history.size, 0)
})

t.test('no past is longer than the zone itself takes, and the newest part of it stays', async (t) => {
  const history = new History()
  publish(
    history,
    Array.from({ length: 200 }, (_, i) => zone(i + 1, `www A 192.0.2.${i}\n`, 300)),
  )
  t.equal(history.since(name, 1), undefined)
  t.equal(history.since(name, 199)?.length, 1)
  t.ok(history.since(name, 190))
  t.ok(history.size < 12_000, `${history.size} octets`)
})

t.test('a change that is larger than the zone is none that anybody wants', async (t) => {
  const history = new History()
  publish(history, [zone(1, '', 600), zone(2, '', 1)])
  t.equal(history.since(name, 1), undefined)
  t.equal(history.size, 0)
})

t.test(
  'all faces together take what there is room for: those that have not changed for the longest time go first',
  async (t) => {
    const history = new History(2000)
    const faces = Array.from({ length: 10 }, (_, i) => faceOf(`view${i}`, 'a.example.'))
    for (const face of faces) publish(history, four.slice(0, 2), face)
    publish(history, four.slice(1, 3), faces[4])
    const known = faces.filter((face) => history.since(face, 2) !== undefined)
    t.ok(history.size <= 2000)
    t.ok(known.length > 1 && known.length < 10, `${known.length}`)
    t.notOk(history.since(faces[0]!, 1))
    t.ok(history.since(faces[9]!, 1))
  },
)

t.test('of changes that became one version nobody learns the steps', (t) => {
  const zones = [zone(1), zone(2, 'x A 192.0.2.2\n'), zone(2, 'y A 192.0.2.3\n'), zone(3)]
  const made = zones.slice(1).map((edition, i): Made => {
    const before = zones[i]!
    const face = new EditedFace<Pending>(name, before, before)
    return {
      face,
      before,
      edition,
      changes: diff(before, edition)!,
      ...{ told: undefined, digest: `${i}`, names: undefined },
    }
  })
  const versions = versionsOf(made)
  t.strictSame(
    versions.map(({ before, edition, digest, changes: { removed, added } }) => [
      ...[before.serial, edition.serial, digest],
      ...[removed.count, added.count],
    ]),
    [
      [1, 2, '1', 1, 2],
      [2, 3, '2', 2, 1],
    ],
  )
  const history = new History()
  for (const { before, edition: after, changes } of versions) history.add({ name, before, after, changes })
  const editor = new Editor(fold(zones[0]!, USUAL_ROOM))
  for (const step of history.since(name, 1)!) t.notMatch(editor.edit(step), { kind: 'misfit' })
  t.equal(diff(editor.newest, zones[3]!)!.added.count, 0)
  const told = made.map((one) => ({ ...one, told: { changes: one.changes, octets: 1 } }))
  t.equal(versionsOf(told).length, 3, 'where others are told something else, each by itself')
  t.end()
})
