// Makes up zones and questions by chance, and loads them into BIND, NSD, Knot DNS and us. Where the peers agree and we do not,
// it prints the smallest zones and the question that show it. How to run more of it: comparison.ts.

import t from 'tap'
import { compare, comparison } from './comparison.ts'

t.test('what the peers agree on, we answer too', comparison, async (t) => {
  await compare(t, async (inquiries) => ({ inquiries, options: {} }))
})
