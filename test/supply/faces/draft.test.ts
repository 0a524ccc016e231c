// A draft becomes a zone by copying columns where it can: the zone that comes of building it of its records.

import t from 'tap'
import { nameText } from '../../../src/dns/name-text.ts'
import { Type } from '../../../src/dns/types.ts'
import { Draft } from '../../../src/supply/faces/draft.ts'
import { Editor } from '../../../src/zone/editor.ts'
import { fold, USUAL_ROOM } from '../../../src/zone/fold.ts'
import { recast } from '../../../src/zone/recast.ts'
import { serialChange } from '../../../src/zone/soa-serial.ts'
import { hasTarget, type Zone } from '../../../src/zone/zone.ts'
import { content } from '../../support/contents.ts'
import fc from '../../support/properties.ts'
import { zoneOf } from '../../support/zones.ts'

const EXAMPLE = 'example.com.'
const OTHER: Readonly<Record<number, Uint8Array>> = {
  [Type.A]: Uint8Array.of(192, 0, 2, 2),
  [Type.TXT]: Uint8Array.of(1, 0x58),
  [Type.MX]: Uint8Array.of(0, 5, 1, 0x7a, 7, 0x65, 0x78, 0x61, 0x6d, 0x70, 0x6c, 0x65, 3, 0x63, 0x6f, 0x6d, 0),
}
const fates = fc.array(fc.constantFrom('stays', 'stays', 'goes', 'other'), { minLength: 16, maxLength: 16 })

/** `wanted`: of each record, again and again from the first. */
function draftOf(zone: Zone, wanted: readonly string[]): Draft {
  const draft = new Draft(zone)
  for (let r = 0; r < draft.records; r++) {
    const one = wanted[r % wanted.length]
    const rdata = OTHER[draft.type[r]!]
    // The apex keeps its SOA.
    if (one === 'goes' && draft.type[r] !== Type.SOA) draft.drop(r)
    if (one === 'other' && rdata) draft.rewrite(r, rdata, 7)
  }
  return draft
}

/** All that a zone says, whatever numbers its names have. */
function told(zone: Zone): string {
  const nameAt = (node: number) => nameText(zone.name(node))
  const lines: string[] = []
  for (let node = 0; node < zone.nodes; node++) {
    lines.push(`${nameAt(node)} ${zone.flags(node)}`)
    for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++) {
      const type = zone.type(set)
      let data = zone.dataOf(set)
      for (let i = 0; i < zone.size(set); i++, data = zone.nextData(data, hasTarget(type))) {
        const rdata = Buffer.from(zone.heap.subarray(data, data + zone.lengthOf(data))).toString('hex')
        const target = hasTarget(type) ? zone.targetOf(data) : 0
        const isNode = target > 0 && target <= zone.nodes
        lines.push(
          `${nameAt(node)} ${type} ${zone.ttl(set)} ${zone.line(set, i)} ${rdata} ${isNode ? nameAt(target - 1) : ''}`,
        )
      }
    }
  }
  return lines.sort().join('\n')
}

function isSame(one: Zone, other: Zone): boolean {
  return one.names === other.names && one.records === other.records && told(one) === told(other)
}

function recastOf({ zone, records, fate, node, line, data, length }: Draft): Zone | undefined {
  return recast(zone, { records, fate, node, line, data, length, made: new Uint8Array(0) })
}

t.test('whatever goes and whatever says something else, it says what its records say', async (t) => {
  let changed = 0
  fc.assert(
    fc.property(content, fates, fc.boolean(), (text, wanted, isEdited) => {
      const read = zoneOf(EXAMPLE, text)
      const zone = isEdited ? (new Editor(fold(read, USUAL_ROOM)).edit(serialChange(read, 2)) as Zone) : read
      const draft = draftOf(zone, wanted)
      const finished = draft.finished().zone
      if (finished.records < zone.records) changed++
      if (!isSame(finished, draft.build().finish())) throw new Error('the zones differ')
    }),
    { numRuns: 300 },
  )
  t.ok(changed > 100)
})

t.test('what may repeat another record is left to who compares them', async (t) => {
  const zone = zoneOf(EXAMPLE, '@ 300 SOA ns h 1 2 3 4 5\n@ 300 NS ns\na 300 A 192.0.2.1\na 300 A 192.0.2.2\n')
  const draft = draftOf(zone, ['stays', 'stays', 'other', 'stays'])
  const { zone: finished, notes } = draft.finished()
  t.equal(finished.records, 3)
  t.equal(notes.duplicates.length, 1)
})

t.test('a zone of ten thousand names of which half go', async (t) => {
  const hosts = Array.from({ length: 10_000 }, (_, i) => `h${i}.d${i % 7} 300 A 10.0.${i >> 8}.${i & 255}\n`)
  const zone = zoneOf(EXAMPLE, `@ 300 SOA ns h 1 2 3 4 5\n@ 300 NS ns\n${hosts.join('')}`)
  const draft = draftOf(zone, ['stays', 'goes'])
  const wanted = draft.build().finish()
  const made = recastOf(draft)!
  t.ok(made.records > 4_000 && made.records < 6_000)
  t.ok(isSame(made, wanted))
})

t.test('records beside those of the zone, and chains of denial, are built', async (t) => {
  const zone = zoneOf(EXAMPLE, '@ 300 SOA ns h 1 2 3 4 5\n@ 300 NS ns\n')
  const draft = new Draft(zone)
  draft.add(0, Type.TXT, 300, 3, Uint8Array.of(1, 0x58))
  t.equal(recastOf(draft), undefined)
  t.equal(draft.finished().zone.records, 3)
  const signed = zoneOf(EXAMPLE, '@ 300 SOA ns h 1 2 3 4 5\n@ 300 NS ns\n@ 300 NSEC @ SOA NS NSEC\n')
  t.equal(recastOf(new Draft(signed)), undefined)
  t.equal(new Draft(signed).finished().zone.denial, 'nsec')
})
