// Which servers of a zone below are asked, as the zone above has them.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { serversBelow } from '../../src/signing/child-look.ts'
import { zoneOf } from '../support/zones.ts'

const glue = (count: number) => Array.from({ length: count }, (_, i) => `ns.dept A 192.0.2.${i}\n`).join('')
const below = (count: number) =>
  serversBelow(
    zoneOf(
      'univ.example.',
      `$TTL 300\n@ SOA ns h 1 1d 2h 4w 60\n@ NS ns\nns A 192.0.2.1\ndept NS ns.dept\n${glue(count)}`,
    ),
    nameFromText('dept.univ.example.'),
    undefined,
  )

t.test('nobody is asked where there are more addresses than any zone needs', async (t) => {
  t.match(await below(32), { length: 32 })
  t.same(await below(33), { code: 'addresses-many', parameters: { count: 32 } })
})
