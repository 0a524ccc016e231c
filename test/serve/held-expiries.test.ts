// Names that come and go with catalogs leave nothing behind, and whoever is still served has the expiry that he had.

import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { HeldExpiries } from '../../src/serve/held-expiries.ts'
import type { Expiry } from '../../src/zone/expiry.ts'
import { faceOf } from '../support/edits.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

t.test('of a hundred thousand names that came and went those are known that somebody holds', async (t) => {
  const expiries = new HeldExpiries()
  const held: Expiry[] = []
  for (let lot = 0; lot < 100; lot++) {
    for (let i = 0; i < 1000; i++) {
      const one = expiries.of(faceOf('inside', `d${lot}-${i}.example.`), () => {})
      if (i === 0) held.push(one)
    }
    // What a job has looked at is held until it ends.
    await setImmediate()
    collect()
  }
  t.ok(expiries.size < 5000, `${expiries.size} are known`)
  for (const [lot, one] of held.entries())
    t.equal(
      expiries.of(faceOf('inside', `D${lot}-0.Example.`), () => t.fail('it is held')),
      one,
    )
})

t.test('who comes again after everybody has let go begins anew', async (t) => {
  const expiries = new HeldExpiries()
  const face = faceOf('inside', 'a.example.')
  let begun = 0
  expiries.of(face, () => begun++)
  await setImmediate()
  collect()
  expiries.of(face, (expiry) => {
    begun++
    expiry.set(1)
  })
  t.equal(begun, 2)
})
