// RFC 1035 §4.2.2: no message is longer than 65,535 octets.

import { MAX_MESSAGE } from '../message-size.ts'
import type { Rule } from '../rule.ts'
import { sizeWithin } from './rrset-large.ts'

export const rrsetTooLarge: Rule = {
  name: 'rrset-too-large',
  group: 'structure',
  severity: 'error',
  rfc: 'RFC 1035 §4.2.2',
  why: 'All records of a type at a name go in one message: these fit into none, so that nobody would ever get any of them.',
  bad: ['$GENERATE 1-2400 pool  AAAA  2001:db8::$'],
  good: ['$GENERATE 1-20 pool  AAAA  2001:db8::$'],
  says: {
    found: {
      message:
        'cannot serve {type} at "{owner}": an answer with all its data is {octets} octets long, and no message has more than {most}',
      fix: 'spread the data over several names',
    },
  },
  check: sizeWithin(MAX_MESSAGE + 1, Infinity),
}
