// The table of what is measured, in its order.

import { prefixes, workers, zones } from './against-itself.ts'
import { besideHandshakes } from './beside-handshakes.ts'
import { besideTransfers } from './beside-transfers.ts'
import { campus } from './campus.ts'
import { composing } from './composing.ts'
import { crowd } from './crowd.ts'
import { denial } from './denial.ts'
import { differences } from './differences.ts'
import { doh } from './doh.ts'
import { dot } from './dot.ts'
import { editions } from './editions.ts'
import { cookie, edns } from './edns.ts'
import { handshakes } from './handshakes.ts'
import { hits } from './hits.ts'
import { idle } from './idle.ts'
import { latency } from './latency.ts'
import { leases } from './leases.ts'
import { lint } from './lint.ts'
import { lists } from './lists.ts'
import { load } from './load.ts'
import { lsp } from './lsp.ts'
import { made } from './made.ts'
import { manyZones } from './many-zones.ts'
import { micro } from './micro.ts'
import { nxdomain } from './nxdomain.ts'
import { ports } from './ports.ts'
import { profile } from './profile.ts'
import { proxied } from './proxied.ts'
import { reload, small } from './reload.ts'
import type { Row } from './row.ts'
import { screens } from './screens.ts'
import { cname, mx10, referral, wildcard } from './shapes.ts'
import { signed } from './signed.ts'
import { signing } from './signing.ts'
import { tcp } from './tcp.ts'
import { transfersIn } from './transfers-in.ts'
import { transfersOut } from './transfers-out.ts'
import { updates } from './updates.ts'

export const rows: readonly Row[] = [
  hits,
  ports,
  edns,
  cookie,
  signed,
  nxdomain,
  wildcard,
  referral,
  cname,
  mx10,
  tcp,
  dot,
  doh,
  handshakes,
  besideHandshakes,
  idle,
  proxied,
  crowd,
  prefixes,
  zones,
  workers,
  load,
  lint,
  lsp,
  reload,
  small,
  made,
  composing,
  editions,
  transfersOut,
  transfersIn,
  manyZones,
  besideTransfers,
  differences,
  updates,
  signing,
  denial,
  lists,
  leases,
  screens,
  campus,
  latency,
  profile,
  micro,
]
