// What passes leave to each other never becomes more than what two of them have asked for.

import t from 'tap'
import { Carried } from '../../src/cli/carried.ts'

t.test('what the next pass does not ask for is forgotten', async (t) => {
  const carried = new Carried<number>()
  carried.set('a', 1)
  carried.begin()
  t.equal(carried.get('a'), 1, 'the next one may have it')
  carried.begin()
  t.equal(carried.get('a'), undefined, 'once')
  carried.set('a', 2)
  for (let i = 0; i < 3; i++) {
    carried.begin()
    carried.set('a', carried.get('a')! + 1)
  }
  t.equal(carried.get('a'), 5, 'and for good where each one wants it')
})
