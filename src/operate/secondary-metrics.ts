// Metrics of each face at each secondary.

import type { Copy } from '../serve/downstream.ts'
import { type Gauges, gaugesText } from './gauges.ts'
import type { Sight } from './sight.ts'
import { type CopyLine, copyLines, copyStates, untold } from './verbs/transfers.ts'

const ofCopies: Gauges<CopyLine, CopyLine['state']> = {
  labels: ({ zone, view, peer }) => ({ zone, view, secondary: peer }),
  states: copyStates,
  count: { name: 'janus_secondary_copies', help: 'Zone faces at secondaries by state.' },
  gauges: [
    {
      name: 'janus_secondary_state',
      help: '1 for the state that the face is in at the secondary.',
      value: () => 1,
      withState: true,
    },
    {
      name: 'janus_secondary_serial',
      help: 'Serial that the secondary was seen to have last.',
      value: ({ there }) => there,
    },
    {
      name: 'janus_secondary_lag_seconds',
      help: 'For how long what the secondary lacks has been served here; 0 where it lacks nothing.',
      value: ({ state, lag }) => lag ?? (state === 'current' ? 0 : undefined),
    },
    {
      name: 'janus_secondary_seen_timestamp_seconds',
      help: 'When the secondary was seen last.',
      value: ({ seen }) => (seen === undefined ? undefined : Date.parse(seen) / 1000),
    },
  ],
}

export function secondaryMetrics(copies: Iterable<Copy>, sight: Sight): Promise<string> {
  return gaugesText(ofCopies, copyLines(copies, sight, untold))
}
