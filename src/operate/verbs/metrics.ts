// All metrics, for Prometheus.

import * as v from 'valibot'
import { oneResult } from '../verb.ts'

export const metrics = oneResult({
  name: 'metrics',
  effect: 'reads',
  concerns: 'seen',
  request: {},
  result: v.string(),
  page: { path: '/metrics', tells: 'counts', type: 'text/plain; version=0.0.4; charset=utf-8' },
  run: async (asked) => {
    // Loaded on demand: only this verb needs the exposition.
    const { metricsText } = await import('../exposition.ts')
    return metricsText(asked)
  },
  text: (text) => text.trimEnd(),
})
