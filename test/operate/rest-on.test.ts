// Changes that rest on what was read: of two that rest on the same, one is done, whatever is under way when they are asked for.

import t, { type Test } from 'tap'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'

const zone = (serial: number) => `$TTL 60\n@ SOA ns hostmaster ${serial} 1h 10m 1d 1m\n@ NS ns\nns A 192.0.2.1\n`

async function siteOf(t: Test) {
  const site = new Site(
    folderOf(t, {
      'janus.yaml': `listen: [127.0.0.1:0]
udp: portable
state: state
views: {campus: [any]}
zones: {example.com: {campus: example.zone}}
`,
      'example.zone': zone(1),
    }),
  )
  await site.start()
  t.teardown(() => site.stop())
  const operated = operatedOf(site.server)
  const ask = (verb: string, revision?: string, options: object = {}) =>
    told(operated, everybody, { verb, options, ...(revision !== undefined && { revisions: [revision] }) })
  const revision = async () => String((await ask('health')).revision)
  /** Something to go back to. */
  for (const serial of [2, 3]) {
    site.write('example.zone', zone(serial))
    await site.reload()
  }
  site.write('example.zone', zone(4))
  return { site, ask, revision }
}

const pairs = [
  ['reload', 'reload'],
  ['reload', 'rollback'],
  ['rollback', 'reload'],
  ['rollback', 'rollback'],
] as const

for (const [one, other] of pairs)
  t.test(`a ${one} and a ${other} that rest on the same: the first is done`, async (t) => {
    const { ask, revision } = await siteOf(t)
    const read = await revision()
    const [first, second] = await Promise.all([ask(one, read), ask(other, read)])
    t.match(first, { kind: 'one' })
    t.match(second, { kind: 'error', code: 'moved', error: /what is served has changed since you looked/ })
    t.equal(second.revision, first.revision, 'it is told what is served by now')
    t.match(await ask(other, String(second.revision)), { kind: 'one' })
  })

t.test('one that rests on what a reload under way replaces is not done', async (t) => {
  const { site, ask, revision } = await siteOf(t)
  const read = await revision()
  const [, change] = await Promise.all([site.reload(), ask('rollback', read)])
  t.match(change, { kind: 'error', code: 'moved' })
})

t.test('those that rest on nothing share a reload as before, and a plan says what it was made from', async (t) => {
  const { site, ask, revision } = await siteOf(t)
  const [first, second, plan] = await Promise.all([ask('reload'), ask('reload'), ask('plan')])
  t.match(first, { kind: 'one', result: { outcome: 'switched' } })
  t.same(second.result, first.result)
  t.equal(plan.revision, await revision(), 'not what was served when it was asked for')
  site.write('example.zone', zone(5))
  t.match(await ask('reload', String(plan.revision)), { kind: 'one', result: { outcome: 'switched' } })
})
