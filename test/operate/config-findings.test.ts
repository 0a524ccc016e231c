// What is wrong with the configuration itself: told by findings, counted by status and metrics, to who sees all of the server.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import t from 'tap'
import { Server } from '../../src/serve/server.ts'
import { writeKept } from '../../src/supply/loader/write-kept.ts'
import { configReader } from '../../src/text/config/reread.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { campus } from '../support/small-campus.ts'

type Line = {
  readonly rule: string
  readonly zone?: string
  readonly message: string
  readonly place: { line: number }
}

t.test('findings of the configuration are there without asking the rules, and go with the fault', async (t) => {
  const files = campus('rules: {no-such-rule: off}\n')
  const site = new Site(folderOf(t, files))
  await site.start()
  t.teardown(() => site.stop())
  const ask = async (verb: string, actor = everybody, language: 'en' | 'ja' = 'en') =>
    (await told(operatedOf(site.server, { language }), actor, { verb, options: {} })).result
  const ofServer = async () => ((await ask('findings')) as readonly Line[]).filter(({ zone }) => zone === undefined)
  const bad = `${files['janus.yaml']}`.split('\n').findIndex((line) => line.startsWith('rules:')) + 1
  t.match(await ofServer(), [{ rule: 'bad-severity', message: /no-such-rule/, place: { line: bad } }])
  t.match(await ask('status'), { findings: { configuration: { error: 0, warning: 1, info: 0 }, rules: undefined } })
  t.match(await ask('metrics'), /^janus_configuration_findings\{severity="warning"\} 1$/m)

  const bound = { ...everybody, views: new Set(['external']) }
  t.notMatch(JSON.stringify(await ask('findings', bound)), /no-such-rule/)
  t.notOk('findings' in ((await ask('status', bound)) as object))
  t.notMatch(await ask('metrics', bound), /janus_configuration_findings/)

  // What cannot be read is not taken, and told all the same.
  writeFileSync(join(site.folder, 'janus.yaml'), `${files['janus.yaml']}listens: []\n`)
  t.match(await site.reload(), { outcome: 'refused' })
  t.match((await ofServer()).map(({ rule }) => rule).sort(), ['bad-severity', 'unknown-key'])
  t.match(await ask('status'), { findings: { configuration: { error: 1, warning: 1 } } })
  writeFileSync(join(site.folder, 'janus.yaml'), `${campus()['janus.yaml']}`)
  await site.reload()
  t.same(await ofServer(), [])
  t.match(await ask('metrics'), /^janus_configuration_findings\{severity="error"\} 0$/m)
})

t.test('findings stay where a reload meets a fault of ours, and are those that it has read', async (t) => {
  const folder = folderOf(t, campus('rules: {no-such-rule: off}\n'))
  const file = join(folder, 'janus.yaml')
  const read = configReader(file)
  let fault: 'reading' | 'afterwards' | undefined
  const server = await Server.start(read().settings!, {
    log: pino({ level: 'silent' }),
    ...{ writeKept: async (data) => writeKept(data), problems: read().problems },
    readSettings: () => {
      if (fault === 'reading') throw new Error('a fault')
      const { settings, problems } = read()
      // What is no settings breaks whoever uses them.
      return {
        problems,
        ...(settings && { settings: fault === 'afterwards' ? { ...settings, views: null! } : settings }),
      }
    },
  })
  t.teardown(() => server.close())
  const rulesFound = () => server.configProblems.map(({ rule }) => rule)
  const broken = `${readFileSync(file, 'utf8')}listens: []\n`
  writeFileSync(file, broken)
  t.match(await server.reload(), { reason: { code: 'reload-errors' } })
  t.same(rulesFound(), ['unknown-key'])
  fault = 'reading'
  t.match(await server.reload(), { reason: { code: 'reload-fault' }, findings: [] })
  t.same(rulesFound(), ['unknown-key'])
  writeFileSync(file, broken.replace('listens: []', ''))
  fault = 'afterwards'
  t.match(await server.reload(), { reason: { code: 'reload-fault' }, findings: [] })
  t.same(rulesFound(), [])
})
