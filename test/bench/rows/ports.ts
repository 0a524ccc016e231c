// The same as resolvers ask it that take another port for every question (RFC 5452 §9.2): no two answers of a batch go to one
// client, so none are joined (net/batch/outgoing.ts).

import { answersRow } from './answers.ts'
import { hitsWork } from './hits.ts'

export const ports = answersRow({
  ...hitsWork,
  name: 'ports',
  work: 'the same from 200 ports, one question from each at a time',
  options: () => ['-c', '200'],
  limits: { peer: 1.0, floor: 1.1 },
})
