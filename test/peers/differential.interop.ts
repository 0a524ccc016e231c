// Zones and questions made up by chance, loaded into and asked of BIND, NSD, Knot DNS and us. Where the peers agree and we
// do not, the smallest zones and the question that show it are printed. How to run more of it: comparison.ts.

import t from 'tap'
import { compare, comparison } from './comparison.ts'

t.test('what the peers agree on, we answer too', comparison, async (t) => {
  await compare(t, async (inquiries) => ({ inquiries, options: {} }))
})
