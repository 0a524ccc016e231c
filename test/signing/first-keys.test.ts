// A zone gets its first keys when no parent names any, and not before: until then it is served unsigned, and somebody is told why.

import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { english } from '../../src/signing/says.ts'
import { FakeParent, type Says } from '../support/fake-parent.ts'
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
  ['the parent names a key', [{ tags: [4711] }], /the parent names a key of it .*import that key/],
  ['one of its servers does', [{}, { tags: [4711] }, {}], /the parent names a key of it/],
  ['the parent cannot be asked', [{ rcode: SERVFAIL }], /its parent cannot be asked: .*SERVFAIL/],
  ['one of its servers cannot', [{}, { rcode: SERVFAIL }, {}], /its parent cannot be asked: .*SERVFAIL/],
  ['one is no server of the parent', [{ flags: 0 }], /its parent cannot be asked: .*does not answer for the parent/],
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
