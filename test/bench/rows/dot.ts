// The everyday work over TLS: connections that stay open, many queries under way on each, as resolvers forward.

import { answersRow } from './answers.ts'
import { hitsWork } from './hits.ts'

export const dot = answersRow({
  ...hitsWork,
  name: 'dot',
  work: 'DNS over TLS, 20 connections, pipelined',
  secured: true,
  options: () => ['-m', 'dot', '-c', '20'],
  plainly: ['-m', 'tcp', '-c', '20'],
  limits: { peer: 1.0, plain: 1.3 },
  floor: false,
  stretch: 2,
})
