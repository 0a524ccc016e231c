// Whether the server has something to serve, for whatever sends it queries.

import * as v from 'valibot'
import { oneResult } from '../verb.ts'
import { counted } from '../words.ts'

const result = v.looseObject({
  zones: v.pipe(v.number(), v.description('Zone faces that are configured.')),
  served: v.number(),
  current: v.pipe(v.number(), v.description('Those that are served as their files have them.')),
})

export const ready = oneResult({
  name: 'ready',
  effect: 'reads',
  concerns: 'all',
  request: {},
  result,
  page: { path: '/readyz', tells: 'health', status: (result) => (isReady(result) ? 200 : 503) },
  run: ({ operated: { server } }) => ({
    zones: server.zones.configured,
    served: server.served,
    current: server.zones.good,
  }),
  text: ({ zones, served, current }) =>
    `serves ${served} of ${counted(zones, 'zone face')}, ${current} as their files have them`,
  good: isReady,
})

function isReady({ zones, served }: { readonly zones: number; readonly served: number }): boolean {
  return served > 0 || zones === 0
}
