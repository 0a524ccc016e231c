// Zones that come unsigned from BIND, NSD and Knot, and are signed here: whole and as changes, after a kill, and until they expire.

import t from 'tap'
import { again } from './again.ts'

process.env.JANUS_SIGNED_FETCHED = 'yes'
await again(t, ['../peers/primaries.interop.ts'])
