// Content of the past is signed by the keys and at the time of today: what is rolled back to, what lies in the state folder where a source
// has become unreadable, and what was served when the server was stopped weeks ago. Nothing that was signed for it then comes back.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { isNewerSerial } from '../../src/dns/serial.ts'
import { addZoneKeys, drawKeys, readZoneKeys, writeRecord } from '../../src/sign/keys/key-folder.ts'
import { faultOf } from '../../src/sign/self-check.ts'
import { zoneLines } from '../support/signed.ts'
import {
  fault,
  INSIDE,
  isSigned,
  SIGNED_CONFIG,
  setAhead,
  shown,
  signatures,
  startedSite,
} from '../support/signed-site.ts'
import type { Site } from '../support/site.ts'

const DAY = 86_400

t.afterEach(() => setAhead(undefined))

function faultIn(site: Site, view: string): string | undefined {
  const { keys } = site.server.signing!.status[0]!.zone
  return faultOf(shown(site, view), keys.kind === 'good' ? keys.keys : [], Math.floor(Date.now() / 1000), 1)
}

const has = (site: Site, host: string) => zoneLines(shown(site, 'internal')).some((line) => line.startsWith(`${host}.`))

/** All signatures that were served until now, in whatever view. */
class Past {
  readonly #seen = new Set<string>()
  #serial: number | undefined
  readonly #site: Site

  constructor(site: Site) {
    this.#site = site
    this.see()
  }

  see(): void {
    for (const view of ['internal', 'external'])
      for (const line of signatures(shown(this.#site, view))) this.#seen.add(line)
    this.#serial = shown(this.#site, 'internal').serial
  }

  /** How many of what is served now were there before, and whether the serial has gone on. */
  get come(): { readonly again: number; readonly isNewer: boolean } {
    const now = signatures(shown(this.#site, 'internal'))
    return {
      again: now.filter((line) => this.#seen.has(line)).length,
      isNewer: isNewerSerial(shown(this.#site, 'internal').serial, this.#serial!),
    }
  }
}

/** As if a roll had come to its end; gives the tag of the key that is gone. */
function exchangeKeys({ folder }: Site): number {
  const path = join(folder, 'keys/zone/univ.example')
  const read = readZoneKeys(path)
  if (read.kind !== 'good') throw new Error('there are no keys')
  const [old] = read.record.keys
  const there = { state: 'omnipresent' as const, since: Math.floor(Date.now() / 1000) }
  const records = { dnskey: there, krrsig: there, zrrsig: there, ds: there }
  const added = drawKeys(['csk'], 13, read.record.tags)
  const record = addZoneKeys(path, read.record, added, { now: new Date(), statesOf: () => ({ records }) })
  writeRecord(path, { ...record, keys: record.keys.filter(({ tag }) => tag !== old!.tag) })
  rmSync(join(path, old!.file))
  return old!.tag
}

t.test('a rollback weeks later', async (t) => {
  const site = await startedSite(t)
  const past = new Past(site)
  site.write('in.zone', `${INSIDE}new A 10.0.0.9\n`)
  await site.reload()
  past.see()
  // All that was signed has ended by then.
  setAhead(20 * DAY)
  await site.server.rollBack()
  t.notOk(has(site, 'new'))
  t.equal(faultIn(site, 'internal'), undefined)
  t.same(past.come, { again: 0, isNewer: true })
})

t.test('a source that cannot be read, and a start weeks later', async (t) => {
  const site = await startedSite(t, `${SIGNED_CONFIG}state: state\n`)
  site.write('in.zone', `${INSIDE}good A 10.0.0.9\n`)
  await site.reload()
  const past = new Past(site)
  await site.stop()
  site.write('in.zone', `${INSIDE}bad A nonsense\n`)
  setAhead(20 * DAY)
  await site.start()
  t.ok(has(site, 'good'), 'the last good version is served')
  t.equal(fault(site), undefined)
  t.same(past.come, { again: 0, isNewer: true })
  past.see()
  // And while it runs.
  setAhead(40 * DAY)
  await site.reload()
  t.ok(has(site, 'good'))
  t.equal(fault(site), undefined)
  t.same(past.come, { again: 0, isNewer: true })
})

t.test('a start weeks later, with all files as they were', async (t) => {
  const site = await startedSite(t)
  const past = new Past(site)
  await site.stop()
  setAhead(60 * DAY)
  await site.start()
  t.equal(fault(site), undefined)
  t.same(past.come, { again: 0, isNewer: true })
})

t.test('keys that have been exchanged meanwhile sign what is rolled back to', async (t) => {
  const site = await startedSite(t)
  const past = new Past(site)
  site.write('in.zone', `${INSIDE}new A 10.0.0.9\n`)
  await site.reload()
  past.see()
  const before = exchangeKeys(site)
  await site.reload()
  await site.server.rollBack()
  t.notOk(has(site, 'new'))
  t.equal(fault(site), undefined)
  t.ok(isSigned(shown(site, 'internal')))
  t.same(past.come, { again: 0, isNewer: true })
  t.notOk(zoneLines(shown(site, 'internal')).some((line) => line.includes(` ${before} univ.example. `)))
})
