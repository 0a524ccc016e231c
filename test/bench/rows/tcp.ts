// Twenty connections that stay open, ten queries under way on each.

import { answersRow } from './answers.ts'
import { hitsWork } from './hits.ts'

export const tcp = answersRow({
  ...hitsWork,
  name: 'tcp',
  work: 'TCP, 20 connections, pipelined',
  options: () => ['-m', 'tcp', '-c', '20'],
  limits: { peer: 0.75 },
  floor: false,
  // A connection that a full queue turned away is tried again after a second.
  stretch: 2,
})
