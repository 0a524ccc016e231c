// Janus does not check a good view again while its files and its rules are the same.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { rulesFor } from '../../src/check/ruleset.ts'
import { StateFolder } from '../../src/state/state-folder.ts'
import { loadViews, plainFile, type ReadFile, readFile } from '../../src/supply/load.ts'
import { viewIdentity } from '../../src/supply/view-identity.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import type { Settings } from '../../src/text/config/settings.ts'

const top = '$TTL 1h\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\n@ NS ns.example.net.\nns A 192.0.2.1\n'
const rules = rulesFor('load')

function settingsOf(test: Pick<typeof t, 'testdir'>, records: string): Settings {
  const folder = test.testdir({
    'janus.yaml': 'views:\n  inside: [any]\nzones:\n  a.example: a.zone\n  b.example: b.zone\n',
    'a.zone': `${top}${records}\n`,
    'b.zone': top,
  })
  return loadConfig(join(folder, 'janus.yaml')).settings!
}

/** What is known of a file read some time ago; `changed` as SourceFile has it. */
function known(changed = '17'): (...args: Parameters<typeof readFile>) => ReadFile {
  return (path, origin, rules) => {
    const source = { asked: path.path, path: path.path, size: 1, changed, inode: '2', hash: '' }
    return { ...readFile(path, origin, rules), madeOf: [source] } as ReadFile
  }
}

t.test('what was found good is believed; nothing else is', async (t) => {
  const settings = settingsOf(t, '@ MX 10 gone.b.example.')
  const broken = loadViews(settings, { read: known() })
  t.same(
    broken.faces.flatMap(({ problems }) => problems.map(({ rule }) => rule)),
    ['mx-target-gone'],
  )
  t.same(broken.good, [])
  const members = settings.zones.map((zone) => ({
    name: zone.name,
    file: known()(plainFile(zone.faces[0]!)!, zone.origin, rules),
  }))
  const identity = viewIdentity(rules, settings.views[0]!, members)!
  const believed = loadViews(settings, { read: known(), good: new Set([identity]) })
  t.same(
    believed.faces.flatMap(({ problems }) => problems),
    [],
  )
  t.same(believed.good, [identity])
  const later = loadViews(settings, { read: known('18'), good: new Set([identity]) })
  t.equal(later.faces.flatMap(({ problems }) => problems).length, 1, 'a file that was written to since is another')
})

t.test('a good view is known again by what it is made of', async (t) => {
  const settings = settingsOf(t, '@ MX 10 ns')
  const { good } = loadViews(settings, { read: known() })
  t.equal(good?.length, 1)
  t.same(loadViews(settings, { read: known() }).good, good)
  t.same(loadViews(settings).good, [], 'not where nobody knows what it is made of')
  t.same(loadViews(settings, { read: known('') }).good, [], 'or when that changed last')
  const [view] = settings.views
  const members = [
    { name: 'a.example.', file: known()(plainFile(settings.zones[0]!.faces[0]!)!, settings.zones[0]!.origin, rules) },
  ]
  const identity = viewIdentity(rules, view!, members)
  t.not(viewIdentity(rules.slice(1), view!, members), identity, 'other rules')
  t.not(viewIdentity(rules, { ...view!, public: !view!.public }, members), identity, 'other clients')
  t.not(viewIdentity(rules, view!, [...members, ...members]), identity, 'other zones')
})

t.test('good views outlive the server, but not its program', async (t) => {
  const path = t.testdir({ zones: {} })
  const state = new StateFolder(path)
  t.same([...state.goodViews('1')], [])
  state.keepGoodViews('1', ['a', 'b'])
  t.same([...state.goodViews('1')], ['a', 'b'])
  t.same([...state.goodViews('2')], [])
  for (const damaged of ['{', '[]', '{"program":"1","views":7}', 'null']) {
    writeFileSync(join(path, 'zones/good-views.json'), damaged)
    t.same([...state.goodViews('1')], [], damaged)
  }
})
