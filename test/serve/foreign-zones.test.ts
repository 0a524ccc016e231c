// Zones that other servers make: whatever stands in them they are served, and their faults are told; but for what would tell of our
// inside, or break zones of ours, whether a zone comes for the first time, whole, or as changes.

import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'
import { why } from '../support/why.ts'
import { ChangingPrimary, type Version } from '../transfer/changing-primary.ts'

const heading = '$TTL 60\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.53\n'

/** What is ours beside the zone that comes, which everybody is shown. */
const files = {
  'own/external.zone': `${heading}@ MX 10 mail.example.com.\nwww A 192.0.2.80\n`,
  'own/internal.zone': `${heading}www A 10.0.0.80\nintranet A 10.0.0.81\n`,
  'lab.zone': `${heading}pc A 192.0.2.99\n`,
}

type Views = { readonly internal?: string; readonly external?: string }

async function following(
  t: Test,
  first: Version,
  more = '',
  { internal = '[10.0.0.0/8]', external = '[any]' }: Views = {},
) {
  const primary = await ChangingPrimary.start(t, first)
  const site = new Site(
    folderOf(t, {
      ...files,
      'janus.yaml': `listen: ["127.0.0.1:0"]
udp: portable
views: {internal: ${internal}, external: ${external}}
inside: ["2001:db8:99::/48"]
primaries: {hidden: {address: ["127.0.0.1:${primary.port}"]}}
zones:
  example.com: {external: {primary: hidden}}
  own.example: {internal: own/internal.zone, external: own/external.zone}
  pc.lab.example.com: {external: lab.zone}
${more}`,
    }),
  )
  await site.start()
  t.teardown(() => site.stop())
  const name = { view: 'external', origin: nameFromText('example.com.') }
  const served = () => site.served.find(({ face }) => face.includes('example.com') && !face.includes('pc.'))
  const { upstream } = site.server
  return {
    site,
    fetch: async () => why(await upstream.fetch(name)),
    next: (version: Version, isWhole: boolean) => primary.bring(site.server, name, version, isWhole),
    serial: () => upstream.status[0]!.serial,
    text: () => served()?.text,
    async faults(): Promise<Readonly<Record<string, number>>> {
      for (;;) {
        const found = upstream.faultsOf(name)
        if (found !== undefined) return found.kinds
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    },
  }
}

const LEAK = /the record at "www\.example\.com\." names "intranet\.own\.example\.", which only .*internal/
const BROKEN = /cannot make "mail\.example\.com\." an alias: it is mail server of "own\.example\."/
const harmless: Version = { serial: 1, records: ['mail A 192.0.2.25'] }

t.test('a first version that tells of the inside is shown to nobody, and found by no start', async (t) => {
  const { fetch, serial, site } = await following(t, { serial: 1, records: ['www CNAME intranet.own.example.'] })
  const why = await fetch()
  t.match(why, LEAK)
  t.match(why, /correct it at hidden, or list what may be shown under "allowed-leaks"/)
  t.equal(serial(), undefined)
  await site.restart()
  t.equal(site.server.upstream.status[0]!.serial, undefined)
})

t.test('so does one below a view that refuses names', async (t) => {
  const internal = '{clients: [10.0.0.0/8], refuse: [other.example]}'
  const { fetch, serial, next, faults } = await following(
    t,
    { serial: 1, records: ['www CNAME intranet.own.example.'] },
    '',
    { internal },
  )
  t.match(await fetch(), LEAK)
  t.equal(serial(), undefined)
  t.equal(await next({ serial: 2, records: ['@ MX 10 ali', 'ali CNAME ns'] }, true), undefined)
  t.equal(serial(), 2)
  t.match(await faults(), { 'mx-to-cname': 1 })
})

t.test('where the view refuses names below it, its maker may do there what he likes', async (t) => {
  const external = '{clients: [any], refuse: [x.refused.example.com]}'
  const { fetch, next, serial } = await following(t, harmless, '', { external })
  t.equal(await fetch(), undefined)
  for (const [i, line] of [
    'refused NS ns.example.net.',
    'refused DNAME ours.example.net.',
    'refused A 192.0.2.1',
  ].entries()) {
    const version = { serial: i + 2, records: [...harmless.records, line] }
    t.equal(await next(version, i === 1), undefined, line)
    t.equal(serial(), version.serial)
  }
})

t.test('a later version that tells of it, or breaks what is ours, leaves what was served', async (t) => {
  const { fetch, next, serial, text } = await following(t, harmless)
  t.equal(await fetch(), undefined)
  t.match(await next({ serial: 2, records: [...harmless.records, 'www CNAME intranet.own.example.'] }, false), LEAK)
  t.match(await next({ serial: 3, records: [...harmless.records, 'www CNAME intranet.own.example.'] }, true), LEAK)
  t.match(await next({ serial: 4, records: ['mail CNAME ns'] }, true), BROKEN)
  t.equal(serial(), 1)
  t.match(text(), /mail.* A 192\.0\.2\.25/)
  t.equal(await next({ serial: 5, records: [...harmless.records, 'fine A 192.0.2.9'] }, true), undefined)
  t.match(await next({ serial: 6, records: ['mail CNAME ns'] }, false), BROKEN)
  t.equal(serial(), 5)
})

t.test('what somebody has looked at may be shown', async (t) => {
  const allowed = 'allowed-leaks: [{zone: example.com, name: www.example.com, reason: everybody knows it}]\n'
  const { fetch, serial } = await following(t, { serial: 1, records: ['www CNAME intranet.own.example.'] }, allowed)
  t.equal(await fetch(), undefined)
  t.equal(serial(), 1)
})

t.test('faults are counted, quoted in the log once, and gone when they are mended', async (t) => {
  const bad = { serial: 1, records: ['@ MX 10 ali', 'ali CNAME ns', 'x A 10.0.0.7'] }
  const { site, fetch, next, faults } = await following(t, bad)
  t.equal(await fetch(), undefined)
  t.match(await faults(), { 'mx-to-cname': 1, 'address-private': 1 })
  const told = () => site.said.filter((line) => line.includes('has faults, and is served all the same'))
  t.equal(told().length, 1)
  t.match(told()[0], /cannot use .*ali\.example\.com.* as mail server .*\[mx-to-cname\]/)
  await next({ serial: 2, records: [...bad.records, 'y A 10.0.0.8'] }, true)
  await seen(async () => (await faults())['address-private'] === 2)
  t.equal(told().length, 1, 'once for as long as they are of these kinds')
  await next({ serial: 3, records: ['x A 192.0.2.7'] }, false)
  await seen(async () => !('mx-to-cname' in (await faults())) && !('address-private' in (await faults())))
  t.equal(told().length, 1)
})

async function seen(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20))
}
