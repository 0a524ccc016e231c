// Whose text is whose: a file is shown to who may see all that is made of it, whatever others have got wrong, and to nobody else.

import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import type { Actor } from '../../src/operate/actor.ts'
import { seenReport } from '../../src/operate/report.ts'
import { Sight } from '../../src/operate/sight.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'

const zone = (lines: string) => `$TTL 60\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n${lines}\n`

const PARENT = zone('@ MX 10 www.dept\n; the parent alone')
const DEPT = zone('www CNAME host\nhost A 192.0.2.7')

const config = (more = '') => `listen: ["127.0.0.1:0"]
workers: 1
udp: portable
state: state
views: {everybody: [any]}
zones:
  univ.example: univ.zone
  dept.univ.example: dept.zone
${more}`

const dept: Actor = {
  ...{ ...everybody, who: 'dept' },
  zones: [{ name: nameFromText('dept.univ.example'), below: false, self: true }],
}

async function served(t: Test, files: Readonly<Record<string, string>>, more = '') {
  const site = new Site(folderOf(t, { 'janus.yaml': config(more), 'univ.zone': PARENT, 'dept.zone': DEPT, ...files }))
  await site.start()
  t.teardown(() => site.stop())
  const text = async (actor: Actor, name: string, file?: string) => {
    const options = { zone: name, view: 'everybody', ...(file !== undefined && { file: join(site.folder, file) }) }
    const { result, code } = await told(operatedOf(site.server), actor, { verb: 'file', options })
    return code ?? (result as { readonly text: string }).text
  }
  const sees = (file: string) => {
    const sight = new Sight(dept, site.server)
    return [sight.file(join(site.folder, file)), sight.servedFile(join(site.folder, file))]
  }
  const found = async (actor: Actor) => {
    const { result } = await told(operatedOf(site.server), actor, { verb: 'findings', options: {} })
    return (result as readonly { readonly rule: string }[]).map(({ rule }) => rule)
  }
  return { site, text, sees, found }
}

t.test('a mistake in one zone that names a line of another one hides that from nobody', async (t) => {
  const { text, sees, site, found } = await served(t, {})
  t.match(
    site.served.map(({ face, state }) => `${face} ${state}`),
    [/univ\.example.* refused/, /dept.* current/],
    'the one is refused',
  )
  const [mistake] = site.problems
  t.match(mistake, { rule: 'mx-to-cname', related: { place: { file: /dept\.zone$/ } } })
  t.equal(await text(dept, 'dept.univ.example'), DEPT)
  t.same(sees('dept.zone'), [true, true])
  t.same(sees('univ.zone'), [false, false])
  t.equal(await text(dept, 'univ.example'), 'no-zone')
  t.same(await found(dept), [])
  t.same(await found(everybody), ['mx-to-cname'])
})

t.test('what a load finds by a look at another zone is told to who may see that one', async (t) => {
  const names = {
    'univ.zone': zone('there A 192.0.2.8'),
    'dept.zone': `${DEPT}@ NS gone.univ.example.\nbelow NS ns.below\n`,
  }
  const { site, found } = await served(t, names)
  const inRRsets = async (actor: Actor) => {
    const options = { zone: 'dept.univ.example' }
    const { result } = await told(operatedOf(site.server), actor, { verb: 'rrsets', options })
    return [...JSON.stringify(result).matchAll(/"rule":"([^"]+)"/g)].map(([, rule]) => rule!)
  }
  for (const rules of [found, inRRsets]) {
    t.ok((await rules(everybody)).includes('ns-target-gone'))
    t.notOk((await rules(dept)).includes('ns-target-gone'))
    t.ok((await rules(dept)).includes('glue-missing'), 'what stands in his own zone alone is told')
  }
  site.write('dept.zone', `${DEPT}@ MX 10 gone.univ.example.\n@ MX 20 gone\n`)
  const report = await site.server.plan()
  const rules = async (actor: Actor) =>
    JSON.stringify((await seenReport(report, new Sight(actor, site.server), operatedOf(site.server))).refused)
  t.match(await rules(everybody), /gone\.univ\.example/)
  const seen = await rules(dept)
  t.match(seen, /gone\.dept\.univ\.example/)
  t.notMatch(seen, /gone\.univ\.example/)
})

t.test('how many more of a kind there are is told of his own zone alone', async (t) => {
  const many = (line: (i: number) => string) => Array.from({ length: 120 }, (_, i) => line(i)).join('\n')
  const other = many((i) => `m${i} MX 10 gone${i}.univ.example.`)
  const own = many((i) => `d${i} A 192.0.2.7\nd${i} CNAME host`)
  const { site } = await served(t, { 'univ.zone': zone(''), 'dept.zone': `${DEPT}${other}\n` })
  const rests = async (actor: Actor) => {
    const { result } = await told(operatedOf(site.server), actor, { verb: 'findings', options: {} })
    const found = result as readonly { readonly rule: string; readonly others?: number }[]
    return found.flatMap(({ rule, others }) => (others === undefined ? [] : [`${rule} ${others}`])).sort()
  }
  t.same(await rests(everybody), ['mx-target-gone 20'])
  t.same(await rests(dept), [])
  site.write('dept.zone', `${DEPT}${own}\n`)
  const report = await site.server.plan()
  const inPlan = async (actor: Actor) => {
    const { refused } = await seenReport(report, new Sight(actor, site.server), operatedOf(site.server))
    t.notOk('own' in refused[0]!, 'for nobody')
    return refused[0]!.findings.flatMap(({ rule, ...rest }) => ('others' in rest ? [rule] : [])).sort()
  }
  t.same(await inPlan(everybody), ['cname-and-other-data'])
  t.same(await inPlan(dept), ['cname-and-other-data'])
  await site.reload()
  t.same(await rests(dept), ['cname-and-other-data 20'])
})

t.test('a plan tells nothing of a zone that only the plan has to who may not see it', async (t) => {
  const { site } = await served(t, {})
  site.write('janus.yaml', config('  other.example: other.zone\n'))
  site.write('univ.zone', zone(''))
  site.write('other.zone', zone('there A 192.0.2.8'))
  site.write('dept.zone', `${DEPT}@ MX 10 gone.other.example.\n@ MX 20 gone\n`)
  const report = await site.server.plan()
  const operated = operatedOf(site.server)
  const whole = await seenReport(report, new Sight(everybody, site.server), operated)
  t.match(JSON.stringify(whole.refused), /gone\.other\.example/)
  t.notOk('beside' in whole, 'by what it is judged is for nobody')
  const seen = JSON.stringify((await seenReport(report, new Sight(dept, site.server), operated)).refused)
  t.match(seen, /gone\.dept\.univ\.example/)
  t.notMatch(seen, /other\.example/)
})

t.test('nor does it in a report of what a reload would do', async (t) => {
  const { site } = await served(t, { 'univ.zone': zone('') })
  site.write('univ.zone', PARENT)
  site.write('dept.zone', `${DEPT}host CNAME www\n`)
  const report = await site.server.plan()
  t.match(report, { refused: { length: 2 } })
  const operated = operatedOf(site.server)
  const seen = await seenReport(report, new Sight(dept, site.server), operated)
  t.match(seen.refused, [{ zone: 'dept.univ.example.', file: /dept\.zone$/, findings: [{ place: { line: 6 } }] }])
  t.notMatch(JSON.stringify(seen), /univ\.zone|the parent/)
  const whole = await seenReport(report, new Sight(everybody, site.server), operated)
  for (const face of whole.refused) t.notOk('files' in face, 'what was read is for nobody')
})

t.test(
  'a file that only a refused zone includes is hidden with it, whether or not something was found there',
  async (t) => {
    const parent = `$INCLUDE parts.inc\n${zone('www CNAME a\nwww A 192.0.2.9')}`
    const { sees, text } = await served(t, { 'univ.zone': parent, 'parts.inc': 'part 60 A 192.0.2.8\n' })
    t.same(sees('parts.inc'), [false, false])
    t.equal(await text(dept, 'dept.univ.example', 'parts.inc'), 'no-zone')
  },
)

t.test('and from who may see another zone that includes it too, with all of that zone', async (t) => {
  const shared = { 'parts.inc': 'part 60 A 192.0.2.8\n', 'dept.zone': `$INCLUDE parts.inc\n${DEPT}` }
  const broken = zone('www CNAME a\nwww A 192.0.2.9')
  const { site, text } = await served(t, { ...shared, 'univ.zone': broken })
  t.equal(await text(dept, 'dept.univ.example'), shared['dept.zone'])
  t.equal(await text(dept, 'dept.univ.example', 'parts.inc'), shared['parts.inc'])
  site.write('univ.zone', `$INCLUDE parts.inc\n${broken}`)
  await site.reload()
  t.equal(await text(dept, 'dept.univ.example'), 'no-zone')
  t.equal(await text(everybody, 'dept.univ.example'), shared['dept.zone'])
})

t.test('what a reload has read that was refused as a whole is hidden as what is served', async (t) => {
  const { site, sees, text } = await served(t, { 'univ.zone': zone('') }, 'reload: atomic\n')
  site.write('new.inc', 'part 60 A 192.0.2.8\n')
  site.write('univ.zone', `$INCLUDE new.inc\n${zone('')}`)
  site.write('dept.zone', `${DEPT}host CNAME www\n`)
  t.match(await site.reload(), { outcome: 'refused' })
  t.same(sees('new.inc'), [false, false])
  t.match(await text(dept, 'dept.univ.example'), /host CNAME www/, 'the other one reads what he has to mend')
})
