// From a configuration to what each view serves, and what happens to zones with errors.

import { dirname, join, relative } from 'node:path'
import t from 'tap'
import type { LoadedViews } from '../../src/supply/load.ts'
import { jobsOf } from '../../src/supply/loader/read-zones.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import type { Settings } from '../../src/text/config/settings.ts'
import { type PathSetting, withFiles } from '../../src/text/config/sources.ts'
import { loadViews } from '../support/load.ts'

const config = `
views:
  internal: [192.0.2.0/24]
  external: [any]
zones:
  a.example: {internal: in/a.zone, external: out/a.zone}
  b.example: {internal: in/b.zone, external: out/b.zone}
  lists.example: shared.zone
`

function top(records: string): string {
  return `$TTL 1h\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\n@ NS ns.example.net.\nns A 192.0.2.1\n${records}\n`
}

type Files = Readonly<Record<string, string>>

const sound: Files = {
  'in/a.zone': top('@ MX 10 mail.b.example.'),
  'out/a.zone': top(''),
  'in/b.zone': top('mail A 192.0.2.2'),
  'out/b.zone': top('mail CNAME ns'),
  'shared.zone': top(''),
}

function settingsOf(test: Pick<typeof t, 'testdir'>, files: Files): Settings {
  const folder = test.testdir({
    'janus.yaml': config,
    in: { 'a.zone': files['in/a.zone']!, 'b.zone': files['in/b.zone']! },
    out: { 'a.zone': files['out/a.zone']!, 'b.zone': files['out/b.zone']! },
    'shared.zone': files['shared.zone']!,
  })
  return loadConfig(join(folder, 'janus.yaml')).settings!
}

/** `internal a.example. served`, or what was found there. */
function brief(loaded: LoadedViews): string[] {
  return loaded.faces.map(({ view, name, zone, served, problems }) => {
    const rules = problems.map(({ rule }) => rule).join(' ')
    const state = zone ? 'new' : served ? 'last good' : 'refused'
    return `${loaded.views[view]!.name} ${name} ${state}${rules ? ` ${rules}` : ''}`
  })
}

t.test('every zone of every view is loaded', async (t) => {
  const loaded = loadViews(settingsOf(t, sound))
  t.strictSame(brief(loaded), [
    'internal a.example. new',
    'internal b.example. new',
    'internal lists.example. new',
    'external a.example. new',
    'external b.example. new',
    'external lists.example. new',
  ])
  t.strictSame(
    loaded.views.map(({ zones }) => zones.members.length),
    [3, 3],
  )
})

t.test('a file that two views share is read once, and its zone is one', async (t) => {
  const settings = settingsOf(t, sound)
  const read = jobsOf(settings).map(({ path }) => relative(dirname(settings.file), path))
  const loaded = loadViews(settings)
  t.strictSame(read.sort(), ['in/a.zone', 'in/b.zone', 'out/a.zone', 'out/b.zone', 'shared.zone'])
  t.equal(loaded.faces[2]!.zone, loaded.faces[5]!.zone)
})

t.test('a zone with an error is refused in its view, and no other zone is', async (t) => {
  const loaded = loadViews(settingsOf(t, { ...sound, 'in/b.zone': top('mail A 192.0.2.2\n* MX 10 mail') }))
  t.strictSame(brief(loaded), [
    'internal a.example. new',
    'internal b.example. refused wildcard-mx',
    'internal lists.example. new',
    'external a.example. new',
    'external b.example. new',
    'external lists.example. new',
  ])
  t.equal(loaded.views[0]!.zones.members[1]!.zone, undefined)
})

t.test('a target is judged by what its own view has', async (t) => {
  const loaded = loadViews(settingsOf(t, { ...sound, 'out/a.zone': sound['in/a.zone']! }))
  t.strictSame(
    brief(loaded).filter((line) => line.includes('refused')),
    ['external a.example. refused mx-to-cname'],
  )
})

t.test('the last good version stays when the new one is refused, and is what others are judged by', async (t) => {
  const before = loadViews(settingsOf(t, sound))
  const after = loadViews(
    settingsOf(t, { ...sound, 'in/b.zone': top('* MX 10 ns'), 'in/a.zone': top('@ MX 10 gone.b.example.') }),
    { previous: before },
  )
  t.strictSame(brief(after).slice(0, 2), [
    'internal a.example. new mx-target-gone',
    'internal b.example. last good wildcard-mx',
  ])
  t.equal(after.views[0]!.zones.members[1]!.zone, before.faces[1]!.zone)
  const again = loadViews(settingsOf(t, { ...sound, 'in/b.zone': 'not a zone' }), { previous: after })
  t.equal(again.faces[1]!.served, before.faces[1]!.zone)
  t.match(again.faces[1]!.lines?.at(6), { line: 6 })
})

t.test('a missing file refuses its zone only', async (t) => {
  const settings = settingsOf(t, sound)
  const zones = settings.zones.map((zone) => ({
    ...zone,
    faces: zone.faces.map((face) => {
      const gone = (file: PathSetting) => (file.written === 'in/b.zone' ? { ...file, path: `${file.path}.gone` } : file)
      return { ...face, source: withFiles(face.source, gone) }
    }),
  }))
  const loaded = loadViews({ ...settings, zones })
  t.strictSame(
    brief(loaded).filter((line) => !line.endsWith('new')),
    ['internal b.example. refused unreadable-file'],
  )
})

t.test('loading asks for errors, checking for warnings too', async (t) => {
  const files = { ...sound, 'shared.zone': top('x 60 A 192.0.2.1\nx 90 A 192.0.2.2') }
  t.strictSame(loadViews(settingsOf(t, files)).faces[2]!.problems, [])
  t.match(loadViews(settingsOf(t, files), { stage: 'check' }).faces[2]!.problems, [{ rule: 'ttl-mismatch' }])
})

t.test('a warning that the configuration makes an error refuses the zone', async (t) => {
  const settings = settingsOf(t, { ...sound, 'shared.zone': top('x 60 A 192.0.2.1\nx 90 A 192.0.2.2') })
  const place = { file: 'janus.yaml', line: 1, column: 1, length: 1 }
  const rules = [{ name: 'ttl-mismatch', severity: 'error' as const, place, source: '' }]
  t.equal(loadViews(settings).faces[2]!.zone === undefined, false)
  t.match(brief(loadViews({ ...settings, rules }))[2], 'lists.example. refused ttl-mismatch')
})
