// What is found of served zones tells of which face it is, wherever the view of that stands.

import t from 'tap'
import { looksAt } from '../../src/serve/standing-looks.ts'
import type { ZoneSet } from '../../src/zone/zone-set.ts'
import { zoneSetOf } from '../support/zones.ts'

const top = '$TTL 300\n@ SOA ns hostmaster 7 3600 600 86400 60\n@ NS ns\nns A 192.0.2.2\n'
const mail = zoneSetOf({ 'a.example': `${top}@ MX 10 host.b.example.\n`, 'b.example': top })
const other = zoneSetOf({ 'c.example': top })

function emptied(zones: ZoneSet): ZoneSet {
  return zones.with(new Map(zones.members.map((_, i) => [i, undefined])))
}

t.test('a view whose zones have not changed stands elsewhere than before', async (t) => {
  for (const at of [0, 1, 0]) {
    const served = at === 0 ? [mail, other] : [other, mail]
    const views = ['first', 'second'].map((name) => ({ name, public: true, signed: [] }))
    const scene = { served, sources: served.map(emptied), unmade: served.map(emptied) }
    const [looked] = looksAt({ views, inside: [], rules: [] }, scene, [{ view: at, member: 0 }])
    t.same(
      looked!.found.map(({ problem: { rule, place } }) => `${rule} ${place.file}`),
      [`mx-target-gone ${at} 0`],
      `at ${at}`,
    )
  }
})
