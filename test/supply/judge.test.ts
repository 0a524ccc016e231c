// The rules of now and this program have judged whatever is served, however long ago its text was read.

import t, { type Test } from 'tap'
import { rules } from '../../src/check/rules/index.ts'
import { rulesFor, type Severities } from '../../src/check/ruleset.ts'
import { digestOf, judgeOf } from '../../src/supply/judge.ts'
import { exampleText, exampleZones, problemsOfView } from '../check/harness.ts'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'

const zone = `$TTL 3600
@ SOA ns hostmaster 1 7200 900 1209600 300
@ NS ns
@ NS ns.example.net.
ns A 192.0.2.1
hidden 0 A 192.0.2.2
`

/** janus.yaml for this one zone; `rules` as it writes them. */
function config(rules = '{}'): string {
  return `listen: ["127.0.0.1:0"]\nudp: portable\nstate: state\nviews: {in: [any]}\nzones: {a.example: a.zone}\nrules: ${rules}\n`
}

async function siteIn(t: Test): Promise<Site> {
  const site = new Site(folderOf(t, { 'janus.yaml': config(), 'a.zone': zone }))
  t.teardown(() => site.stop())
  await site.start()
  return site
}

/** Whether the zone came from the state folder. */
function isFromState({ server }: Site): boolean {
  return server.current.candidate.loaded.faces[0]!.inState
}

function found({ served }: Site): string[] {
  return served.map(({ state, findings }) => `${state}: ${findings.map((text) => text.split(' ')[2]).join()}`)
}

t.test('a file that has not changed is judged by a rule that counts since', async (t) => {
  const site = await siteIn(t)
  t.same(found(site), ['current: '])
  site.write('janus.yaml', config('{ttl-zero: error}'))
  const report = await site.reload()
  t.equal(report.good, false)
  t.same(found(site), ['stale-source: ttl-zero'], 'at a reload')
  await site.restart()
  t.same(found(site), ['stale-source: ttl-zero'], 'at a start')
  site.write('janus.yaml', config())
  await site.reload()
  t.same(found(site), ['current: '], 'and the other way')
  await site.restart()
  t.same(found(site), ['current: '], 'at a start too')
})

t.test('what another program judged is judged again, and then believed', async (t) => {
  const site = await siteIn(t)
  await site.restart()
  t.equal(isFromState(site), true, 'of the same program')
  site.program = 'b'
  await site.restart()
  t.equal(isFromState(site), false, 'of another')
  await site.restart()
  t.equal(isFromState(site), true, 'of this one now')
})

t.test('rules that refuse more keep nothing from being believed', async (t) => {
  const site = await siteIn(t)
  site.write('janus.yaml', config('{ttl-long: error}'))
  const report = await site.reload()
  t.equal(report.outcome, 'unchanged')
  await site.restart()
  t.equal(isFromState(site), true, 'a reload that changed nothing else has kept what they said')
  site.write('janus.yaml', config('{rrsig-expired: error}'))
  await site.restart()
  t.equal(isFromState(site), false, 'other rules')
  await site.restart()
  t.equal(isFromState(site), false, 'and what depends on the hour is asked each time')
})

t.test('a judge is its program, its rules and their severities', async (t) => {
  const of = (severities: Severities, program = 'a') => judgeOf(rulesFor('load', severities), program)
  t.equal(of({}), of({}))
  t.not(of({}), of({}, 'b'))
  t.not(of({}), of({ 'ttl-long': 'error' }))
  t.not(of({ 'ttl-long': 'error' }), of({ 'ttl-zero': 'error' }))
  t.equal(of({ 'rrsig-soon': 'error' }), undefined)
})

t.test('a program is another one when a word of its code is', async (t) => {
  const folder = t.testdir({ 'a.ts': '1', b: { 'c.ts': '2' }, 'notes.txt': '' })
  const before = digestOf(folder)
  t.equal(digestOf(t.testdir({ 'a.ts': '1', b: { 'c.ts': '2' }, 'notes.txt': 'more' })), before)
  t.not(digestOf(t.testdir({ 'a.ts': '1', b: { 'c.ts': '3' } })), before)
  t.not(digestOf(t.testdir({ 'a.ts': '1', b: { 'd.ts': '2' } })), before)
})

t.test('the rules that look at the clock are those that say so', async (t) => {
  const all = rulesFor('zonecheck')
  const decade = 10 * 365 * 86400
  const differs = rules.filter((rule) =>
    (['bad', 'good'] as const).some((kind) => {
      const zones = exampleZones(rule, exampleText(rule, kind))
      const asked = [-decade, 0, decade].map((later) => {
        const now = Date.UTC(2026, 0, 2, 12) / 1000 + later
        return problemsOfView(zones, { ...rule.view, now, rules: all.filter((one) => one.rule === rule) }).length
      })
      return new Set(asked).size > 1
    }),
  )
  t.same(
    differs.map(({ name }) => name),
    rules.filter(({ asksTime }) => asksTime).map(({ name }) => name),
  )
})
