// A zone gets its first keys when no parent names any, and not before: until then it is served unsigned, and somebody is told why.

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { addZoneKeys, drawKeys, readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { english } from '../../src/signing/says.ts'
import { FakeParent, type Says } from '../support/fake-parent.ts'
import { folderOf } from '../support/janus.ts'
import { fault, isSigned, SIGNED_CONFIG, shown, startedSite } from '../support/signed-site.ts'
import type { Site } from '../support/site.ts'
import { until } from '../support/until.ts'

const KEYS = 'keys/zone/univ.example'
const SERVFAIL = 2

const config = (parents: readonly FakeParent[]) =>
  SIGNED_CONFIG.replace('parents: []', `parents: [${parents.map(({ port }) => `"127.0.0.1:${port}"`).join(', ')}]`)

async function startedBelow(t: Test, ...says: readonly Says[]) {
  const parents = await Promise.all(says.map(() => FakeParent.start(t)))
  parents.forEach((parent, i) => {
    parent.says = says[i]!
  })
  return { parents, site: await startedSite(t, config(parents)) }
}

function trouble(site: Site): string {
  const said = site.server.signing!.zoneAt(UNIV)?.trouble
  return said === undefined ? '' : english.text(said)
}
const UNIV = Uint8Array.from([4, ...Buffer.from('univ'), 7, ...Buffer.from('example'), 0])

function isLeftAlone(t: Test, site: Site, when: string): void {
  t.notOk(existsSync(join(site.folder, KEYS)), `${when}: no keys are made`)
  for (const view of ['internal', 'external']) t.notOk(isSigned(shown(site, view)), `${when}: ${view} is unsigned`)
}

const waits: readonly (readonly [what: string, says: readonly Says[], told: RegExp])[] = [
  ['the parent names a key', [{ tags: [4711] }], /the parent has a DS of a key that is not here .*import that key/],
  ['one of its servers does', [{}, { tags: [4711] }, {}], /the parent has a DS of a key that is not here/],
  ['the parent cannot be asked', [{ rcode: SERVFAIL }], /cannot ask its parent: .*SERVFAIL/],
  ['one of its servers cannot', [{}, { rcode: SERVFAIL }, {}], /cannot ask its parent: .*SERVFAIL/],
  ['one is no server of the parent', [{ flags: 0 }], /cannot ask its parent: .*is not authoritative for the parent/],
]

for (const [what, says, told] of waits)
  t.test(`${what}: no keys are made, over reloads and restarts too, until that is over`, async (t) => {
    const { parents, site } = await startedBelow(t, ...says)
    await until('it is told', () => told.test(trouble(site)))
    isLeftAlone(t, site, 'at the start')
    await site.reload()
    isLeftAlone(t, site, 'a reload')
    await site.restart()
    await until('it is told after a restart', () => told.test(trouble(site)))
    isLeftAlone(t, site, 'a restart')
    for (const parent of parents) parent.says = {}
    await site.reload()
    await until('it is signed', () => isSigned(shown(site, 'internal')) && isSigned(shown(site, 'external')))
    t.equal(fault(site), undefined)
  })

t.test('what lies in the state folder says that there have been keys, whatever else of it is gone', async (t) => {
  const site = await startedSite(t)
  await site.stop()
  const away = join(site.folder, 'away')
  mkdirSync(away)
  renameSync(join(site.folder, 'keys'), join(away, 'keys'))
  for (const file of ['kept', 'kept.made']) rmSync(join(site.folder, 'state', file), { recursive: true })
  await site.start()
  t.notOk(existsSync(join(site.folder, KEYS)), 'a signed image tells it')
  await site.stop()
  rmSync(join(site.folder, 'keys'), { recursive: true, force: true })
  renameSync(join(away, 'keys'), join(site.folder, 'keys'))
  await site.start()
  t.equal(fault(site), undefined)
})

t.test('a rollback while the parent is asked: what it says is not lost', async (t) => {
  const parent = await FakeParent.start(t)
  parent.isSlow = true
  const site = await startedSite(t, config([parent]))
  await until('the parent is asked', () => parent.asked === 1)
  site.write('out.zone', shownLines('2026010102'))
  await site.reload()
  await until('it is asked for whoever came with the reload', () => parent.asked === 2)
  t.notOk('code' in (await site.server.rollBack()), 'rolled back')
  parent.release()
  await until('it is signed', () => isSigned(shown(site, 'internal')) && isSigned(shown(site, 'external')))
  t.equal(fault(site), undefined)
})

const shownLines = (serial: string) => `$TTL 300\n@ SOA ns hostmaster ${serial} 1d 2h 4w 60\n@ NS ns\nns A 127.0.0.1\n`

t.test('the name of the zone may be as long as a name can be', (t) => {
  const name = `${`${'a'.repeat(61)}.`.repeat(4)}abcde`
  const folder = join(folderOf(t, {}), 'keys/zone', name)
  t.equal(name.length, 253)
  addZoneKeys(folder, undefined, drawKeys(['csk'], 13, []), { now: new Date() })
  t.equal(readZoneKeys(folder).kind, 'good')
  t.same(readdirSync(join(folder, '..')), [name], 'nothing else is left beside it')
  t.end()
})
