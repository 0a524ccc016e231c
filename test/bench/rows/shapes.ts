// Answers that take more than finding one rrset.

import {
  chainQuestions,
  chains,
  delegationQuestions,
  delegations,
  mailFarmQuestions,
  mailFarms,
  wildcardQuestions,
  wildcards,
} from '../zones/zone-text.ts'
import { answersRow } from './answers.ts'

export const wildcard = answersRow({
  name: 'wildcard',
  work: 'UDP, wildcard answers for random names',
  zones: (scale) => [wildcards(scale.wildcards)],
  questions: (scale, count) => wildcardQuestions(scale.wildcards, count),
  rcode: 'NOERROR',
  limits: { peer: 1.0 },
})

export const referral = answersRow({
  name: 'referral',
  work: 'UDP, referrals with glue for random names',
  zones: (scale) => [delegations(scale.delegations)],
  questions: (scale, count) => delegationQuestions(scale.delegations, count),
  rcode: 'NOERROR',
  limits: { peer: 1.0 },
})

export const cname = answersRow({
  name: 'cname',
  work: 'UDP, CNAME chains of three links',
  zones: (scale) => [chains(scale.chains)],
  questions: (scale, count) => chainQuestions(scale.chains, count),
  rcode: 'NOERROR',
  limits: { peer: 1.0 },
})

export const mx10 = answersRow({
  name: 'mx10',
  work: 'UDP, 10 MX of 10 hosts',
  zones: (scale) => [mailFarms(scale.farms)],
  questions: (scale, count) => mailFarmQuestions(scale.farms, count),
  rcode: 'NOERROR',
  limits: { peer: 1.0 },
})
