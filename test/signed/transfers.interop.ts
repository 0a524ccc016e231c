// Transfers to and from this server, NOTIFY, catalogs, and kills inside transfers, where all zones are signed.

import t from 'tap'
import { again } from './again.ts'

await again(
  t,
  [
    '../serve/transfers.interop.ts',
    '../serve/secondary.interop.ts',
    '../serve/catalogs.interop.ts',
    '../serve/transfer-doors.interop.ts',
    '../serve/xot.interop.ts',
    '../operations/notify.interop.ts',
    '../operations/kill-transfers.interop.ts',
  ],
  ['../peers/mid-stream-out.interop.ts', '../peers/expire-told.interop.ts'],
)
