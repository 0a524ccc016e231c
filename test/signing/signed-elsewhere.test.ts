// Zones that somebody else has signed, and that are to be signed here without a parent to ask: no keys are made beside those that
// resolvers may trust.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { addZoneKeys, readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import type { ZoneKey } from '../../src/sign/zone-key.ts'
import { english } from '../../src/signing/says.ts'
import { zoneLines } from '../support/signed.ts'
import { fault, INSIDE, isSigned, SIGNED_CONFIG, shown, signedSite, startedSite } from '../support/signed-site.ts'
import type { Site } from '../support/site.ts'

const PLAIN_CONFIG = SIGNED_CONFIG.replace(/sign: .*\n/, '')
const KEYS = 'keys/zone/univ.example'

/** A key that is not here, and the inner face as whoever has it signs it: made once, for a start costs time. */
const theirs: { text: string; keys: readonly ZoneKey[] } = { text: '', keys: [] }

t.before(async () => {
  const site = await startedSite(t)
  const read = readZoneKeys(join(site.folder, KEYS))
  if (read.kind !== 'good') throw new Error('there are no keys')
  Object.assign(theirs, { text: `${zoneLines(shown(site, 'internal')).join('\n')}\n`, keys: read.keys })
  await site.stop()
})

function trouble(site: Site): string {
  const said = site.server.signing!.status.flatMap(({ face }) => (face.trouble ? english.text(face.trouble) : []))
  return said.join()
}

function holdsBack(t: Test, site: Site, what: string): void {
  t.equal(existsSync(join(site.folder, KEYS)), false, `${what}: no keys`)
  t.equal(isSigned(shown(site, 'external')), false, `${what}: unsigned`)
  t.match(trouble(site), /import them \("janus dnssec import univ\.example\.? K\*\.private"\)/, what)
}

async function startedWith(t: Test, inside: string, config: string): Promise<Site> {
  const site = signedSite(t)
  site.write('in.zone', inside)
  site.write('janus.yaml', config)
  await site.start()
  return site
}

function nameUnderSign(site: Site): void {
  site.write('in.zone', INSIDE)
  site.write('janus.yaml', SIGNED_CONFIG)
}

t.test('what was served until the reload tells that somebody else has keys', async (t) => {
  const site = await startedWith(t, theirs.text, PLAIN_CONFIG)
  nameUnderSign(site)
  await site.reload()
  holdsBack(t, site, 'reload')
  await site.reload()
  holdsBack(t, site, 'another one')
})

t.test('what was served at the end of the last run tells it', async (t) => {
  const site = await startedWith(t, theirs.text, PLAIN_CONFIG)
  await site.stop()
  nameUnderSign(site)
  await site.start()
  holdsBack(t, site, 'start')
})

t.test('it is on record, until the keys are imported', async (t) => {
  const site = await startedWith(t, theirs.text, SIGNED_CONFIG)
  holdsBack(t, site, 'signed still')
  nameUnderSign(site)
  await site.reload()
  holdsBack(t, site, 'signed no more')
  await site.restart()
  holdsBack(t, site, 'after a restart')
  addZoneKeys(join(site.folder, KEYS), undefined, theirs.keys, { now: new Date(), isImported: true })
  await site.reload()
  t.equal(fault(site), undefined)
  t.equal(trouble(site), '')
})

t.test('who takes the zone out of sign and serves it unsigned says that nobody trusts other keys', async (t) => {
  const key = Buffer.alloc(64, 1).toString('base64')
  const site = await startedWith(t, `${INSIDE}@ DNSKEY 257 3 13 ${key}\n`, SIGNED_CONFIG)
  holdsBack(t, site, 'a key without signatures')
  nameUnderSign(site)
  site.write('janus.yaml', PLAIN_CONFIG)
  await site.reload()
  site.write('janus.yaml', SIGNED_CONFIG)
  await site.reload()
  t.equal(fault(site), undefined)
  t.equal(trouble(site), '')
})

t.test('a face that is to stay as it comes tells nothing of the others', async (t) => {
  const site = signedSite(t)
  site.write('out.zone', theirs.text)
  site.write(
    'janus.yaml',
    `${SIGNED_CONFIG}unsigned-faces: [{zone: univ.example, view: external, reason: theirs, until: 2099-01-01}]\n`,
  )
  await site.start()
  t.equal(existsSync(join(site.folder, KEYS)), true)
  t.equal(isSigned(shown(site, 'internal')), true)
})
