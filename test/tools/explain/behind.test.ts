// Records of faces that are made of others, and the messages behind them: explain names these, whatever rules have made of them since.

import t from 'tap'
import { asUser } from '../../../src/operate/actor.ts'
import { speaking } from '../../../src/operate/http/language.ts'
import { englishIn } from '../../support/english-words.ts'
import { folderOf } from '../../support/janus.ts'
import { everybody, operatedOf, told } from '../../support/operated.ts'
import { change, followed } from '../../support/remade-site.ts'
import { Site } from '../../support/site.ts'

const top = '$TTL 300\n@ SOA ns hostmaster 7 3600 600 86400 60\n@ NS ns\nns A 192.0.2.2\n'
const files = {
  'janus.yaml': `listen: ["127.0.0.1:0"]
udp: portable
state: state
views: {internal: [127.0.0.1], lab: [127.0.0.3], external: [any]}
zones:
  a.example:
    internal: a.zone
    lab: {from: internal, rules: [{map: {198.51.100.0/24: 203.0.113.0/24}}]}
    external: {from: lab, rules: [{hide: [secret]}]}
reverse: {192.0.2.0/24: [internal, external]}
`,
  'a.zone': `${top}www A 192.0.2.80\n`,
}

type Told = { readonly result: { readonly answer: { readonly sections: { readonly answer: readonly Sent[] } } } }
type Sent = { readonly how?: string; readonly file?: string; readonly of?: readonly object[] }

t.test('the message behind a record of a face that is made of others', async (t) => {
  const site = new Site(folderOf(t, files))
  t.teardown(() => site.stop())
  await site.start()
  await change(site, 'internal', 'a.example', 'new.a.example A 192.0.2.99')
  await change(site, 'internal', 'a.example', 'far.a.example A 198.51.100.7')
  await followed(site)
  const explained = async (
    from: string,
    name: string,
    type: string,
    actor = everybody,
    language: 'en' | 'ja' = 'en',
  ): Promise<Sent> => {
    const options = { address: from, name, type }
    const operated = await speaking(operatedOf(site.server), language)
    const { result } = (await told(operated, actor, { verb: 'explain', options })) as unknown as Told
    return result.answer.sections.answer[0]!
  }
  const cases = [
    { from: '127.0.0.1', ask: 'new.a.example A', how: /^dynamic, from / },
    {
      from: '127.0.0.3',
      ask: 'new.a.example A',
      how: /^dynamic, from .*, in the view internal, from which this face is made$/,
    },
    {
      from: '192.0.2.200',
      ask: 'new.a.example A',
      how: /^dynamic, from .*, in the view internal, from which this face is made, in the view lab, from which this face is made$/,
    },
    { from: '127.0.0.3', ask: 'far.a.example A', how: /^dynamic, from .*, in the view internal, from which/ },
    {
      from: '127.0.0.1',
      ask: '99.2.0.192.in-addr.arpa PTR',
      how: /^reverse: the PTR for the address of new\.a\.example\. \(.*janus\.yaml:\d+\); dynamic, from /,
    },
    {
      from: '192.0.2.200',
      ask: '99.2.0.192.in-addr.arpa PTR',
      how: /^reverse: the PTR for the address of new\.a\.example\. .*; dynamic, from .*, in the view internal/,
    },
    { from: '192.0.2.200', ask: '80.2.0.192.in-addr.arpa PTR', how: /^(?!.*dynamic)/ },
    { from: '192.0.2.200', ask: 'www.a.example A', how: undefined },
  ]
  for (const { from, ask, how } of cases) {
    const [name, type] = ask.split(' ') as [string, string]
    const record = await explained(from, name, type)
    if (how === undefined) t.match(record, { how: undefined }, `${from} ${ask}`)
    else t.match(record, { how }, `${from} ${ask}`)
    const japanese = (await explained(from, name, type, everybody, 'ja')).how ?? ''
    t.equal(englishIn(japanese), undefined, japanese)
    t.equal(japanese.includes('動的、127.0.0.1 から '), record.how?.includes('dynamic, from 127.0.0.1') === true)
  }
  const outside = asUser({ name: 'eve', role: 'viewer', views: ['external'], tokens: [] }, 'off')
  const seen = await explained('192.0.2.200', 'new.a.example', 'A', outside)
  t.match(seen, { rdata: '192.0.2.99' })
  t.notMatch(JSON.stringify(seen), /internal|lab|dynamic/, 'who sees the outside alone learns nothing of the inside')
})
