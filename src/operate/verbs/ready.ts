// Tells whether the server has something to serve, for a load balancer that sends it queries.

import * as v from 'valibot'
import { oneResult } from '../verb.ts'
import { counted } from '../words.ts'

const result = v.looseObject({
  ready: v.boolean(),
  zones: v.optional(v.pipe(v.number(), v.description('Zone faces that are configured; for who may see all.'))),
  served: v.optional(v.number()),
  current: v.optional(v.pipe(v.number(), v.description('Those that are served as their files have them.'))),
})

export const ready = oneResult({
  name: 'ready',
  about: 'whether the server has something to serve',
  effect: 'reads',
  concerns: 'seen',
  request: {},
  result,
  page: { path: '/readyz', tells: 'health', status: ({ ready }) => (ready ? 200 : 503) },
  run: ({ operated: { server }, sight }) => {
    const [{ configured: zones, good: current }, served] = [server.zones, server.served]
    const ready = served > 0 || zones === 0
    return { ready, ...(sight.whole && { zones, served, current }) }
  },
  text: ({ ready, zones, served, current }) =>
    zones === undefined
      ? ready
        ? 'ready'
        : 'not ready'
      : `serves ${served} of ${counted(zones, 'zone face')}, ${current} as their files have them`,
  good: ({ ready }) => ready,
})
