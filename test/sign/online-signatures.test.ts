// Signatures over what is made when somebody asks: each by the zone that says it, and no more of them kept than there is room for.

import t from 'tap'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { OnlineSignatures } from '../../src/sign/online-signatures.ts'
import { zoneKeyOf } from '../../src/sign/zone-key.ts'

const NOW = 1_800_000_000
const SIGNER = 18

const zone = (text: string) => ({
  apex: nameFromText(text),
  keys: [zoneKeyOf('csk', 15, signingAlgorithms.get(15)!.make())],
  schedule: { validity: 14 * 86_400, margin: 7 * 86_400 },
})
const above = zone('univ.example.')
const below = zone('lab.univ.example.')
const set = { type: Type.NSEC, ttl: 60, records: [Uint8Array.of(0, 0, 1, 3)] }

t.test(
  'a name that lies in one zone for some, and in another for others, is signed by each, whoever asks first',
  (t) => {
    for (const zones of [
      [above, below],
      [below, above],
    ]) {
      const signatures = new OnlineSignatures(NOW, 1 << 20)
      signatures.use(zones)
      for (let round = 0; round < 2; round++)
        for (const one of zones) {
          const [rrsig] = signatures.sign(one, nameFromText('nobody.lab.univ.example.'), set)!
          const signer = rrsig!.slice(SIGNER, SIGNER + one.apex.length)
          t.equal(nameText(signer), nameText(one.apex))
          t.equal((rrsig![16]! << 8) | rrsig![17]!, one.keys[0]!.tag)
        }
      t.equal(signatures.made, 2)
      t.equal(signatures.reused, 2)
    }
    t.end()
  },
)

t.test('a flood of names keeps no more than it may, and what is asked all the time', (t) => {
  const most = 100_000
  const signatures = new OnlineSignatures(NOW, most)
  signatures.use([above])
  for (let i = 0; i < 1_000; i++) {
    signatures.sign(above, nameFromText(`n${i}.univ.example.`), set)
    signatures.sign(above, nameFromText('Often.univ.example.'), set)
    if (signatures.octets > most) t.fail(`${signatures.octets} are kept`)
  }
  t.equal(signatures.made, 1_001)
  t.equal(signatures.reused, 999)
  t.end()
})
