// Lists that are signed: each is served as the zone that its transfer gives, with its keys, reloads and way back as those of any zone. A
// list whose entries end is signed in no case, whatever was signed under its name before.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { isNewerSerial } from '../../src/dns/serial.ts'
import { Type } from '../../src/dns/types.ts'
import { readMessage } from '../../src/wire/message.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { askUdp } from '../peers/client.ts'
import { folderOf } from '../support/janus.ts'
import { labelsOf } from '../support/name.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { queryOf } from '../support/query.ts'
import { zoneLines } from '../support/signed.ts'
import { isSigned, laterOn, setAhead, stopClock } from '../support/signed-site.ts'
import { Site } from '../support/site.ts'
import { until } from '../support/until.ts'

const HEAD = 'listen: ["127.0.0.1:0"]\nviews: {campus: [10.0.0.0/8], world: [any]}\n'
const LISTS = 'lists: {bl.example: {files: [{file: bl.txt, format: ip4set}]}}\n'
const SIGNED = `${HEAD}zones: {example: above.zone}\n${LISTS}sign: {example: {parents: []}, bl.example: {parents: []}}\n`
const LEFT = `${HEAD}zones: {example: above.zone}\n${LISTS}sign: {example: {parents: []}}\n`
const FILES = {
  'above.zone':
    '$TTL 300\n@ SOA ns.example.net. hostmaster.example.net. 1 1h 15m 30d 10\n@ NS ns.example.net.\nbl NS ns.example.net.\n',
  'empty.zone':
    '$TTL 300\n@ SOA ns.example.net. hostmaster.example.net. 2026010101 1h 15m 30d 10\n@ NS ns.example.net.\n',
  'bl.txt':
    '$SOA 0 ns.example.net. hostmaster.example.net. 0 1h 15m 30d 10s\n$NS 300 ns.example.net.\n:127.0.0.2:Listed\n192.0.2.0/24\n203.0.113.7\n',
}
const DAY = 86_400

t.afterEach(() => setAhead(undefined))

async function started(t: Test, config: string): Promise<Site> {
  const site = new Site(folderOf(t, { 'janus.yaml': config, ...FILES }))
  t.teardown(() => site.stop())
  await site.start()
  return site
}

/** What a view shows of a zone. */
function zoneAt(site: Site, origin: string, view = 1): Zone {
  const { members } = site.server.current.generation.views[view]!.zones
  return members.find(({ apex }) => nameText(apex) === origin)!.zone!
}

const list = (site: Site, view = 1) => zoneAt(site, 'bl.example.', view)
const hasDs = (site: Site) => zoneLines(zoneAt(site, 'example.')).some((line) => /^bl\.example\. \d+ IN DS /.test(line))

/** Caches know its keys, and the zone above has its DS. */
async function caughtOn(site: Site): Promise<void> {
  for (const hours of [1, 2]) await laterOn(site, hours, `hour ${hours}`, () => true)
  await laterOn(site, 3, 'the DS', () => hasDs(site))
}

async function answers(site: Site, name = '7.2.0.192'): Promise<string> {
  const query = queryOf(labelsOf(nameFromText(`${name}.bl.example.`)), Type.A, { edns: 4096, dnssec: true })
  const [answer] = await askUdp(site.server.bound[0]!.port, [query], { timeout: 5000, tries: 3 })
  const { rcode, answer: records } = readMessage(answer!)!
  return `rcode ${rcode}, ${records.length} records`
}

async function asked(
  site: Site,
  verb: string,
  options: Readonly<Record<string, string | boolean>> = {},
): Promise<unknown> {
  return (await told(operatedOf(site.server), everybody, { verb, options })).result
}

const WITH_SIGNATURE = 'rcode 0, 2 records'
const SECOND = `${FILES['bl.txt']}198.51.100.1\n`

t.test('a list of files is signed as a zone, in all views at once', async (t) => {
  const site = await started(t, SIGNED)
  t.ok(isSigned(list(site)))
  t.equal(list(site, 0), list(site, 1), 'views that show the same list share its signed image')
  t.equal(await answers(site), WITH_SIGNATURE)
  t.equal(await answers(site, '7.113.0.203'), WITH_SIGNATURE)
  t.equal(await answers(site, '8.113.0.203'), 'rcode 3, 0 records')
  t.ok(zoneLines(list(site)).some((line) => /^\*\.2\.0\.192\.bl\.example\. \d+ IN A 127\.0\.0\.2$/.test(line)))
  t.match(await asked(site, 'dnssec', { zone: 'bl.example' }), [{ state: 'signed' }, { state: 'signed' }])
  const zones = (await asked(site, 'zones')) as readonly { readonly zone: string; readonly entries?: number }[]
  t.same(
    zones.filter(({ zone }) => zone === 'bl.example.').map(({ entries }) => entries),
    [2, 2],
    'it is a list as before',
  )
  const question = { address: '192.0.2.1', name: '7.2.0.192.bl.example', type: 'A', dnssec: true }
  t.match(await asked(site, 'explain', question), {
    answer: {
      sections: {
        answer: [
          { type: 'A', file: 'bl.txt', line: 4, how: 'listed; from the wildcard' },
          { type: 'RRSIG', how: /^made here, by signing the zone; from the wildcard/ },
        ],
      },
    },
  })
  await caughtOn(site)
  t.ok(hasDs(site), 'the zone above has its DS')
})

t.test('a reload signs what has changed, and nothing else', async (t) => {
  stopClock()
  const site = await started(t, SIGNED)
  const before = list(site)
  await site.reload()
  t.equal(list(site), before, 'a file that is read again and says the same makes no version')
  const lines = new Set(zoneLines(before))
  site.write('bl.txt', SECOND)
  await site.reload()
  t.equal(await answers(site, '1.100.51.198'), WITH_SIGNATURE)
  const made = zoneLines(list(site)).filter((line) => line.includes(' IN RRSIG ') && !lines.has(line))
  t.same(
    made.map((line) => line.replace(/ \d+ IN RRSIG (\S+) .*/, ' $1')).sort(),
    [
      ...['1.100.51.198.bl.example. A', '1.100.51.198.bl.example. NSEC', '1.100.51.198.bl.example. TXT'],
      // The name before it in canonical order, and the SOA.
      ...['*.2.0.192.bl.example. NSEC', 'bl.example. SOA'],
    ].sort(),
  )
  const { serial } = list(site)
  t.ok(isNewerSerial(serial, before.serial))
  const steps = site.server.history.since({ view: 'world', origin: before.apex }, before.serial)
  t.equal(steps?.length, 1, 'secondaries get the difference')
  site.write('bl.txt', FILES['bl.txt'])
  await site.reload()
  t.equal(await answers(site, '1.100.51.198'), 'rcode 3, 0 records')
  t.ok(isNewerSerial(list(site).serial, serial))
  await site.restart()
  t.ok(isSigned(list(site)))
  t.equal(await answers(site), WITH_SIGNATURE, 'and after a restart')
})

t.test('what is found in the SOA and the servers of a list has its file and line', async (t) => {
  const config = `${HEAD}zones: {example: above.zone}\nlists: {bl.example: {files: [{file: first.txt, format: ip4set}, {file: bl.txt, format: ip4set}]}}\n`
  for (const text of [config, `${config}sign: {bl.example: {parents: []}}\n`]) {
    const site = new Site(folderOf(t, { 'janus.yaml': text, ...FILES, 'first.txt': '198.51.100.1\n' }))
    t.teardown(() => site.stop())
    site.write('bl.txt', FILES['bl.txt'].replace('$NS 300 ns.example.net.', '$NS 300 gone.example.'))
    await site.start()
    const { findings } = site.served.find(({ face }) => face.endsWith('bl.example.'))!
    t.match(
      findings.filter((line) => line.includes('ns-target-gone')),
      [/\/bl\.txt:2:\d+ warning/],
    )
    const { answer } = (await asked(site, 'explain', { address: '192.0.2.1', name: 'bl.example', type: 'NS' })) as {
      readonly answer: unknown
    }
    t.match(answer, { sections: { answer: [{ type: 'NS', file: 'bl.txt', line: 2 }] } })
    await site.restart()
    const again = site.served.find(({ face }) => face.endsWith('bl.example.'))!.findings
    t.same(again, findings, 'and after a restart')
  }
})

t.test('a list that is too long as a zone is refused, and the last good one stays', async (t) => {
  stopClock()
  const site = await started(t, SIGNED)
  const before = list(site)
  // Each has 128 wildcards, with an address and a text each.
  const wide = Array.from({ length: 4000 }, (_, i) => `${60 + (i >> 8)}.${i & 255}.0.0/17\n`).join('')
  site.write('bl.txt', FILES['bl.txt'] + wide)
  await site.reload()
  t.match(
    site.served.filter(({ face }) => face.endsWith('bl.example.')),
    [0, 1].map(() => ({ findings: [/bl\.txt:1:1 error list-limit .* more than 1000000 records/] })),
  )
  t.equal(list(site), before)
  t.equal(await answers(site), WITH_SIGNATURE)
  site.write('bl.txt', SECOND)
  await site.reload()
  t.equal(await answers(site, '1.100.51.198'), WITH_SIGNATURE)

  // Nobody says any more that it is signed, so it is read; nobody has withdrawn it either.
  site.write('janus.yaml', LEFT)
  site.write('bl.txt', FILES['bl.txt'] + wide)
  await site.reload()
  t.equal(await answers(site, '1.100.51.198'), WITH_SIGNATURE, 'what was signed last')
  const trouble =
    /more than 1000000 records as a signed zone, which is too many: the version that was signed last is served/
  t.match(await asked(site, 'dnssec', { zone: 'bl.example' }), [{ trouble }, { trouble }])
})

t.test('a list whose file is broken or gone at a start is served as it was last, signed', async (t) => {
  const site = await started(t, SIGNED)
  for (const [what, text] of [
    ['broken', `${FILES['bl.txt']}127.0.0.1\n`],
    ['gone', undefined],
  ] as const) {
    await site.stop()
    if (text === undefined) rmSync(join(site.folder, 'bl.txt'))
    else site.write('bl.txt', text)
    for (const start of ['first', 'second']) {
      await site.restart()
      t.equal(await answers(site), WITH_SIGNATURE, `${what}, ${start} start`)
      t.same(
        site.served.filter(({ face }) => face.endsWith('bl.example.')).map(({ state }) => state),
        ['stale-source', 'stale-source'],
      )
    }
  }
})

t.test('a list that is taken out of `sign` is signed on until it is withdrawn', async (t) => {
  const site = await started(t, SIGNED)
  await caughtOn(site)
  const { serial } = list(site)
  site.write('janus.yaml', LEFT)
  site.write('bl.txt', SECOND)
  await site.reload()
  t.equal(await answers(site, '1.100.51.198'), WITH_SIGNATURE, 'with what its file says by now')
  t.match(await asked(site, 'dnssec-withdraw', { zone: 'bl.example' }), { state: 'refused' }, 'its DS goes first')
  await until('no DS', () => !hasDs(site))
  t.match(await asked(site, 'dnssec-withdraw', { zone: 'bl.example' }), { state: 'waits' })
  await site.restart()
  t.ok(isSigned(list(site)))
  setAhead(2 * DAY)
  t.match(await asked(site, 'dnssec-withdraw', { zone: 'bl.example' }), { state: 'done' })
  t.equal(await answers(site), 'rcode 0, 1 records')
  t.ok(list(site).entries, 'a list as it was')
  t.ok(isNewerSerial(list(site).serial, serial), 'secondaries take it')
  t.notOk(hasDs(site))
})

t.test('a view whose face stays unsigned shows the list itself', async (t) => {
  const site = await started(
    t,
    `${SIGNED}unsigned-faces: [{zone: bl.example, view: campus, reason: told, until: 2999-12-31}]\n`,
  )
  t.ok(list(site, 0).entries)
  t.ok(isSigned(list(site, 1)))
})

t.test('a list under the name of a zone that was signed lists what it lists from the first answer on', async (t) => {
  const zones = 'zones: {example: above.zone, bl.example: empty.zone}\n'
  const site = await started(t, `${HEAD}${zones}sign: {example: {parents: []}, bl.example: {parents: []}}\n`)
  t.equal(await answers(site), 'rcode 3, 0 records')
  await caughtOn(site)
  t.ok(hasDs(site))
  const { serial } = list(site)
  for (const config of [SIGNED, LEFT]) {
    await site.stop()
    site.write('janus.yaml', config)
    await site.start()
    t.equal(await answers(site), WITH_SIGNATURE)
    t.ok(hasDs(site))
    t.ok(isNewerSerial(list(site).serial, serial))
  }
})

t.test('a list to which entries are added is served as it comes, whatever was signed before', async (t) => {
  const site = await started(t, SIGNED)
  await caughtOn(site)
  t.ok(hasDs(site))
  const { serial } = list(site)
  const leased = LEFT.replace('format: ip4set}]', 'format: ip4set}], leases: 10m, views: [campus, world]')
  site.write('janus.yaml', leased)
  const isServed = async (what: string) => {
    t.equal(await answers(site), 'rcode 0, 1 records', what)
    t.ok(list(site).entries, what)
    t.notOk(hasDs(site), `${what}: the zone above has no DS of it`)
    t.ok(isNewerSerial(list(site).serial, serial), `${what}: secondaries take it`)
  }
  await site.reload()
  await isServed('after a reload')
  t.match(await asked(site, 'dnssec', { zone: 'bl.example' }), [
    { state: 'unsigned', trouble: /its entries have leases, .* run "janus dnssec withdraw bl\.example\."/ },
    {},
  ])
  await site.restart()
  await isServed('after a restart')
  t.match(await asked(site, 'dnssec-withdraw', { zone: 'bl.example' }), { state: 'waits' })
  setAhead(2 * DAY)
  t.match(await asked(site, 'dnssec-withdraw', { zone: 'bl.example' }), { state: 'done' })
  await isServed('withdrawn')
  await site.restart()
  await isServed('withdrawn, and started again')
})
