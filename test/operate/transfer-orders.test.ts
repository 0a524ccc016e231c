// Who orders a NOTIFY or a fetch is told where there is nothing that he can mean: a view that is misspelt is no view without secondaries.

import t from 'tap'
import { type Actor, asUser } from '../../src/operate/actor.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { campus } from '../support/small-campus.ts'

t.test('a zone, and a view, that are not there', async (t) => {
  const more =
    '  only.example: {internal: other.zone}\nsecondaries: {ns2: {address: ["127.0.0.1:9"], views: [internal], notify: false}}\n'
  const site = new Site(folderOf(t, campus(more)))
  await site.start()
  t.teardown(() => site.stop())
  const outside = asUser({ name: 'outside', role: 'operator', views: ['external'], tokens: [] }, 'apply')
  const rows: readonly (readonly [zone: string, view: string | undefined, actor: Actor, says: RegExp | undefined])[] = [
    ['univ.example', undefined, everybody, undefined],
    ['UNIV.example.', 'internal', everybody, undefined],
    ['univ.example', 'external', everybody, undefined],
    ['univ.example', 'interna', everybody, /"univ\.example": there is no such zone in the view "interna"/],
    ['only.example', 'external', everybody, /there is no such zone in the view "external"/],
    ['nowhere.example', undefined, everybody, /"nowhere\.example": there is no such zone$/],
    ['univ.example', 'external', outside, undefined],
    ['univ.example', 'internal', outside, /there is no such zone in the view "internal"/],
    ['only.example', undefined, outside, /there is no such zone$/],
  ]
  for (const verb of ['transfers-notify', 'transfers-fetch'])
    for (const [zone, view, actor, says] of rows) {
      const answer = await told(operatedOf(site.server), actor, { verb, options: { zone, ...(view && { view }) } })
      if (says === undefined) t.not(answer.kind, 'error', `${verb} ${zone} ${view}`)
      else t.match(answer, { kind: 'error', code: 'no-zone', error: says }, `${verb} ${zone} ${view}`)
    }
})
