// Octets beyond ASCII in a name that has no records of its own, only names below it.

import t from 'tap'
import { brief, heading, problemsOf } from './harness.ts'

t.test('the record below is the place', async (t) => {
  const found = problemsOf([...heading, 'www.b\\233cher A 192.0.2.1', 'mail A 192.0.2.2', ''].join('\n'))
  t.strictSame(found.filter(({ rule }) => rule === 'name-not-ascii').map(brief), ['7:1 name-not-ascii'])
})
