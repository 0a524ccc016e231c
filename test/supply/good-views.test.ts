// Janus does not check a good view again while its files and its rules are the same.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { rulesFor } from '../../src/check/ruleset.ts'
import { StateFolder } from '../../src/state/state-folder.ts'
import { goodViews, type LoadedViews, loadingViews } from '../../src/supply/load.ts'
import { fileKey } from '../../src/supply/pipeline.ts'
import type { ReadZone } from '../../src/supply/read-zone.ts'
import { atOnce } from '../../src/supply/slices.ts'
import { viewIdentity } from '../../src/supply/view-identity.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import type { Settings } from '../../src/text/config/settings.ts'
import { filesOf } from '../support/load.ts'

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

/** Files read some time ago; `changed` as SourceFile has it. */
function known(settings: Settings, changed = '17'): Map<string, ReadZone> {
  const files = [...filesOf(settings)].map(([key, file]): [string, ReadZone] => {
    const source = { asked: key, path: key, size: 1, changed, inode: '2', hash: '' }
    return [key, file.subject ? { ...file, madeOf: [source] } : file]
  })
  return new Map(files)
}

function loadKnown(settings: Settings, files: Map<string, ReadZone>, good?: ReadonlySet<string>): LoadedViews {
  return atOnce(loadingViews(settings, files, good ? { good } : {}))
}

t.test('what was found good is believed; nothing else is', async (t) => {
  const settings = settingsOf(t, '@ MX 10 gone.b.example.')
  const broken = loadKnown(settings, known(settings))
  t.same(
    broken.faces.flatMap(({ problems }) => problems.map(({ rule }) => rule)),
    ['mx-target-gone'],
  )
  t.same(goodViews(broken), [])
  const members = settings.zones.map((zone) => ({
    name: zone.name,
    file: known(settings).get(fileKey(zone, zone.faces[0]!))!,
  }))
  const identity = viewIdentity(rules, { ...settings.views[0]!, signed: [] }, members)!
  const believed = loadKnown(settings, known(settings), new Set([identity]))
  t.same(
    believed.faces.flatMap(({ problems }) => problems),
    [],
  )
  t.same(goodViews(believed), [identity])
  const later = loadKnown(settings, known(settings, '18'), new Set([identity]))
  t.equal(later.faces.flatMap(({ problems }) => problems).length, 1, 'a file that was written to since is another')
})

t.test('a good view is known again by what it is made of', async (t) => {
  const settings = settingsOf(t, '@ MX 10 ns')
  const good = goodViews(loadKnown(settings, known(settings)))
  t.equal(good.length, 1)
  t.same(goodViews(loadKnown(settings, known(settings))), good)
  const unknown = [...known(settings)].map(([key, { problems, subject }]): [string, ReadZone] => [
    key,
    subject ? { problems, subject } : { problems },
  ])
  t.same(goodViews(loadKnown(settings, new Map(unknown))), [], 'not where nobody knows what it is made of')
  t.same(goodViews(loadKnown(settings, known(settings, ''))), [], 'or when that changed last')
  const [view] = settings.views
  const members = [
    { name: 'a.example.', file: known(settings).get(fileKey(settings.zones[0]!, settings.zones[0]!.faces[0]!))! },
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
