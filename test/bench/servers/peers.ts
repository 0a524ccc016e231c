// The servers to be compared with, in the order of the tables.

import { bind } from './bind.ts'
import { gdnsd } from './gdnsd.ts'
import type { ServerKind } from './kind.ts'
import { knot } from './knot.ts'
import { nsd } from './nsd.ts'
import { powerdns } from './powerdns.ts'

export const peers: readonly ServerKind[] = [gdnsd, nsd, knot, bind, powerdns]
