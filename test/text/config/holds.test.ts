// An option's row, and nothing else, says when a change of it takes effect.

import { join } from 'node:path'
import t from 'tap'
import { changedOptions, configKeys, holdsOf } from '../../../src/text/config/holds.ts'
import { parseConfig } from '../../../src/text/config/load.ts'
import { configReference } from '../../../src/text/config/reference.ts'

t.test('every option says when it holds, and the reference repeats it', async (t) => {
  const sections = configReference().split(/^## /m)
  for (const key of configKeys) {
    t.match(holdsOf(key), /^(start|reload|answers)$/, key)
    const section = sections.find((text) => text.startsWith(`${key}\n`))
    t.match(section, holdsOf(key) === 'start' ? 'Takes effect at a start.' : 'Takes effect at a reload')
  }
})

t.test('what has changed is told by key', async (t) => {
  const optionsOf = (yaml: string) => {
    const { settings, problems } = parseConfig(join(t.testdirName, 'janus.yaml'), Buffer.from(yaml))
    if (settings === undefined) throw new Error(JSON.stringify(problems))
    return settings.options
  }
  const base = 'views: {internal: [10.0.0.0/8], external: [any]}\nzones: {univ.example: a.zone}\n'
  const cases: [name: string, yaml: string, start: string[], answers: string[]][] = [
    ['nothing', base, [], []],
    ['a comment, and lines that move', `# hosts\n\n${base}`, [], []],
    ['the same in other words', base.replace('any', '0.0.0.0/0, "::/0"'), [], []],
    ['two that hold from the start', `tcp: {connections: 9}\nuser: janus\n${base}`, ['tcp', 'user'], []],
    ['a group alone', `group: dns\n${base}`, ['group'], []],
    [
      'what a view tells of the server',
      base.replace('[10.0.0.0/8]', '{clients: [10.0.0.0/8], identify: false}'),
      [],
      ['views'],
    ],
    [
      'what answers depend on',
      `minimal-responses: false\nidentity: ns1\n${base}`,
      [],
      ['minimal-responses', 'identity'],
    ],
    ['what only those who run it see', `watch: true\ngenerations: 9\n${base}`, [], []],
  ]
  const named = (address: string) => optionsOf(`primaries: {place: {address: [${address}]}}\n${base}`)
  const changed = changedOptions(named('192.0.2.1'), named('192.0.2.2'), holdsOf('primaries'))
  t.same(changed, ['primaries'], 'of what is called as places are in readings')
  const before = optionsOf(base)
  for (const [name, yaml, start, answers] of cases) {
    const after = optionsOf(yaml)
    t.same(changedOptions(before, after, 'start'), start, name)
    t.same(changedOptions(before, after, 'answers'), answers, name)
  }
})
