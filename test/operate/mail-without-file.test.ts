// Where a mail host is named that no file has, in the language of who asks.

import t from 'tap'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { change } from '../support/remade-site.ts'
import { Site } from '../support/site.ts'

const zone = '$TTL 60\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\ngw A 192.0.2.25\n@ MX 10 gw\n'

t.test('a record of a message is placed in its zone and view, not in a file', async (t) => {
  const site = new Site(
    folderOf(t, {
      'janus.yaml': `listen: ["127.0.0.1:0"]
udp: portable
state: state
views: {innermost: [any]}
mail: {gateways: {innermost: [gw.univ.example]}}
zones: {univ.example: univ.zone}
`,
      'univ.zone': zone,
    }),
  )
  await site.start()
  t.teardown(() => site.stop())
  await change(site, 'innermost', 'univ.example', 'univ.example MX 10 ns.univ.example.')
  const said = async (language: 'en' | 'ja') => {
    const operated = operatedOf(site.server, { language })
    const { result } = await told(operated, everybody, { verb: 'mail', options: {} })
    const [domain] = (result as { readonly domains: readonly object[] }).domains
    return domain
  }
  const placed = (file: string) => ({ ways: [{ hosts: [{ file, line: 1 }] }] })
  t.match(await said('en'), placed('univ.example. in view innermost'))
  t.match(await said('ja'), placed('ビュー innermost の univ.example.'))
  t.match(await said('en'), placed('univ.example. in view innermost'), 'and not as it was said last')
})
