// Forty zones at once: all roll a key, and are unsigned in the end; hour by hour each is as validators want it.

import { join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { faultOf } from '../../src/sign/self-check.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { isSigned, setAhead } from '../support/signed-site.ts'
import { Site } from '../support/site.ts'

const NAMES = Array.from({ length: 40 }, (_, i) => `lab${i}.example`)
const config = (sign: string) => `listen: ["127.0.0.1:0"]
views: {external: [any]}
zones:
${NAMES.map((name) => `  ${name}: lab.zone\n`).join('')}${sign}`
const SIGN = `sign:\n${NAMES.map((name) => `  ${name}: {parents: [], keys: split}\n`).join('')}`

t.teardown(() => setAhead(undefined))

t.test('all of them roll, hour by hour, and are unsigned', { timeout: 200_000 }, async (t) => {
  const site = new Site(
    folderOf(t, {
      'janus.yaml': config(SIGN),
      'lab.zone': '$TTL 300\n@ SOA ns hostmaster 2026010101 1d 2h 4w 60\n@ NS ns\nns A 127.0.0.1\n',
    }),
  )
  t.teardown(() => site.stop())
  await site.start()
  const ask = (verb: string, zone: string, more: object = {}) =>
    told(operatedOf(site.server), everybody, { verb, options: { zone, ...more } })
  const zoneOf = (name: string) =>
    site.server.current.generation.views[0]!.zones.members.find(
      ({ apex }) => Buffer.compare(apex, nameFromText(name)) === 0,
    )!.zone!
  const keysOf = (name: string) => {
    const read = readZoneKeys(join(site.folder, 'keys/zone', name))
    if (read.kind !== 'good') throw new Error(`no keys of ${name}`)
    return read
  }
  const zsks = (name: string) =>
    keysOf(name)
      .keys.filter(({ role }) => role === 'zsk')
      .map(({ tag }) => tag)
  let hour = 0
  const toHour = async (next: number) => {
    hour = next
    setAhead(hour * 3600)
    await site.reload()
    // What a step has made due.
    for (let i = 0; i < 4; i++) await site.server.store.alone(() => {})
    const now = Math.floor(Date.now() / 1000)
    for (const name of NAMES) {
      const fault = faultOf(zoneOf(name), keysOf(name).keys, now, 1)
      if (fault !== undefined) t.fail(`hour ${hour}, ${name}: ${fault}`)
    }
  }
  const first = NAMES.map((name) => zsks(name)[0])
  for (let h = 1; h <= 40; h += 3) await toHour(h)
  for (const name of NAMES) {
    const answer = await ask('dnssec-roll', name, { key: 'zsk' })
    t.equal(answer.kind, 'one', JSON.stringify(answer).slice(0, 300))
  }
  const isRolled = () => NAMES.every((name, i) => zsks(name).length === 1 && zsks(name)[0] !== first[i])
  for (let h = hour; h < 160 && !isRolled(); h += 3) await toHour(h)
  t.ok(isRolled(), 'each has another key')

  site.write('janus.yaml', config(''))
  await site.reload()
  for (const name of NAMES) t.ok(isSigned(zoneOf(name)), `${name} stays signed`)
  const begun = hour
  const left = new Set(NAMES)
  for (let h = hour; h < begun + 100 && left.size > 0; h += 2) {
    setAhead(h * 3600)
    for (const name of left) {
      await ask('dnssec-withdraw', name)
      if (!isSigned(zoneOf(name))) left.delete(name)
    }
  }
  t.equal(left.size, 0, 'all are unsigned')
})
