// What a plan shows is what its hash does: whatever would come to something else has another one, and is not done by this one.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Actor } from '../../src/operate/actor.ts'
import { plan } from '../../src/operate/verbs/plan.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { campus, campusZone } from '../support/small-campus.ts'

type Plan = { readonly hash: string; readonly outcome: string; readonly options?: readonly string[] }

async function siteOf(t: Test) {
  const site = new Site(folderOf(t, campus()))
  await site.start()
  t.teardown(() => site.stop())
  const ask = (verb: string, options: object = {}, actor = everybody, operated = operatedOf(site.server)) =>
    told(operated, actor, { verb, options })
  const planned = async () => (await ask('plan')).result as Plan
  return { site, ask, planned, config: readFileSync(join(site.folder, 'janus.yaml'), 'utf8') }
}

const lines = (count: number, last = 1) =>
  Array.from({ length: count }, (_, i) => `h${i} A 192.0.2.${i === count - 1 ? last : 1}\n`).join('')

t.test('a configuration that says something else is another plan, whatever zones change', async (t) => {
  const { site, ask, planned, config } = await siteOf(t)
  site.write('in.zone', campusZone('internal', { serial: 2, host: 11 }))
  const seen = await planned()
  t.notHas(seen, { options: [] })
  const others: readonly (readonly [what: string, text: string, options: readonly string[] | undefined])[] = [
    ['a client more in the view inside', config.replace('[127.0.0.1]', '[127.0.0.1, 192.0.2.0/24]'), ['views']],
    [
      'the address of who may fetch',
      `${config}transfers: [{from: [192.0.2.7], zones: [univ.example]}]\n`,
      ['transfers'],
    ],
    ['who may change', `${config}updates: [{from: [127.0.0.1], zones: [univ.example]}]\n`, ['updates']],
    ['a limit', `${config}edns-buffer-size: 1400\n`, ['edns-buffer-size']],
    ['a comment', `# nothing else\n${config}`, undefined],
    ['the same in other words', config.replace('[127.0.0.1]', '[127.0.0.1/32]'), undefined],
  ]
  for (const [what, text, options] of others) {
    site.write('janus.yaml', text)
    const other = await planned()
    t.equal(other.outcome, 'switched', what)
    t.strictSame(other.options, options, what)
    t.equal(other.hash === seen.hash, options === undefined, what)
    if (options === undefined) continue
    t.match(await ask('apply', { hash: seen.hash }), { kind: 'error', code: 'moved' }, what)
    t.match(plan.told(other)?.text({ colour: false }), `hold with the reload: ${options}`)
  }
  t.equal(site.server.current.candidate.settings.views[0]!.prefixes.length, 1)
  site.write('janus.yaml', config)
  t.match(await ask('apply', { hash: seen.hash }), { kind: 'one', result: { outcome: 'switched' } })
  t.match(await ask('apply', { hash: seen.hash }), { kind: 'error', code: 'moved' }, 'once')
})

t.test('what is too long to be listed has a hash that is its own', async (t) => {
  const { site, ask, planned } = await siteOf(t)
  site.write('in.zone', campusZone('internal', { serial: 2, more: lines(3000) }))
  const seen = await planned()
  t.equal((await planned()).hash, seen.hash, 'made twice it is the same')
  site.write('in.zone', campusZone('internal', { serial: 2, more: lines(3000, 2) }))
  t.not((await planned()).hash, seen.hash, 'the last record is another one')
  t.match(await ask('apply', { hash: seen.hash }), { kind: 'error', code: 'moved' })
})

t.test('zones that go, come or break between plan and apply are another plan', async (t) => {
  const { site, ask, planned, config } = await siteOf(t)
  site.write('other.zone', campusZone('external', { serial: 2 }))
  const seen = await planned()
  const changes: readonly (readonly [what: string, make: () => void])[] = [
    ['a zone goes', () => site.write('janus.yaml', config.replace('  other.example: other.zone\n', ''))],
    ['a zone comes', () => site.write('janus.yaml', `${config}  new.example: other.zone\n`)],
    [
      'it goes from one view',
      () =>
        site.write('janus.yaml', config.replace('other.example: other.zone', 'other.example: {internal: other.zone}')),
    ],
    ['its file breaks', () => site.write('other.zone', 'no zone')],
    ['another file breaks', () => site.write('in.zone', 'no zone')],
    ['the configuration breaks', () => site.write('janus.yaml', 'zones: [')],
  ]
  for (const [what, make] of changes) {
    make()
    t.match(await ask('apply', { hash: seen.hash }), { kind: 'error', code: 'moved' }, what)
    site.write('janus.yaml', config)
    site.write('in.zone', campusZone('internal'))
    site.write('other.zone', campusZone('external', { serial: 2 }))
  }
  const [one, other] = await Promise.all([ask('apply', { hash: seen.hash }), ask('apply', { hash: seen.hash })])
  t.match([one, other], [{ kind: 'one' }, { kind: 'error', code: 'moved' }], 'of two at once one does it')
})

t.test('a plan is none any more when its configuration was taken up, though that made no generation', async (t) => {
  const { site, ask, config } = await siteOf(t)
  const operated = operatedOf(site.server)
  site.write('janus.yaml', `${config}generations: 9\n`)
  const { result } = await ask('plan', {}, everybody, operated)
  t.match(result, { outcome: 'unchanged', options: ['generations'] })
  t.match(await ask('plan-last', {}, everybody, operated), { result: { moved: false } })
  t.match(await ask('apply', { hash: (result as Plan).hash }, everybody, operated), {
    result: { outcome: 'unchanged' },
  })
  t.match(await ask('plan-last', {}, everybody, operated), { result: { moved: true } })
})

t.test('a plan quotes no file that is to be shared with a view that is not seen', async (t) => {
  const { site, ask, config } = await siteOf(t)
  const outside: Actor = { ...everybody, views: new Set(['external']) }
  const operated = operatedOf(site.server)
  const shown = async () => {
    await ask('plan', {}, everybody, operated)
    const [plan, last] = [await ask('plan', {}, outside, operated), await ask('plan-last', {}, outside, operated)]
    return {
      refused: (plan.result as { readonly refused: readonly object[] }).refused,
      all: JSON.stringify([plan, last]),
    }
  }
  const inside = campusZone('external', { serial: 2, more: '$VIEW internal\nmarker A 10.66\n' })
  const apart = '{internal: in.zone, external: out.zone}'
  t.ok(config.includes(apart))
  site.write('out.zone', campusZone('external', { serial: 2, more: 'his A 10.66\n' }))
  t.match(await shown(), { refused: [{ view: 'external', file: /out\.zone/, findings: [{ source: 'his A 10.66' }] }] })
  for (const file of ['out.zone', 'new.zone']) {
    site.write(file, inside)
    site.write('janus.yaml', config.replace(apart, file))
    const { refused, all } = await shown()
    t.match(refused, [{ view: 'external', findings: [] }], file)
    t.notMatch(all, /marker|new\.zone|internal/, file)
  }
  site.write('janus.yaml', config.replace(apart, 'out.zone'))
  await ask('plan', {}, everybody, operated)
  site.write('out.zone', campusZone('external', { serial: 3 }))
  site.write('janus.yaml', config.replace(apart, '{external: out.zone}'))
  await site.reload()
  t.notMatch(JSON.stringify(await ask('plan-last', {}, outside, operated)), /marker|internal/, 'nor an old plan')
})
