// `janus dynamic`: what messages have made of a zone is shown, compared, folded into its file and dropped, and the audit trail knows.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Actor } from '../../src/operate/actor.ts'
import { findVerb } from '../../src/operate/table.ts'
import { exchange } from '../support/exchange.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { updateMessage } from '../support/update-message.ts'

const CONFIG = `listen: ["127.0.0.1:0"]
workers: 1
udp: portable
state: state
views: {internal: [127.0.0.1/32], external: [any]}
zones: {univ.example: {internal: inside.zone, external: outside.zone}}
updates: [{from: [127.0.0.1/32], zones: [univ.example], max-lease: 1h}]
`

const ZONE = `$TTL 300
@ SOA ns hostmaster 1 3600 900 604800 60
@ NS ns
ns A 127.0.0.1
; the web server
www A 127.0.0.2 ; in the cellar
old A 127.0.0.3
`

type Line = Record<string, unknown>

t.test('a layer is shown, compared, folded and dropped', async (t) => {
  const site = new Site(folderOf(t, { 'janus.yaml': CONFIG, 'inside.zone': ZONE, 'outside.zone': ZONE }))
  await site.start()
  t.teardown(() => site.stop())
  let id = 0
  const update = async (lines: readonly string[], lease?: readonly number[]) => {
    const message = updateMessage('univ.example.', lines, { id: ++id, ...(lease && { lease }) })
    const { port } = site.server.bound[0]!
    const answer = await exchange(t, message, { port, from: '127.0.0.1', transport: 'tcp' })
    return answer[3]! & 0xf
  }
  const ask = async (verb: string, options: object = {}, actor: Actor = everybody) => {
    const { result, error } = await told(operatedOf(site.server), actor, { verb, options })
    return { result: result as Line[], error, text: error ? '' : findVerb(verb)!.told(result)!.text({ colour: false }) }
  }
  t.equal(await update(['add new 60 A 127.0.0.9', 'add new 60 A 127.0.0.10', 'delete old A']), 0)
  t.equal(await update(['delete www', 'add www 90 A 127.0.0.4']), 0)
  t.equal(await update(['add brief 60 TXT "x"'], [600]), 0)

  t.match(
    (await ask('dynamic')).text,
    /^zone +view +added +hidden +leases +dropped +withheld\nuniv\.example\. +internal +4 +2 +1 +0 +0$/,
  )
  const { result: shown, text } = await ask('dynamic-show', { zone: 'UNIV.example' })
  t.same(shown.map(({ how, owner, type, rdata, ttl, by }) => [how, owner, ttl, type, rdata, by].join(' ')).sort(), [
    'add brief.univ.example. 60 TXT "x" 127.0.0.1',
    'add new.univ.example. 60 A 127.0.0.10 127.0.0.1',
    'add new.univ.example. 60 A 127.0.0.9 127.0.0.1',
    'add www.univ.example. 90 A 127.0.0.4 127.0.0.1',
    'hide old.univ.example. 300 A 127.0.0.3 127.0.0.1',
    'hide www.univ.example. 300 A 127.0.0.2 127.0.0.1',
  ])
  t.equal(shown.filter(({ until }) => until !== undefined).length, 1)
  t.match(text, /^view +owner +ttl +type +data +by +since +until\n/)
  t.same((await ask('dynamic-show', { zone: 'univ.example', view: 'external' })).result, [])
  t.match(await ask('dynamic-show', { zone: 'other.example' }), { error: /there is no such zone/ })

  const diff = await ask('dynamic-diff', { zone: 'univ.example' })
  t.same(
    diff.text
      .split('\n')
      .slice(1)
      .map((line) => line.trim())
      .sort(),
    [
      '+ brief.univ.example. 60 TXT "x"',
      '+ new.univ.example. 60 A 127.0.0.10',
      '+ new.univ.example. 60 A 127.0.0.9',
      '+ www.univ.example. 90 A 127.0.0.4',
      '- old.univ.example. 300 A 127.0.0.3',
      '- www.univ.example. 300 A 127.0.0.2',
    ],
  )

  await t.test('who may not see the view sees none of it', async (t) => {
    const outside: Actor = { ...everybody, views: new Set(['external']) }
    for (const verb of ['dynamic-show', 'dynamic-diff', 'dynamic-fold'])
      t.same((await ask(verb, { zone: 'univ.example' }, outside)).result, [], verb)
    t.match(await ask('dynamic-drop', { zone: 'univ.example' }, outside), { result: { views: [] } })
    t.same((await ask('dynamic', {}, outside)).result, [])
  })

  await t.test('what fold prints, written into the file, is what was served', async (t) => {
    const file = join(site.folder, 'inside.zone')
    const { text } = await ask('dynamic-fold', { zone: 'univ.example' })
    t.match(text, `; univ.example. in internal: ${file}\n`)
    t.match(text, /; delete line 6 of \S+inside\.zone: www\.univ\.example\. 300 A 127\.0\.0\.2/)
    t.match(text, /; left out: 1 with a lease/)
    const gone = [...text.matchAll(/; delete line (\d+) of/g)].map(([, line]) => Number(line))
    const kept = ZONE.split('\n').filter((_, i) => !gone.includes(i + 1))
    const before = site.served
    const drop = { zone: 'univ.example', view: 'internal', folded: true }
    t.match(text, /; then: janus reload && janus dynamic drop univ\.example\. --view internal --folded$/m)
    t.match((await ask('dynamic-drop', drop)).text, /^nothing is dropped: /, 'the file does not say so yet')
    t.equal((await ask('dynamic-show', { zone: 'univ.example' })).result.length, 6)
    writeFileSync(file, `${kept.join('\n')}${text}\n`)
    await site.reload()
    const answers = (served: typeof before) =>
      served[0]!
        .text!.split('\n')
        .filter((line) => !/ SOA /.test(line))
        .sort()
    t.same(answers(site.served), answers(before), 'the layer over it changes nothing')
    t.match(
      (await ask('dynamic-drop', { zone: 'univ.example', name: 'www.univ.example' })).text,
      /2 records of messages dropped/,
    )
    t.same(answers(site.served), answers(before), 'and its end neither')
    t.match((await ask('dynamic-drop', drop)).text, /: 3 records of messages dropped$/)
    t.same(answers(site.served), answers(before), 'nor that of all that the file says now')
    t.same(
      (await ask('dynamic-show', { zone: 'univ.example' })).result.map(({ owner }) => owner),
      ['brief.univ.example.'],
      'what ends by itself stays',
    )
    t.match((await ask('dynamic-fold', { zone: 'univ.example' })).text, /^; .*\n; left out: 1 with a lease$/)
    t.match(readFileSync(file, 'utf8'), '; the web server', 'comments stay')
  })

  await t.test('what is dropped is as the source has it, after a restart too', async (t) => {
    t.match(await ask('dynamic-drop', { zone: 'univ.example', type: 'NOTYPE' }), { error: /cannot read the type/ })
    t.match(await ask('dynamic-drop', { zone: 'univ.example', name: 'a..b' }), { error: /cannot read the name/ })
    t.match((await ask('dynamic-drop', { zone: 'univ.example', type: 'TXT' })).text, /1 record of messages dropped/)
    t.notMatch(site.served[0]!.text, /brief/)
    await ask('dynamic-drop', { zone: 'univ.example' })
    t.equal((await ask('dynamic')).text, 'no message has changed a zone')
    await site.restart()
    t.equal((await ask('dynamic')).text, 'no message has changed a zone')
  })

  const { result: trail } = await ask('audit', {})
  const kinds = trail.map(({ what, detail }) => `${what} ${(detail as Line).records ?? ''}`.trim())
  t.same(kinds, ['update 3', 'update 2', 'update 1', ...[0, 0, 2, 3, 1, 0].map((count) => `dynamic-drop ${count}`)])
})
