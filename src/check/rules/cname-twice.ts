// RFC 2181 §10.1: a name is an alias of one other name.

import { Type } from '../../dns/types.ts'
import type { Rule } from '../rule.ts'
import { reportSecond } from '../singles.ts'

export const cnameTwice: Rule = {
  name: 'cname-twice',
  group: 'structure',
  severity: 'error',
  rfc: 'RFC 2181 §10.1',
  why: 'A name that is an alias of two others leads some clients here and some there, and many nowhere.',
  bad: ['www    CNAME  hosta', 'www    CNAME  hostb', 'hosta  A      192.0.2.10', 'hostb  A      192.0.2.11'],
  good: ['www    CNAME  hosta', 'hosta  A      192.0.2.10', 'hostb  A      192.0.2.11'],
  says: {
    found: {
      message: 'cannot add a second CNAME at "{owner}": it is an alias already',
      fix: 'keep one; to share the load give {owner} several addresses instead',
      related: 'the first CNAME',
    },
  },
  check: { over: 'sets', types: [Type.CNAME], run: reportSecond },
}
