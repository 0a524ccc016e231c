// Metrics of each face that comes from a primary, by which an operator notices long before a zone expires that transfers have stopped.

import type { FaceStatus } from '../transfer/face-status.ts'
import { type Gauges, gaugesText } from './gauges.ts'
import type { Sight } from './sight.ts'
import { type CopyLine, fetchedLines, fetchedStates, untold } from './verbs/transfers.ts'

const ofFetched: Gauges<CopyLine, CopyLine['state']> = {
  labels: ({ zone, view, peer }) => ({ zone, view, primary: peer }),
  states: fetchedStates,
  count: { name: 'janus_primary_copies', help: 'Zone faces that come from primaries by state.' },
  gauges: [
    {
      name: 'janus_primary_state',
      help: '1 for the state of the face that comes from the primary.',
      value: () => 1,
      withState: true,
    },
    {
      name: 'janus_primary_serial',
      help: 'Serial that the primary was seen to have last.',
      value: ({ there }) => there,
    },
    {
      name: 'janus_primary_lag_seconds',
      help: 'For how long the primary has been seen to have a newer version than is served; 0 where it has none.',
      value: ({ serial, lag }) => (serial === undefined ? undefined : (lag ?? 0)),
    },
    {
      name: 'janus_primary_age_seconds',
      help: 'Time since the primary was last known to have nothing newer than is served.',
      value: ({ age }) => age,
    },
    {
      name: 'janus_primary_expires_seconds',
      help: 'Time for which the zone is served without a word of the primary; 0 where it has expired.',
      value: ({ expiresIn }) => expiresIn,
    },
  ],
}

export function primaryMetrics({ status }: { readonly status: Iterable<FaceStatus> }, sight: Sight): Promise<string> {
  return gaugesText(ofFetched, fetchedLines(status, sight, untold))
}
