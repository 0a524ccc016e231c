// What is counted of each face that is signed here: that its signatures are not made anew is to be noticed long before they end.

import { type Gauges, gaugesText } from './gauges.ts'
import type { Operated } from './operated.ts'
import type { Sight } from './sight.ts'
import { type SignedLine, signedLines, signedStates } from './verbs/dnssec.ts'

const ofSigned: Gauges<SignedLine, SignedLine['state']> = {
  labels: ({ zone, view }) => ({ zone, view }),
  states: signedStates,
  count: { name: 'janus_signed_faces', help: 'Zone faces that are signed here by state.' },
  gauges: [
    {
      name: 'janus_signature_ends_seconds',
      help: 'Time until the first signature of the zone ends: it is made anew seven days before.',
      value: ({ ends }) => (ends === undefined ? undefined : Math.floor((Date.parse(ends) - Date.now()) / 1000)),
    },
  ],
}

export function signingMetrics(server: Operated['server'], sight: Sight): Promise<string> {
  return gaugesText(ofSigned, signedLines(server, sight))
}
