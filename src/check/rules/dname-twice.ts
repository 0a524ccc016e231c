// RFC 6672 §2.4: one DNAME at a name.

import { Type } from '../../dns/types.ts'
import type { Rule } from '../rule.ts'
import { reportSecond } from '../singles.ts'

export const dnameTwice: Rule = {
  name: 'dname-twice',
  group: 'structure',
  severity: 'error',
  rfc: 'RFC 6672 §2.4',
  why: 'A tree of names can be redirected to one other place only.',
  bad: ['old  DNAME  new.example.org.', 'old  DNAME  new.example.net.'],
  good: ['old  DNAME  new.example.org.'],
  says: {
    found: {
      message: 'cannot add a second DNAME at "{owner}": one redirects the names below it already',
      fix: 'keep one of the two',
      related: 'the first DNAME',
    },
  },
  check: { over: 'sets', types: [Type.DNAME], run: reportSecond },
}
