// A mail server in another zone of the view: whoever keeps that zone may have taken the name away, and this zone goes on.

import { Type } from '../../dns/types.ts'
import type { Rule } from '../rule.ts'
import { Shape } from '../shapes.ts'
import { missingSayings, reportMissing } from '../targets.ts'

export const mxTargetGone: Rule = {
  name: 'mx-target-gone',
  group: 'mail',
  severity: 'warning',
  stages: ['load', 'check', 'zonecheck'],
  rfc: 'RFC 5321 §5.1',
  why: 'Nobody can deliver mail to a server whose name another zone does not have, or no longer has.',
  bad: ['@  MX  10 mail.example.net.', '@  MX  20 ns'],
  good: ['@  MX  10 mx.example.net.', '@  MX  20 ns'],
  among: {
    'example.net.': [
      '@ SOA ns hostmaster 1 1d 2h 4w 1h',
      '@ NS ns',
      '@ NS ns.example.com.',
      'ns A 198.51.100.53',
      'mx A 198.51.100.25',
    ],
  },
  absence: 'by name',
  says: missingSayings('mail server', 'an A record'),
  check: {
    over: 'sets',
    types: [Type.MX],
    shapes: Shape.target,
    view: true,
    run: (reporter, node, set) => reportMissing(reporter, node, set, 1, 'other'),
  },
}
