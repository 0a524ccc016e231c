// Names that nobody has ever heard of, each another: what a flood of them costs, and whether it leaves something behind.

import { absentQuestions, hosts } from '../zones/zone-text.ts'
import { answersRow } from './answers.ts'

export const nxdomain = answersRow({
  name: 'nxdomain',
  work: 'UDP, NXDOMAIN flood of random names',
  zones: (scale) => [hosts(scale.hosts)],
  questions: (_scale, count) => absentQuestions(count),
  rcode: 'NXDOMAIN',
  limits: { peer: 1.0, before: 1.03 },
  flat: true,
})
