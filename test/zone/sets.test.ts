// Rules that look at all rrsets of a zone see those of the edition, and none that are gone or are still to come.

import t from 'tap'
import { isList } from '../../src/check/local-zone.ts'
import { Type } from '../../src/dns/types.ts'
import { diff } from '../../src/zone/diff.ts'
import { Editor } from '../../src/zone/editor.ts'
import { fold, USUAL_ROOM } from '../../src/zone/fold.ts'
import { eachSet, someSet } from '../../src/zone/sets.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { zoneOf } from '../support/zones.ts'

const zone = (serial: number, lines: string) =>
  zoneOf('a.example.', `$TTL 60\n@ SOA ns hostmaster ${serial} 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n${lines}`)

function editions(...versions: readonly Zone[]): Zone[] {
  const editor = new Editor(fold(versions[0]!, USUAL_ROOM))
  return versions.map((version) => {
    const edited = editor.edit(diff(editor.newest, version)!)
    if ('kind' in edited) throw new Error(edited.kind)
    return edited
  })
}

const hasPointers = (zone: Zone) => someSet(zone, (set) => zone.type(set) === Type.PTR)

t.test('a type that goes and comes again is there when it is there', async (t) => {
  const pointer = '1 PTR ns\n'
  const all = editions(zone(1, pointer), zone(2, ''), zone(3, 'x.y A 192.0.2.2\n'), zone(4, pointer))
  t.same(all.map(hasPointers), [true, false, false, true])
  for (const one of all) {
    let sets = 0
    let folded = 0
    eachSet(one, () => sets++)
    eachSet(fold(one), () => folded++)
    t.equal(sets, folded)
  }
})

t.test('whether most addresses of a zone are loopback ones is said of the edition', async (t) => {
  const listed = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name} A 127.0.0.3\n`).join('')
  t.same(editions(zone(1, listed), zone(2, ''), zone(3, listed)).map(isList), [true, false, true])
})
