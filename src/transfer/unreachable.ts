// Says in words why nothing came through: the system's own words are for programmers.

import type { Said } from '../dns/said.ts'
import { say } from './says.ts'

/** `code`: the system's, or what else there is to tell. */
export function whyUnreachable(code: string): Said | string {
  switch (code) {
    case 'ECONNREFUSED':
      return say('nobody-listens')
    case 'ECONNRESET':
      return say('closed-at-once')
    case 'ETIMEDOUT':
      return say('silent')
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return say('no-way-there')
    case 'EADDRNOTAVAIL':
      return say('source-not-here')
    default:
      return code
  }
}
