// Metrics of each face that Janus signs, by which an operator notices long before signatures end that no new ones are made.

import { foreignStates } from '../signing/foreign-child.ts'
import { signalStates } from '../signing/signal-place.ts'
import { type Gauges, gaugesText } from './gauges.ts'
import type { Operated } from './operated.ts'
import type { Sight } from './sight.ts'
import { type SignedLine, signedLines, signedStates } from './verbs/dnssec.ts'
import type { ChildLine } from './verbs/dnssec-children.ts'
import type { SignalLine } from './verbs/dnssec-signals.ts'

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

/** A child in the state `failed` keeps an old DS: the next roll of its keys breaks it. */
const ofChildren: Gauges<ChildLine, ChildLine['state']> = {
  labels: ({ child }) => ({ child }),
  states: foreignStates,
  count: {
    name: 'janus_followed_children',
    help: 'Zones below signed ones whose DS is taken from their CDS records, once for each view, by state.',
  },
  gauges: [],
}

const ofSignals: Gauges<SignalLine, SignalLine['state']> = {
  labels: ({ server }) => ({ server }),
  states: signalStates,
  count: {
    name: 'janus_signalling_servers',
    help: 'Servers of signed zones without a DS, once for each view of strangers, by whether a zone here tells the keys under their names.',
  },
  gauges: [],
}

export async function signingMetrics(server: Operated['server'], sight: Sight): Promise<string> {
  const others: Others = { children: [], signals: [] }
  const signed = await gaugesText(ofSigned, withOthers(signedLines(server, sight), others))
  return [signed, await gaugesText(ofChildren, others.children), await gaugesText(ofSignals, others.signals)].join('')
}

/** Filled while the lines pass: the children and signals that they name. */
type Others = { readonly children: ChildLine[]; readonly signals: SignalLine[] }

function* withOthers(lines: Iterable<SignedLine>, { children, signals }: Others): Generator<SignedLine> {
  for (const line of lines) {
    children.push(...(line.children ?? []))
    signals.push(...(line.signals ?? []))
    yield line
  }
}
