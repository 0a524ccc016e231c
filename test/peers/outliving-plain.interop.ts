// BIND, NSD, Knot DNS and another Janus as secondaries without a key: restarts in the middle, expiry, and the primary's coming back.

import t from 'tap'
import { outlives } from './outliving.ts'

t.test('secondaries without a key start again, expire, and come back', (t) => outlives(t, false))
