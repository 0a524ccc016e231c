// Keys are rolled under the eyes of unbound, whose clock goes as ours: one has asked all the time, one only before, and one begins in
// the middle. None of them is ever given anything that it takes for bogus. The chain begins above: the DS of the zone comes from us too.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
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
  'univ.zone': `${HEAD}dept 600 NS ns.dept\nns.dept A 127.0.0.1\n*.up A 192.0.2.1\n`,
  'dept.zone': `${HEAD}www A 192.0.2.7\n*.wild A 192.0.2.8\n`,
}
const config = (dept: string) => `
listen: ["127.0.0.1:0"]
views: {campus: [any]}
zones: {univ.example: univ.zone, dept.univ.example: dept.zone}
sign: {univ.example: {parents: []}, dept.univ.example: {parents: [], ${dept}}}
`

const rolls: readonly (readonly [what: string, dept: string, options: Record<string, unknown>])[] = [
  ['a CSK', 'keys: csk', {}],
  ['a ZSK', 'keys: split', { key: 'zsk' }],
  ['a KSK', 'keys: split', { key: 'ksk' }],
  ['an algorithm', 'denial: nsec3', { algorithm: 15 }],
]

t.afterEach(() => setAhead(undefined))

for (const [what, dept, options] of rolls)
  t.test(`unbound validates at each hour of a roll: ${what}`, { skip: noLedClock && `no ${noLedClock}` }, async (t) => {
    const site = new Site(folderOf(t, { 'janus.yaml': config(dept), ...FILES }))
    t.teardown(() => site.stop())
    await site.start()
    const record = (): KeyRecord =>
      JSON.parse(readFileSync(join(site.folder, 'keys/zone/dept.univ.example/keys.json'), 'utf8'))
    const start = () =>
      Unbound.start(t, {
        ...{ port: site.server.bound[0]!.port, zones: ['univ.example', 'dept.univ.example'], isLed: true },
        anchors: [anchorOf(site.folder, 'univ.example')],
      })
    const always = await start()
    const early = await start()
    let hour = 0
    const to = async (next: number) => {
      hour = next
      for (const one of [always, early]) one.setAhead(hour * HOUR)
      await laterOn(site, hour, `hour ${hour}`, () => true)
    }
    const bogus: string[] = []
    const ask = async (unbound: Unbound, who: string) => {
      for (const question of [
        'www.dept.univ.example A',
        `h${hour}.wild.dept.univ.example A`,
        'dept.univ.example DNSKEY',
      ]) {
        const answer = await unbound.ask(question)
        if (answer !== 'NOERROR secure') bogus.push(`hour ${hour}, ${who}, ${question}: ${answer}`)
      }
    }
    const isThere = () =>
      record().keys.every(({ records }) => records?.ds.state !== 'rumoured' && records?.dnskey.state === 'omnipresent')
    for (
      let next = 1;
      next < 60 && !(isThere() && record().keys.some(({ records }) => records?.ds.state === 'omnipresent'));
      next += 2
    )
      await to(next)
    const begun = await told(operatedOf(site.server), everybody, {
      verb: 'dnssec-roll',
      options: { zone: 'dept.univ.example', ...options },
    })
    t.match(begun, { result: { state: 'begun' } })
    await ask(always, 'always')
    await ask(early, 'before')
    const before = record().keys.length
    let late: Unbound | undefined
    let hours = 0
    for (; hours < 200 && record().keys.length >= before; hours++) {
      await to(hour + 1)
      await ask(always, 'always')
      if (hours === 3) late = await start()
      late?.setAhead(hour * HOUR)
      if (late && hours % 2 === 1) await ask(late, 'since the middle')
      if (hours % 5 === 4) await ask(early, 'now and then')
    }
    t.ok(hours < 200, `the roll is over after ${hours} hours`)
    await ask(early, 'before, and after')
    t.same(bogus, [])
    early.setAhead(hour * HOUR + 60 * 24 * HOUR)
    t.equal(await early.ask('z.wild.dept.univ.example A'), 'SERVFAIL', 'its clock is led: all signatures are over then')
  })
