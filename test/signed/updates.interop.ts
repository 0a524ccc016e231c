// Messages that change zones, leases, and kills under them, where all zones are signed.

import t from 'tap'
import { again } from './again.ts'

await again(
  t,
  [
    '../serve/updates.test.ts',
    '../serve/nsupdate.interop.ts',
    '../serve/leased-lists.interop.ts',
    '../operations/kill-updates.interop.ts',
    '../peers/updates.interop.ts',
  ],
  ['../operations/kill.interop.ts'],
)
