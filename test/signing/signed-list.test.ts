// A list that an earlier version has signed: the image that it left denies every entry, and has to be shown to nobody, from the first
// answer on. The way back is that of any zone.

import t from 'tap'
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
import { isSigned, laterOn, setAhead } from '../support/signed-site.ts'
import { Site } from '../support/site.ts'

const HEAD = 'listen: ["127.0.0.1:0"]\nviews: {campus: [any]}\n'
/** A zone without the entries is what was signed of the list. */
const EARLIER = `${HEAD}zones: {example: above.zone, bl.example: empty.zone}\nsign: {example: {parents: []}, bl.example: {parents: []}}\n`
const FILES = {
  'above.zone':
    '$TTL 300\n@ SOA ns.example.net. hostmaster.example.net. 1 1h 15m 30d 10\n@ NS ns.example.net.\nbl NS ns.example.net.\n',
  'empty.zone':
    '$TTL 300\n@ SOA ns.example.net. hostmaster.example.net. 2026010101 1h 15m 30d 10\n@ NS ns.example.net.\n',
  'bl.txt':
    '$SOA 0 ns.example.net. hostmaster.example.net. 0 1h 15m 30d 10s\n$NS 1d ns.example.net.\n:127.0.0.2:Listed\n192.0.2.0/24\n',
}
const DAY = 86_400

t.afterEach(() => setAhead(undefined))

/** What the view shows of a zone. */
function zoneAt(site: Site, origin: string): Zone {
  const { members } = site.server.current.generation.views[0]!.zones
  return members.find(({ apex }) => nameText(apex) === origin)!.zone!
}

const list = (site: Site) => zoneAt(site, 'bl.example.')
const hasDs = (site: Site) => zoneLines(zoneAt(site, 'example.')).some((line) => /^bl\.example\. \d+ IN DS /.test(line))

async function answers(site: Site): Promise<string> {
  const query = queryOf(labelsOf(nameFromText('7.2.0.192.bl.example.')), Type.A, { edns: 4096, dnssec: true })
  const [answer] = await askUdp(site.server.bound[0]!.port, [query], { timeout: 5000, tries: 3 })
  const { rcode, answer: records } = readMessage(answer!)!
  return `rcode ${rcode}, ${records.length} records`
}

async function asked(site: Site, verb: string, options: Readonly<Record<string, string>> = {}): Promise<unknown> {
  return (await told(operatedOf(site.server), everybody, { verb, options })).result
}

t.test('a list that was signed by an earlier version lists what it lists', async (t) => {
  const site = new Site(folderOf(t, { 'janus.yaml': EARLIER, ...FILES }))
  t.teardown(() => site.stop())
  await site.start()
  t.equal(await answers(site), 'rcode 3, 0 records')
  for (const hours of [1, 2, 3]) await laterOn(site, hours, `hour ${hours}`, () => true)
  t.ok(hasDs(site))
  const { serial } = list(site)
  await site.stop()

  site.write(
    'janus.yaml',
    `${HEAD}zones: {example: above.zone}\nsign: {example: {parents: []}}\nlists: {bl.example: {files: [{file: bl.txt, format: ip4set}]}}\n`,
  )
  await site.start()
  const isServed = async (what: string) => {
    t.equal(await answers(site), 'rcode 0, 1 records', what)
    t.notOk(isSigned(list(site)), what)
    t.notOk(hasDs(site), `${what}: the zone above has no DS of it`)
    t.ok(isNewerSerial(list(site).serial, serial), `${what}: secondaries take it`)
  }
  await isServed('at the start')
  t.match(await asked(site, 'dnssec', { zone: 'bl.example' }), [
    { state: 'unsigned', trouble: /is a list, .* run "janus dnssec withdraw bl\.example\."/ },
  ])
  site.write('bl.txt', `${FILES['bl.txt']}198.51.100.1\n`)
  await site.reload()
  await isServed('after a reload')
  t.match(await asked(site, 'dnssec-withdraw', { zone: 'bl.example' }), { state: 'waits' })
  await site.restart()
  await isServed('after a restart')
  setAhead(2 * DAY)
  t.match(await asked(site, 'dnssec-withdraw', { zone: 'bl.example' }), { state: 'done' })
  await isServed('withdrawn')
  t.match(await asked(site, 'dnssec'), [{ zone: 'example.', state: 'signed' }])
  await site.restart()
  await isServed('withdrawn, and started again')
})
