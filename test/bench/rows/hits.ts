// The everyday work of a campus's nameserver: where does this host's mail go, and what is its address?

import { hostQuestions, hosts } from '../zones/zone-text.ts'
import { answersRow, type Work } from './answers.ts'

export const hitsWork: Work = {
  name: 'hits',
  work: 'UDP, MX/A/AAAA over 10,000 hosts, two views',
  zones: (scale) => [hosts(scale.hosts)],
  outside: (scale) => [hosts(scale.hosts, { gateway: true })],
  questions: (scale, count) => hostQuestions(scale.hosts, count),
  rcode: 'NOERROR',
  limits: { peer: 1.0, floor: 1.1 },
}

export const hits = answersRow(hitsWork)
