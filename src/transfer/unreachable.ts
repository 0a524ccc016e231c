// Says in words why a peer cannot be reached: the system's own words are for programmers.

import type { Said } from '../dns/said.ts'
import { say } from './says.ts'

/** `code`: the system's error code, or another text to show as it is. */
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
