// A zone goes from signed to unsigned under the eyes of unbound, whose clock goes as ours, and whose cache has been filled before: it never
// meets bogus, and in the end an insecure zone. Where somebody does not wait for the DS to be forgotten, it does meet bogus.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { KeyRecord } from '../../src/sign/keys/key-folder.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { laterOn, setAhead } from '../support/signed-site.ts'
import { Site } from '../support/site.ts'
import { anchorOf } from '../support/trust-anchor.ts'
import { noLedClock, Unbound } from '../support/unbound.ts'

const HOUR = 3600
const HEAD = '$TTL 1h\n@ SOA ns hostmaster 2026010101 1d 2h 4w 60\n@ NS ns\nns A 127.0.0.1\n'
const FILES = {
  // A DS has the TTL of the NS beside it: a cache may keep this one for four hours.
  'univ.zone': `${HEAD}dept 4h NS ns.dept\nns.dept A 127.0.0.1\n`,
  'dept.zone': `${HEAD}www A 192.0.2.7\nother A 192.0.2.9\n*.wild A 192.0.2.8\n`,
}
const LEFT = `
listen: ["127.0.0.1:0"]
views: {campus: [any]}
zones: {univ.example: univ.zone, dept.univ.example: dept.zone}
sign: {univ.example: {parents: []}}
`
const SIGNED = LEFT.replace('}}', '}, dept.univ.example: {parents: []}}')

t.afterEach(() => setAhead(undefined))

/** Both zones signed, and the DS of the lower one in the upper one, for so long that every cache has it. */
async function signedSite(t: Test): Promise<{ readonly site: Site; readonly hour: number }> {
  const site = new Site(folderOf(t, { 'janus.yaml': SIGNED, ...FILES }))
  t.teardown(() => site.stop())
  await site.start()
  const file = join(site.folder, 'keys/zone/dept.univ.example/keys.json')
  const isThere = () =>
    (JSON.parse(readFileSync(file, 'utf8')) as KeyRecord).keys.every(
      ({ records }) => records?.ds.state === 'omnipresent',
    )
  let hour = 1
  for (; hour < 60 && !isThere(); hour += 2) await laterOn(site, hour, `hour ${hour}`, () => true)
  t.ok(isThere(), `the DS is there after ${hour} hours`)
  return { site, hour }
}

async function resolver(t: Test, site: Site, hour: number): Promise<Unbound> {
  const unbound = await Unbound.start(t, {
    ...{ port: site.server.bound[0]!.port, zones: ['univ.example', 'dept.univ.example'], isLed: true },
    anchors: [anchorOf(site.folder, 'univ.example')],
  })
  unbound.setAhead(hour * HOUR)
  return unbound
}

async function withdraw(site: Site, options: Readonly<Record<string, string>> = {}): Promise<string> {
  const request = { verb: 'dnssec-withdraw', options: { zone: 'dept.univ.example', ...options } }
  const { result } = await told(operatedOf(site.server), everybody, request)
  return (result as { readonly state: string }).state
}

const questionsAt = (hour: number) => [
  'www.dept.univ.example A',
  `h${hour}.wild.dept.univ.example A`,
  `nothing${hour}.dept.univ.example A`,
]

t.test('a zone that is withdrawn is never bogus', { skip: noLedClock && `no ${noLedClock}` }, async (t) => {
  const begun = await signedSite(t)
  const { site } = begun
  let { hour } = begun
  const always = await resolver(t, site, hour)
  const early = await resolver(t, site, hour)
  const bogus: string[] = []
  const ask = async (unbound: Unbound, who: string) => {
    const answers = await unbound.askAll(questionsAt(hour))
    for (const [i, answer] of answers.entries())
      if (!/^(NOERROR|NXDOMAIN)( secure)?$/.test(answer))
        bogus.push(`hour ${hour}, ${who}, ${questionsAt(hour)[i]}: ${answer}`)
    return answers
  }
  const secure = ['NOERROR secure', 'NOERROR secure', 'NXDOMAIN secure']
  t.same(await ask(always, 'always'), secure)
  t.same(await ask(early, 'before'), secure)
  site.write('janus.yaml', LEFT)
  await site.reload()
  const states: string[] = []
  const begin = hour
  for (; hour < begin + 60 && states.at(-1) !== 'done'; hour++) {
    setAhead(hour * HOUR)
    for (const one of [always, early]) one.setAhead(hour * HOUR)
    await site.reload()
    // Who is to be asked is asked at once, and what comes of it is served.
    await setTimeout(300)
    states.push(await withdraw(site))
    await ask(always, 'always')
    if (hour % 3 === 0) await ask(early, 'now and then')
  }
  t.equal(states.at(-1), 'done', states.join(' '))
  t.ok(states.includes('waits'), states.join(' '))
  // Whatever has been kept of the signed zone is forgotten one after the other.
  for (const end = hour + 6; hour < end; hour++) {
    setAhead(hour * HOUR)
    for (const one of [always, early]) one.setAhead(hour * HOUR)
    await ask(always, 'afterwards')
    await ask(early, 'afterwards')
  }
  t.same(await ask(always, 'in the end'), ['NOERROR', 'NOERROR', 'NXDOMAIN'])
  t.same(await ask(await resolver(t, site, hour), 'who comes new'), ['NOERROR', 'NOERROR', 'NXDOMAIN'])
  t.same(bogus, [])
})

t.test(
  'a zone that is unsigned by force is bogus to who has its DS',
  { skip: noLedClock && `no ${noLedClock}` },
  async (t) => {
    const { site, hour } = await signedSite(t)
    const unbound = await resolver(t, site, hour)
    t.same(await unbound.askAll(questionsAt(hour)), ['NOERROR secure', 'NOERROR secure', 'NXDOMAIN secure'])
    site.write('janus.yaml', LEFT)
    await site.reload()
    t.equal(await withdraw(site, { force: 'dept.univ.example' }), 'done')
    // Neither that nor what denies it has been asked for.
    const later = ['other.dept.univ.example A']
    t.same(await unbound.askAll(later), ['SERVFAIL'])
    unbound.setAhead((hour + 5) * HOUR)
    t.same(await unbound.askAll(later), ['NOERROR'], 'until its cache has forgotten that')
  },
)
