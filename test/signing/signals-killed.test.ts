// A server that is killed at any moment while one zone begins to say, or ends saying, what the keys of another one are: whoever starts
// after it shows no serial with two contents, goes on to what is to be said, and every validator takes both zones.

import { createHash } from 'node:crypto'
import fs, { cpSync, readdirSync, readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { isNewerSerial } from '../../src/dns/serial.ts'
import { Type } from '../../src/dns/types.ts'
import { readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { faultOf } from '../../src/sign/self-check.ts'
import { dsOf } from '../../src/sign/zone-key.ts'
import { recordsIn } from '../../src/signing/child-look.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { announceKey } from '../support/announced-keys.ts'
import { FakeParent, type Says } from '../support/fake-parent.ts'
import { folderOf } from '../support/janus.ts'
import { zoneLines } from '../support/signed.ts'
import { Site } from '../support/site.ts'
import { until } from '../support/until.ts'

const ZONES = ['univ.example.', 'lab.test.'] as const
const SOA = '$TTL 300\n@ SOA ns1.univ.example. hostmaster 2026010101 1d 2h 4w 60\n'
const files = (parent: number) => ({
  'janus.yaml': `listen: ["127.0.0.1:0"]
views: {external: [any]}
zones: {univ.example: univ.zone, lab.test: lab.zone}
sign: {univ.example: {parents: []}, lab.test: {parents: ["127.0.0.1:${parent}"]}}
`,
  'univ.zone': `${SOA}@ NS ns1\nns1 A 127.0.0.1\nns2 A 127.0.0.1\n`,
  'lab.zone': `${SOA}@ NS ns1.univ.example.\n@ NS ns2.univ.example.\n`,
})

/** What lay on the disk, what had been shown, and what the parent said, when it was killed. */
type Killed = { readonly folder: string; readonly says: Says; readonly shown: readonly Shown[] }
type Shown = { readonly zone: string; readonly serial: number; readonly text: string }

function zoneIn(site: Site, name: string): Zone {
  const { zones } = site.server.current.generation.views[0]!
  return zones.members.find(({ apex }) => Buffer.compare(apex, nameFromText(name)) === 0)!.zone!
}

function shownBy(site: Site): Shown[] {
  if (!site.isRunning) return []
  return ZONES.map((name) => {
    const zone = zoneIn(site, name)
    return { zone: name, serial: zone.serial, text: zoneLines(zone).join('\n') }
  })
}

const said = (site: Site) =>
  ['ns1', 'ns2'].filter((server) => {
    const owner = nameFromText(`_dsboot.lab.test._signal.${server}.univ.example.`)
    return [Type.CDS, Type.CDNSKEY].every((type) => recordsIn(zoneIn(site, ZONES[0]), owner, type).length === 1)
  })

function keysOf(site: Site, name: string) {
  const read = readZoneKeys(join(site.folder, 'keys/zone', name.slice(0, -1)))
  if (read.kind !== 'good') throw new Error(`there are no keys of ${name}`)
  return read.keys
}

/** Calls `before` before each step by which the disk becomes another, until it is told to end. */
async function atEachWrite(before: () => void): Promise<() => void> {
  const handle = await open('/dev/null')
  const prototype = Object.getPrototypeOf(handle) as typeof handle
  await handle.close()
  const { write, datasync, sync } = prototype
  const { renameSync } = fs
  const whenAsked = <Given extends readonly unknown[], Result>(work: (...given: Given) => Result) =>
    function (this: unknown, ...given: Given): Result {
      before()
      return Reflect.apply(work, this, given)
    }
  fs.renameSync = whenAsked(renameSync)
  syncBuiltinESMExports()
  Object.assign(prototype, {
    write: whenAsked(write as (...given: unknown[]) => unknown),
    datasync: whenAsked(datasync),
    sync: whenAsked(sync),
  })
  return () => {
    fs.renameSync = renameSync
    syncBuiltinESMExports()
    Object.assign(prototype, { write, datasync, sync })
  }
}

/** All that lies in the folder. */
function digestOf(folder: string): string {
  const hash = createHash('sha256')
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile())
      hash.update(`${entry.parentPath}/${entry.name}\n`).update(readFileSync(join(entry.parentPath, entry.name)))
  return hash.digest('hex')
}

t.test('killed before any of its writes, and started again', { timeout: 1_200_000 }, async (t) => {
  const parent = await FakeParent.start(t)
  const folder = folderOf(t, files(parent.port))
  announceKey(folder, 'lab.test')
  const copies = folderOf(t, {})
  const killed: Killed[] = []
  const shown = new Map<string, Shown>()
  const seen = new Set<string>()
  const site = new Site(folder)
  t.teardown(() => site.stop())
  let isCopying = false
  const ends = await atEachWrite(() => {
    if (isCopying) return
    isCopying = true
    for (const one of shownBy(site)) shown.set(`${one.zone} ${one.serial}`, one)
    const digest = digestOf(folder)
    if (!seen.has(digest)) {
      seen.add(digest)
      const copy = join(copies, `${killed.length}`)
      cpSync(folder, copy, { recursive: true, filter: (path) => !path.endsWith('.sock') })
      killed.push({ folder: copy, says: parent.says, shown: [...shown.values()] })
    }
    isCopying = false
  })
  t.teardown(ends)
  await site.start()
  await until('it is said', () => said(site).length === 2)
  await until('the parent was asked', () => parent.asked > 0)
  const [begun, { serial }] = [killed.length, zoneIn(site, ZONES[0])]
  parent.says = { ds: keysOf(site, ZONES[1]).map((key) => dsOf(nameFromText(ZONES[1]), key)) }
  await site.reload()
  await until('it is said no more', () => said(site).length === 0)
  t.equal(zoneIn(site, ZONES[0]).serial, serial + 1)
  await site.stop()
  ends()
  // On a busy machine what waits a while for the disk has been written before the parent says something else.
  t.ok(begun > 5 && killed.length > begun, `${begun} moments, and ${killed.length - begun} more`)

  for (const [i, { folder, says, shown }] of killed.entries()) {
    parent.says = says
    const later = new Site(folder)
    t.teardown(() => later.stop())
    await later.start()
    const known = new Map(shown.map((one) => [`${one.zone} ${one.serial}`, one.text]))
    const last = new Map(shown.map((one) => [one.zone, one.serial]))
    const isRight = (when: string) => {
      for (const { zone, serial, text } of shownBy(later)) {
        const before = known.get(`${zone} ${serial}`)
        if (before !== undefined && before !== text) t.fail(`moment ${i}, ${when}: ${zone} ${serial} has two contents`)
        const newest = last.get(zone)
        if (newest !== undefined && serial !== newest && !isNewerSerial(serial, newest))
          t.fail(`moment ${i}, ${when}: ${zone} goes back from ${newest} to ${serial}`)
      }
    }
    isRight('at first')
    const wanted = says.ds === undefined ? 2 : 0
    await until(`moment ${i}: ${wanted} servers under which it is said`, () => said(later).length === wanted)
    isRight('in the end')
    for (const name of ZONES)
      t.equal(faultOf(zoneIn(later, name), keysOf(later, name), Math.floor(Date.now() / 1000), 1), undefined)
    await later.stop()
  }
})
