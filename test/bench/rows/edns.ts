// The same as today's resolvers ask it: with EDNS (RFC 6891), and with the cookie (RFC 7873) that they got before.

import { validCookie } from '../clients/cookie.ts'
import { answersRow } from './answers.ts'
import { hitsWork } from './hits.ts'

export const edns = answersRow({
  ...hitsWork,
  name: 'edns',
  work: 'the same with EDNS',
  options: () => ['-e'],
  limits: { peer: 1.0 },
})

export const cookie = answersRow({
  ...hitsWork,
  name: 'cookie',
  work: 'the same with EDNS and a cookie',
  options: () => ['-E', `10:${validCookie()}`],
  cookies: true,
  limits: { peer: 1.0 },
})
