// A view that becomes public does not show everybody what it served its clients before.

import t from 'tap'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'

const top = '$TTL 3600\n@ SOA ns hostmaster 1 7200 900 1209600 300\n@ NS ns\nns A 192.0.2.1\n'
const inside = `${top}payroll A 10.0.0.7\n`
const outside = `${top}www A 192.0.2.7\n`

/** janus.yaml with these zones; `more` for the rest. */
function config(zones: string, views = '{internal: [127.0.0.1], external: [any]}', more = ''): string {
  return `listen: ["127.0.0.1:0"]\nudp: portable\nstate: state\nviews: ${views}\nzones: ${zones}\n${more}`
}

t.test('a view that comes to be for everybody does not show what its file held before', async (t) => {
  const zones = '{univ.example: {internal: a.zone, external: b.zone}}'
  const site = new Site(folderOf(t, { 'a.zone': inside, 'b.zone': outside, 'janus.yaml': config(zones) }))
  t.teardown(() => site.stop())
  await site.start()
  // The views change their clients and the files their contents, one of them with a slip.
  site.write('a.zone', outside.replace('www A 192.0.2.7', 'www A 192.0.2.700'))
  site.write('b.zone', inside)
  site.write('janus.yaml', config(zones, '{internal: [any], external: [127.0.0.1]}'))
  for (const again of ['reload', 'restart'] as const) {
    await site[again]()
    const { state, text } = site.served.find(({ face }) => face === 'internal univ.example.')!
    t.same({ state, text }, { state: 'refused', text: undefined }, again)
  }
})
