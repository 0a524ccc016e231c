// An edition of a signed face is served under a serial that is on record, or not at all.

import t from 'tap'
import { SignedFace } from '../../src/signing/signed-face.ts'
import type { Fold } from '../../src/store/folding.ts'
import { printZone } from '../../src/supply/faces/print.ts'
import { diff } from '../../src/zone/diff.ts'
import { childrenOf } from '../../src/zone/editor.ts'
import { fold } from '../../src/zone/fold.ts'
import { faceOf } from '../support/edits.ts'
import { zoneOf } from '../support/zones.ts'

const zone = (serial: number, lines = '') =>
  zoneOf('a.example.', `$TTL 60\n@ SOA ns h ${serial} 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n${lines}`)
const folded: Fold = async (of, room) => {
  const first = fold(of, room)
  return { zone: first, children: childrenOf(first), begin: undefined }
}
const unchecked = () => undefined
const onRecord = async () => {}

t.test(
  'where its serial cannot be written down, or something is wrong with it, the one before is served on',
  async (t) => {
    const face = new SignedFace(faceOf('world', 'a.example.'))
    const versions = [zone(1), zone(2, 'b A 192.0.2.2\n'), zone(3, 'c A 192.0.2.3\n')]
    const text = () => printZone(face.signed!, 'world')
    const texts = versions.map((one) => printZone(one, 'world'))
    face.replace(versions[0]!, versions[0]!)
    for (const i of [0, 1]) {
      const changes = diff(versions[i]!, versions[i + 1]!)!
      const recorded: number[] = []
      const full = { faultOf: unchecked, record: () => Promise.reject(new Error('ENOSPC')) }
      const faulty = {
        faultOf: () => 'bogus',
        record: async (serial: number) => {
          recorded.push(serial)
        },
      }
      for (const [accepting, why] of [
        [full, /ENOSPC/],
        [faulty, /bogus/],
        [full, /ENOSPC/],
      ] as const) {
        await t.rejects(face.edit(changes, folded, accepting), why)
        t.equal(text(), texts[i])
      }
      t.same(recorded, [], 'no serial is taken for what is wrong')
      await face.edit(changes, folded, { faultOf: unchecked, record: onRecord })
      t.equal(text(), texts[i + 1])
    }
  },
)
