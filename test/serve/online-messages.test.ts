// The thread that signs when asked is told of zones again where anything differs by which it signs, and else not.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { signersText } from '../../src/serve/online-messages.ts'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { zoneKeyOf } from '../../src/sign/zone-key.ts'

const make = () => zoneKeyOf('csk', 15, signingAlgorithms.get(15)!.make())
const [one, two] = [make(), make()]
const schedule = { validity: 14 * 86_400, margin: 7 * 86_400 }
const zone = { apex: nameFromText('univ.example.'), keys: [one, two], schedule }

t.test('what the thread is told anew', (t) => {
  const rows = {
    'a key that is lost, or found again': { keys: [one, { ...two, key: undefined }] },
    'another key': { keys: [one, make()] },
    'a key less': { keys: [one] },
    'another validity': { schedule: { ...schedule, validity: 7 * 86_400 } },
    'another zone': { apex: nameFromText('lab.univ.example.') },
  }
  const before = signersText([zone])
  t.equal(signersText([{ ...zone, keys: [one, { ...two }] }]), before, 'the same, read again')
  for (const [what, other] of Object.entries(rows)) t.not(signersText([{ ...zone, ...other }]), before, what)
  t.end()
})
