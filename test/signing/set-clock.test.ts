// Somebody sets the clock while keys are exchanged or a zone is to be unsigned: what caches have is as old as it was.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import type { KeyRecord } from '../../src/sign/keys/key-folder.ts'
import { rollKeysOf, saidByHand, shiftedBy } from '../../src/sign/roll/kept-keys.ts'
import { jumpSince } from '../../src/signing/clock-offset.ts'
import { bootName } from '../../src/system/clocks.ts'
import { SIGNED_CONFIG, setAhead, setClock, startedSite } from '../support/signed-site.ts'
import type { Site } from '../support/site.ts'
import { until } from '../support/until.ts'

const ORIGIN = nameFromText('univ.example.')
const DAY = 86_400
const canTell = bootName() === undefined && 'nobody says which boot it is'

t.afterEach(() => setAhead(undefined))

const recordOf = (site: Site): KeyRecord =>
  JSON.parse(readFileSync(join(site.folder, 'keys/zone/univ.example/keys.json'), 'utf8'))
const stateOf = (site: Site) => recordOf(site).keys[0]?.records?.dnskey

t.test('a clock that is set forward lets no step of a roll through', { skip: canTell }, async (t) => {
  const site = await startedSite(t)
  await until('a look', () => stateOf(site)?.seen !== undefined)
  const seen = stateOf(site)!.seen!
  setClock(30 * DAY)
  await site.reload()
  await until('a look after that', () => (stateOf(site)?.checked ?? 0) > seen + 29 * DAY)
  t.match(stateOf(site), { state: 'rumoured' })
  t.ok(Math.abs(stateOf(site)!.seen! - seen - 30 * DAY) < 5, 'it was seen as long ago as before')
  t.ok(site.said.some((line) => line.includes('the clock was set')))
  // Nor by a start with such a clock, and not when it is set right again.
  setClock(60 * DAY)
  await site.restart()
  await until('a look after the start', () => (stateOf(site)?.checked ?? 0) > seen + 59 * DAY)
  t.match(stateOf(site), { state: 'rumoured' })
  setClock(undefined)
  await site.restart()
  site.server.signing!.acceptClock()
  const { since } = stateOf(site)!
  await until('a time that is not ahead', () => (stateOf(site)?.since ?? since) < since - 59 * DAY)
  t.match(stateOf(site), { state: 'rumoured' })
})

t.test('a clock that is set forward makes no zone unsigned', { skip: canTell }, async (t) => {
  const site = await startedSite(t)
  site.write('janus.yaml', SIGNED_CONFIG.replace(/sign: .*\n/, ''))
  await site.reload()
  const asked = async () => (await site.server.signing!.askWithdrawal(ORIGIN, [])).verdict
  t.match(await asked(), { kind: 'waits' })
  setClock(30 * DAY)
  t.match(await asked(), { kind: 'waits' })
  setAhead(3 * DAY)
  t.match(await asked(), { kind: 'over' })
})

t.test('the clock is known to have been set within one boot, and by more than it drifts', (t) => {
  const cases = [
    { before: undefined, after: { boot: 'a', seconds: 5 }, jump: 0 },
    { before: { boot: 'a', seconds: 5 }, after: undefined, jump: 0 },
    { before: { boot: 'a', seconds: 5 }, after: { boot: 'b', seconds: 9000 }, jump: 0 },
    { before: { boot: 'a', seconds: 5 }, after: { boot: 'a', seconds: 65 }, jump: 0 },
    { before: { boot: 'a', seconds: 5 }, after: { boot: 'a', seconds: 9005 }, jump: 9000 },
    { before: { boot: 'a', seconds: 9005 }, after: { boot: 'a', seconds: 5 }, jump: -9000 },
  ]
  for (const { before, after, jump } of cases) t.equal(jumpSince(before, after), jump)
  t.end()
})

t.test('all times of a record move together, but for the word of a person', (t) => {
  const hidden = { state: 'hidden', since: 10 } as const
  const said = saidByHand({ state: 'rumoured', since: 20 }, 25)
  const dnskey = { state: 'unretentive', since: 30, from: 12, seen: 31, checked: 35 } as const
  const key = { file: '', algorithm: 13, tag: 1, role: 'csk', isWanted: true, made: '' } as const
  const record: KeyRecord = {
    ...{
      version: 2,
      tags: [1],
      served: [
        { dnskey: 1, data: 1 },
        { dnskey: 2, data: 2, until: 50 },
      ],
    },
    keys: [{ ...key, records: { dnskey, krrsig: hidden, zrrsig: hidden, ds: said } }, key],
  }
  const moved = shiftedBy(record, 100)
  t.match(moved.served, [{ until: undefined }, { until: 150 }])
  const [first] = rollKeysOf(moved, 1000)
  t.same(first!.records.dnskey, { state: 'unretentive', since: 130, from: 112, seen: 131, checked: 135 })
  t.same(first!.records.ds, { state: 'rumoured', since: 120, seen: 125, checked: said.checked })
  t.equal(moved.keys[1]!.records, undefined)
  t.same(shiftedBy(moved, -100), record)
  t.end()
})
