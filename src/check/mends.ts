// What `zonecheck --fix` does about which rule: repairs that are right whatever else is in the file, and whatever its author
// meant.

import type { Said } from '../dns/said.ts'
import { say } from './catalogue-says.ts'

const forgottenDot = say('mends-forgotten-dot')

export const mends: Readonly<Record<string, Said>> = {
  'origin-dot': say('mends-origin'),
  'missing-dot': say('mends-dot'),
  'ptr-target-dot': say('mends-top-level'),
  'mx-target-missing': forgottenDot,
  'delegation-target-missing': forgottenDot,
  'delegation-target-partial': forgottenDot,
  'ns-target-missing': forgottenDot,
  'srv-target-missing': forgottenDot,
  'svcb-target-missing': forgottenDot,
  'cname-target-missing': forgottenDot,
  'duplicate-record': say('mends-by-deleting'),
  'outside-glue': say('mends-by-deleting'),
  'ttl-mismatch': say('mends-ttl'),
  'deprecated-type': say('mends-spf'),
  'null-mx-preference': say('mends-zero'),
  syntax: say('mends-comment'),
  'bad-rdata': say('mends-data'),
}
