// What is counted of each face that is signed here: that its signatures are not made anew is to be noticed long before they end.

import { foreignStates } from '../signing/foreign-child.ts'
import { type Gauges, gaugesText } from './gauges.ts'
import type { Operated } from './operated.ts'
import type { Sight } from './sight.ts'
import { type SignedLine, signedLines, signedStates } from './verbs/dnssec.ts'
import type { ChildLine } from './verbs/dnssec-children.ts'

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

/** One that has failed keeps an old DS: its next roll breaks it. */
const ofChildren: Gauges<ChildLine, ChildLine['state']> = {
  labels: ({ child }) => ({ child }),
  states: foreignStates,
  count: {
    name: 'janus_followed_children',
    help: 'Zones below signed ones whose DS is taken from their CDS records, once for each view, by state.',
  },
  gauges: [],
}

export async function signingMetrics(server: Operated['server'], sight: Sight): Promise<string> {
  const children: ChildLine[] = []
  const signed = await gaugesText(ofSigned, withTheirs(signedLines(server, sight), children))
  return `${signed}${await gaugesText(ofChildren, children)}`
}

function* withTheirs(lines: Iterable<SignedLine>, children: ChildLine[]): Generator<SignedLine> {
  for (const line of lines) {
    children.push(...(line.children ?? []))
    yield line
  }
}
