// One text of which hundreds of zones are made: it is judged for all of them, and the answer stays one that a browser can show.

import t from 'tap'
import { folderOf } from '../../support/janus.ts'
import { everybody, operatedOf, told } from '../../support/operated.ts'
import { Site } from '../../support/site.ts'
import { campus } from '../../support/small-campus.ts'

t.test(
  'a file of which hundreds of zones are made is judged for all, and told of the first hundred faces',
  async (t) => {
    const files = campus()
    const many = Array.from({ length: 150 }, (_, i) => `  p${i}.example: park.zone\n`).join('')
    const config = `${files['janus.yaml']}`.replace('zones:\n', `zones:\n${many}`)
    const parked = new Site(folderOf(t, { ...files, 'janus.yaml': config, 'park.zone': files['out.zone']! }))
    await parked.start()
    t.teardown(() => parked.stop())
    type Judgement = { readonly findings: readonly object[]; readonly changes: readonly { readonly zone: string }[] }
    const judge = async (more: string) => {
      const options = { zone: 'p1.example', view: 'external', text: `${files['out.zone']}${more}\n` }
      const { result } = await told(operatedOf(parked.server), everybody, { verb: 'judge', options })
      return result as Judgement
    }
    const { changes } = await judge('new A 192.0.2.9')
    t.equal(changes.length, 100)
    t.equal(changes[0]?.zone, 'p0.example.')
    // It is within the last of them alone.
    const { findings } = await judge('deep.p149.example. A 192.0.2.9')
    t.equal((JSON.stringify(findings).match(/p149/g) ?? []).length > 0, true)
    const { findings: wrong, changes: none } = await judge('new A 192.0.2')
    t.match(wrong, [{ rule: 'bad-rdata' }])
    t.same(none, [])
  },
)
