// What a zone of another server would tell of our inside, or break of ours, as a table: of the first version that comes, and of a later
// one that comes whole or as changes.

import t from 'tap'
import { addressFromText } from '../../src/dns/address.ts'
import { nameText } from '../../src/dns/name-text.ts'
import { type ForeignZone, harmBefore, harmOf } from '../../src/serve/foreign-harm.ts'
import { type LeakScene, newLeaks } from '../../src/serve/new-leaks.ts'
import { inEnglish } from '../../src/supply/english.ts'
import { ZoneText } from '../../src/text/zonefile/zone-text.ts'
import { linesOf } from '../../src/transfer/copy-lines.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'
import { zoneOf } from '../support/zones.ts'

const heading = '$TTL 60\n@ SOA hidden.own.example. hostmaster 1 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.53\n'
const zone = (origin: string, records = '') => zoneOf(`${origin}.`, heading + records)

const own = zone('own.example', '@ MX 10 mail.example.com.\nwww A 192.0.2.80\n')
const inner = zone('own.example', 'www A 10.0.0.80\nintranet A 10.0.0.81\nhidden A 10.0.0.53\n')
const lab = zone('pc.lab.example.com', 'x A 192.0.2.99\n')
const dept = zone('dept.example.com')

const LEAK = /the record at "www\.example\.com\." names "intranet\.own\.example\.", which only .*internal/
const INSIDE = /address 2001:db8:99::7 .* lies in 2001:db8:99::\/48, which is inside/
const DNAME = /the DNAME at "lab\.example\.com\." cuts off the zone pc\.lab\.example\.com\.,/
const CUT = /the NS at "lab\.example\.com\." cuts off the zone pc\.lab\.example\.com\.,/
const BROKEN = /cannot make "mail\.example\.com\." an alias: it is mail server of "own\.example\."/

/** `first`: where nothing is served yet. `later`: where a version without it is. */
const rows: readonly {
  readonly comes: string
  readonly records: string
  readonly first: RegExp | 'served'
  readonly later: RegExp | 'served'
  readonly isInside?: true
}[] = [
  { comes: 'a name that only the inside has', records: 'www CNAME intranet.own.example.', first: LEAK, later: LEAK },
  {
    comes: 'the same for the inside',
    records: 'www CNAME intranet.own.example.',
    first: 'served',
    later: 'served',
    isInside: true,
  },
  { comes: 'a name that both have', records: 'www CNAME www.own.example.', first: 'served', later: 'served' },
  { comes: 'a name that nobody has', records: 'www CNAME gone.own.example.', first: 'served', later: 'served' },
  { comes: 'an address of ours that is inside', records: 'x AAAA 2001:db8:99::7', first: INSIDE, later: INSIDE },
  {
    comes: 'such an address in other clothes',
    records: 'x HTTPS 1 . ipv6hint=2001:db8:99::7',
    first: INSIDE,
    later: INSIDE,
  },
  {
    comes: 'private addresses of its own',
    records: 'x A 10.0.0.7\nlocalhost A 127.0.0.1',
    first: 'served',
    later: 'served',
  },
  { comes: 'a DNAME above a zone of ours', records: 'lab DNAME example.net.', first: DNAME, later: DNAME },
  { comes: 'a delegation above a zone of ours', records: 'lab NS ns.example.net.', first: 'served', later: CUT },
  { comes: 'the delegation of a zone of ours', records: 'pc.lab NS ns.own.example.', first: 'served', later: 'served' },
  { comes: 'a DNAME above another server’s', records: 'dept DNAME example.net.', first: 'served', later: 'served' },
  { comes: 'an alias where our MX names a host', records: 'mail CNAME ns', first: 'served', later: BROKEN },
  { comes: 'an alias by a wildcard there', records: '* CNAME ns', first: 'served', later: BROKEN },
  {
    comes: 'what no file of ours may have',
    records: '@ MX 10 ali\nali CNAME ns\n_ldap._tcp SRV 0 0 389 ns\n_x TYPE65281 \\# 1 00',
    first: 'served',
    later: 'served',
  },
]

const settings: LeakScene['settings'] = {
  views: [
    { name: 'internal', public: false },
    { name: 'external', public: true },
  ],
  inside: [{ family: 6, octets: addressFromText('2001:db8:99::')!, bits: 48 }],
  allowedLeaks: [],
  rules: [],
}

function subjectOf({ origin }: { readonly origin: Uint8Array }, zone: Zone) {
  const notes = { outside: [], duplicates: [], ttls: [], longTtls: [] }
  return { zone, notes, text: new ZoneText(linesOf(origin)), complete: true, now: 0 }
}

/** The zone that comes is the first of its view; `dept.example.com` is another server’s too. */
function seen(come: Zone, served: Zone | undefined, view: number): [LeakScene, ForeignZone] {
  const members = [come, own, lab, dept].map((zone) => ({ apex: zone.apex, zone }))
  const external = new ZoneSet(view === 1 ? members : [{ apex: own.apex, zone: own }])
  const internal = new ZoneSet([...(view === 0 ? [members[0]!] : []), { apex: inner.apex, zone: inner }])
  const zones = [internal, external][view]!
  const scene = { settings, views: [{ zones: internal }, { zones: external }], view, subjectOf, isForeign: true }
  const { name, public: isPublic } = settings.views[view]!
  const subject = subjectOf({ origin: come.apex }, come)
  const isOwn = (member: number) => nameText(zones.members[member]!.apex) !== 'dept.example.com.' && member !== 0
  return [scene, { subject, view: { name, public: isPublic, zones, subjects: [] }, member: 0, served, isOwn }]
}

for (const { comes, records, first, later, isInside } of rows) {
  const come = zone('example.com', `${records}\n`)
  const served = zone('example.com', 'mail A 192.0.2.25\n')
  const view = isInside ? 0 : 1
  const changed = Array.from({ length: come.nodes }, (_, node) => node)
  const ways = {
    first: () => harmBefore(...seen(come, undefined, view)),
    whole: () => harmBefore(...seen(come, served, view)),
    changes: () => {
      const [scene, foreign] = seen(come, served, view)
      return [...newLeaks(scene, served, come, changed), ...harmOf(foreign, changed)]
    },
    'the same again': () => harmBefore(...seen(come, come, view)),
  }
  t.test(`a zone that has ${comes}`, async (t) => {
    for (const [way, harm] of Object.entries(ways)) {
      const wanted = way === 'first' ? first : way === 'the same again' ? 'served' : later
      const found = inEnglish(harm()).map(({ message }) => message)
      if (wanted === 'served') t.same(found, [], way)
      else t.match(found, [wanted], way)
      if (wanted !== 'served') t.equal(found.length, 1, way)
    }
  })
}
