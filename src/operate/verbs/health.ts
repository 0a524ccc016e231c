// Tells whether the threads that answer are alive, for a supervisor that restarts a server that is not.

import * as v from 'valibot'
import { oneResult } from '../verb.ts'

const result = v.looseObject({ alive: v.boolean() })

export const health = oneResult({
  name: 'health',
  about: 'whether the threads that answer are alive',
  effect: 'reads',
  concerns: 'seen',
  request: {},
  result,
  page: { path: '/healthz', tells: 'health', status: ({ alive }) => (alive ? 200 : 503) },
  run: ({ operated }) => ({ alive: operated.server.isAlive() }),
  text: ({ alive }) => (alive ? 'alive' : 'a thread that answers shows no sign of life'),
  good: ({ alive }) => alive,
})
