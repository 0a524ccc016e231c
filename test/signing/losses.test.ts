// What a server does with signed zones when something is lost, wrong, or wanted otherwise: what was signed stays, nothing is made in the
// place of keys, and nothing that was signed is served unsigned.

import { chmodSync, existsSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { isNewerSerial } from '../../src/dns/serial.ts'
import { Type } from '../../src/dns/types.ts'
import { addZoneKeys, drawKeys, readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { english } from '../../src/signing/says.ts'
import { APEX, NONE } from '../../src/zone/zone.ts'
import { FakeParent } from '../support/fake-parent.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { zoneLines } from '../support/signed.ts'
import {
  fault,
  INSIDE,
  isSigned,
  SIGNED_CONFIG,
  setAhead,
  shown,
  signedSite,
  startedSite,
} from '../support/signed-site.ts'

const DAY = 86_400

t.afterEach(() => setAhead(undefined))

t.test('a zone whose keys are gone is served on as it was signed, and gets no others', async (t) => {
  const site = await startedSite(t)
  const before = zoneLines(shown(site, 'internal'))
  await site.stop()
  renameSync(join(site.folder, 'keys'), join(site.folder, 'away'))
  site.write('in.zone', `${INSIDE}new A 10.0.0.9\n`)
  await site.start()
  t.same(zoneLines(shown(site, 'internal')), before)
  t.notOk(existsSync(join(site.folder, 'keys/zone/univ.example')))
  t.ok(site.said.some((line) => line.includes('no other keys are made')))
  await site.stop()
  // Nor without the image: then its names get SERVFAIL.
  rmSync(join(site.folder, 'state/signed'), { recursive: true })
  await site.start()
  t.throws(() => shown(site, 'internal'), /nothing is served/)
  await site.stop()
  renameSync(join(site.folder, 'away'), join(site.folder, 'keys'))
  await site.start()
  t.equal(fault(site), undefined)
  t.ok(zoneLines(shown(site, 'internal')).some((line) => line.startsWith('new.')))
})

t.test('a reload sees that files of keys are lost, and that they are back', async (t) => {
  const site = await startedSite(t)
  const folder = join(site.folder, 'keys/zone/univ.example')
  const [file] = readdirSync(folder).filter((file) => file.endsWith('.pem'))
  const [path, away] = [join(folder, file!), join(site.folder, 'away.pem')]
  const losses = [
    {
      lose: () => renameSync(path, away),
      mend: () => renameSync(away, path),
      says: /pem is gone; no other keys are made/,
    },
    { lose: () => chmodSync(path, 0o644), mend: () => chmodSync(path, 0o600), says: /other users may read or change/ },
  ]
  for (const [i, { lose, mend, says }] of losses.entries()) {
    lose()
    await site.reload()
    t.ok(site.said.some((line) => says.test(line)))
    mend()
    site.write('in.zone', `${INSIDE}new${i} A 10.0.0.9\n`)
    await site.reload()
    t.equal(fault(site), undefined)
    t.ok(zoneLines(shown(site, 'internal')).some((line) => line.startsWith(`new${i}.`)))
  }
})

t.test('what has been signed between the loss and the reload hides nothing', async (t) => {
  const site = await startedSite(t)
  const folder = join(site.folder, 'keys/zone/univ.example')
  const [file] = readdirSync(folder).filter((file) => file.endsWith('.pem'))
  renameSync(join(folder, file!), join(site.folder, 'away.pem'))
  const rrsets = [
    { name: 'new.univ.example.', type: 'TXT', ttl: 60, changetype: 'REPLACE', records: [{ content: '"x"' }] },
  ]
  const options = { zone: 'univ.example', views: ['internal'], rrsets }
  t.match(await told(operatedOf(site.server), everybody, { verb: 'change', options }), { kind: 'one' })
  t.ok(isSigned(shown(site, 'internal')), 'out of memory')
  await site.reload()
  t.ok(site.said.some((line) => /pem is gone; no other keys are made/.test(line)))
})

t.test('a key that others can read is not used', async (t) => {
  const site = await startedSite(t)
  const before = zoneLines(shown(site, 'internal'))
  const folder = join(site.folder, 'keys/zone/univ.example')
  await site.stop()
  for (const file of readdirSync(folder).filter((file) => file.endsWith('.pem'))) chmodSync(join(folder, file), 0o644)
  await site.start()
  t.same(zoneLines(shown(site, 'internal')), before)
  t.ok(site.said.some((line) => line.includes('other users may read or change')))
})

t.test('a zone that has been served signed is signed on, whatever the configuration says', async (t) => {
  const site = await startedSite(t)
  site.write('janus.yaml', SIGNED_CONFIG.replace(/sign: .*\n/, ''))
  site.write('in.zone', `${INSIDE}new A 10.0.0.9\n`)
  await site.reload()
  t.equal(fault(site), undefined)
  t.ok(zoneLines(shown(site, 'internal')).some((line) => line.startsWith('new.')))
  await site.restart()
  t.equal(fault(site), undefined)
  t.ok(site.said.some((line) => line.includes('is still signed')))
})

t.test('a clock that was set back signs nothing', async (t) => {
  setAhead(30 * DAY)
  const site = await startedSite(t)
  const before = zoneLines(shown(site, 'internal'))
  setAhead(0)
  site.write('in.zone', `${INSIDE}new A 10.0.0.9\n`)
  await site.reload()
  t.same(zoneLines(shown(site, 'internal')), before)
  t.ok(site.said.some((line) => line.includes('clock --accept')))
})

t.test('sign is given to a zone that is served, and taken up by a reload', async (t) => {
  const site = await startedSite(t, SIGNED_CONFIG.replace(/sign: .*\n/, ''))
  const { serial } = shown(site, 'internal')
  t.notOk(isSigned(shown(site, 'internal')))
  site.write('janus.yaml', SIGNED_CONFIG)
  await site.reload()
  t.equal(fault(site), undefined)
  t.ok(isNewerSerial(shown(site, 'internal').serial, serial))
})

t.test('a face may stay unsigned, and denial may differ from face to face', async (t) => {
  const unsigned = 'unsigned-faces: [{zone: univ.example, view: internal, reason: told, until: 2999-12-31}]\n'
  const site = await startedSite(t, SIGNED_CONFIG + unsigned)
  t.notOk(isSigned(shown(site, 'internal')))
  t.ok(isSigned(shown(site, 'external')))
  site.write('janus.yaml', SIGNED_CONFIG.replace('parents: []', 'parents: [], denial: {external: nsec3}, zonemd: true'))
  await site.reload()
  t.equal(fault(site), undefined)
  t.equal(shown(site, 'internal').denial, 'nsec')
  t.equal(shown(site, 'external').denial, 'nsec3')
  t.not(shown(site, 'external').rrset(APEX, Type.ZONEMD), NONE)
})

t.test('keys that somebody imports while the parent is asked are not replaced', async (t) => {
  const parent = await FakeParent.start(t)
  parent.isSlow = true
  const site = await startedSite(t, SIGNED_CONFIG.replace('parents: []', `parents: ["127.0.0.1:${parent.port}"]`))
  const folder = join(site.folder, 'keys/zone/univ.example')
  while (parent.asked === 0) await setImmediate()
  t.notOk(existsSync(folder))
  const [key] = drawKeys(['csk'], 15, [])
  addZoneKeys(folder, undefined, [key!], { now: new Date(), isImported: true })
  parent.release()
  while (!isSigned(shown(site, 'internal'))) await setImmediate()
  t.match(readZoneKeys(folder), { keys: [{ algorithm: 15, tag: key!.tag }] })
  t.equal(fault(site), undefined)
})

t.test('keys are made once, however often the configuration is read while the parent is asked', async (t) => {
  const parent = await FakeParent.start(t)
  parent.isSlow = true
  const asks = SIGNED_CONFIG.replace('parents: []', `parents: ["127.0.0.1:${parent.port}"]`)
  const site = await startedSite(t, asks)
  for (const validity of ['15d', '16d']) {
    site.write('janus.yaml', asks.replace('parents', `validity: ${validity}, parents`))
    await site.reload()
  }
  while (parent.asked < 3) await setImmediate()
  parent.release()
  while (!isSigned(shown(site, 'internal'))) await setImmediate()
  t.equal(readdirSync(join(site.folder, 'keys/zone/univ.example')).length, 2, 'one key, and what is known of it')
  t.equal(fault(site), undefined)
})

t.test('check makes no keys', async (t) => {
  const site = signedSite(t)
  await site.fresh()
  t.notOk(existsSync(join(site.folder, 'keys')))
  t.notOk(existsSync(join(site.folder, 'state')))
})

t.test('a zone whose folder of keys leads to that of another one is not signed with these', async (t) => {
  const both = SIGNED_CONFIG.replace('zones: {', 'zones: {lab.example: in.zone, ').replace(
    'sign: {',
    'sign: {lab.example: {parents: []}, ',
  )
  const site = await startedSite(t)
  const keys = join(site.folder, 'keys/zone')
  symlinkSync('univ.example', join(keys, 'lab.example'))
  site.write('janus.yaml', both)
  await site.reload()
  const lab = site.server.signing!.zoneAt(nameFromText('lab.example.'))!
  t.equal(lab.keys.kind, 'faulty')
  t.match(english.text(lab.trouble!), /is a link to the keys of univ\.example\.: give each zone a folder of its own/)
  t.equal(site.server.signing!.zoneAt(nameFromText('univ.example.'))!.keys.kind, 'good')
  rmSync(join(keys, 'lab.example'))
  await site.reload()
  t.equal(readZoneKeys(join(keys, 'lab.example')).kind, 'good', 'it has keys of its own')
})
