// The serial is changed alone, and the digest of a zone's content goes along with every change.

import t from 'tap'
import { contentDigest, digestAfter } from '../../src/zone/content-digest.ts'
import { diff } from '../../src/zone/diff.ts'
import { Editor } from '../../src/zone/editor.ts'
import { fold, USUAL_ROOM } from '../../src/zone/fold.ts'
import { changesToSerial, isSerialAlone, serialAfter, serialChange } from '../../src/zone/soa-serial.ts'
import { Zone } from '../../src/zone/zone.ts'
import { labelsText, sameLabels } from '../support/name.ts'
import fc from '../support/properties.ts'
import { inquiries, zoneText } from '../support/world.ts'
import { zoneOf } from '../support/zones.ts'

const head = '$TTL 60\n@ NS ns\nns A 192.0.2.1\n'
const zone = (soa: string, lines = '') => zoneOf('a.example.', `$TTL 60\n@ ${soa}\n${head}${lines}`)
const first = zone('SOA Ns hostmaster 7 2 3 4 5')

function edited(before: Zone, changes: Parameters<Editor['edit']>[0]): Zone {
  const after = new Editor(fold(before, USUAL_ROOM)).edit(changes)
  if (!(after instanceof Zone)) throw new Error(after.kind)
  return after
}

for (const serial of [0, 8, 6, 2 ** 31 + 7, 2 ** 32 - 1])
  t.test(`a zone gets the serial ${serial}, and nothing else`, async (t) => {
    const changes = serialChange(first, serial)
    t.ok(isSerialAlone(changes))
    t.equal(serialAfter(changes), serial)
    const after = edited(first, changes)
    t.equal(after.serial, serial)
    t.ok(isSerialAlone(diff(first, after)!))
  })

const more: readonly { what: string; after: Zone }[] = [
  { what: 'a record', after: zone('SOA Ns hostmaster 8 2 3 4 5', 'www A 192.0.2.2\n') },
  { what: 'a record while the serial stays', after: zone('SOA Ns hostmaster 7 2 3 4 5', 'www A 192.0.2.2\n') },
  { what: 'the minimum of the SOA', after: zone('SOA Ns hostmaster 8 2 3 4 6') },
  { what: 'the TTL of the SOA', after: zone('61 SOA Ns hostmaster 8 2 3 4 5') },
  { what: 'the spelling of the primary', after: zone('SOA nS hostmaster 8 2 3 4 5') },
]

for (const { what, after } of more)
  t.test(`who changes ${what} changes more than the serial, and may have any serial with it`, async (t) => {
    const changes = diff(first, after)!
    t.notOk(isSerialAlone(changes))
    for (const serial of [7, 9]) {
      const made = edited(first, changesToSerial(changes, first, serial))
      t.equal(made.serial, serial)
      t.ok(isSerialAlone(diff(after, made)!))
    }
  })

t.test('no change is no change of more than the serial', async (t) => {
  t.ok(isSerialAlone(diff(first, first)!))
})

t.test('the digest after changes is the digest of what comes of them', async () => {
  fc.assert(
    fc.property(inquiries({ min: 4, max: 6 }), inquiries({ min: 4, max: 6 }), (a, b) => {
      for (const zone of a.world.zones) {
        const other = b.world.zones.find(({ origin }) => sameLabels(origin, zone.origin))
        if (other === undefined) continue
        const [before, after] = [zone, other].map((one) => zoneOf(labelsText(one.origin), zoneText(one)))
        const digest = digestAfter(contentDigest(before!), diff(before!, after!)!)
        if (digest !== contentDigest(after!)) throw new Error(`${digest} ${contentDigest(after!)}`)
      }
    }),
    { numRuns: 100 },
  )
})
