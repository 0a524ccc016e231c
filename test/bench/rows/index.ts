// The table of what is measured, in its order.

import { prefixes, workers, zones } from './against-itself.ts'
import { campus } from './campus.ts'
import { crowd } from './crowd.ts'
import { editions } from './editions.ts'
import { cookie, edns } from './edns.ts'
import { hits } from './hits.ts'
import { latency } from './latency.ts'
import { lint } from './lint.ts'
import { load } from './load.ts'
import { made } from './made.ts'
import { micro } from './micro.ts'
import { nxdomain } from './nxdomain.ts'
import { ports } from './ports.ts'
import { profile } from './profile.ts'
import { reload, small } from './reload.ts'
import type { Row } from './row.ts'
import { cname, mx10, referral, wildcard } from './shapes.ts'
import { signed } from './signed.ts'
import { tcp } from './tcp.ts'
import { transfersOut } from './transfers-out.ts'

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
  crowd,
  prefixes,
  zones,
  workers,
  load,
  lint,
  reload,
  small,
  made,
  editions,
  transfersOut,
  campus,
  latency,
  profile,
  micro,
]
