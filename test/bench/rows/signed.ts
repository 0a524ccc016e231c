// Answers with their signatures, as a validating resolver wants them (DO, RFC 4035 §3.1).

import { hostQuestions, hosts } from '../zones/zone-text.ts'
import { answersRow } from './answers.ts'

export const signed = answersRow({
  name: 'do',
  work: 'the same with DO, on a signed zone',
  zones: (scale) => [hosts(scale.hosts)],
  signed: true,
  questions: (scale, count) => hostQuestions(scale.hosts, count),
  rcode: 'NOERROR',
  options: () => ['-D'],
  limits: { peer: 1.0 },
})
