// How many members a catalog has, to who may see some of them: no count tells of zones that nobody names to him.

import t from 'tap'
import { patternOf } from '../../src/text/config/name-pattern.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { campus } from '../support/small-campus.ts'

// Nobody listens at port 9.
const CONFIG = `secondaries: {ns2: {address: ["127.0.0.1:9"], views: [internal], notify: false}}
catalogs: {catalog.example: {view: internal, produce: [ns2]}}
`

t.test('members are counted that he sees, by verb, status and metric', async (t) => {
  const site = new Site(folderOf(t, campus(CONFIG)))
  await site.start()
  t.teardown(() => site.stop())
  const seeing = (...zones: string[]) => ({ ...everybody, zones: zones.flatMap((zone) => patternOf(zone) ?? []) })
  const rows = [
    ['all', everybody, 2],
    ['one of two', seeing('catalog.example', 'univ.example'), 1],
    ['none of them', seeing('catalog.example'), 0],
  ] as const
  for (const [what, actor, members] of rows) {
    const ask = async (verb: string) => (await told(operatedOf(site.server), actor, { verb, options: {} })).result
    t.match(await ask('catalog'), [{ catalog: 'catalog.example.', members }], what)
    t.match(await ask('status'), { catalogs: { catalogs: 1, members } }, what)
    t.ok(
      String(await ask('metrics')).includes(
        `\njanus_catalog_members{catalog="catalog.example.",view="internal"} ${members}\n`,
      ),
      what,
    )
  }
})
