// A record of a message may lead to what messages have made of another zone. A start and a reload serve both, whichever zone comes first.

import t from 'tap'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { exchange } from '../support/exchange.ts'
import { folderOf } from '../support/janus.ts'
import { followed } from '../support/remade-site.ts'
import { Site } from '../support/site.ts'
import { updateMessage } from '../support/update-message.ts'

const heading = '$TTL 60\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.53\n'
const CONFIG = `listen: ["127.0.0.1:0"]
udp: portable
state: state
views: {internal: [127.0.0.2], outer: {clients: [any], public: true}}
zones:
  a.example: {internal: inside.zone, outer: a.zone}
  b.example: {outer: b.zone}
  c.example: {outer: c.zone}
updates: [{from: [127.0.0.0/8], zones: [a.example, b.example, c.example], names: ["*"]}]
`

t.test('what leads to the change of another zone is not withheld or dropped', async (t) => {
  const files = {
    'inside.zone': `${heading}host A 10.0.0.5\n`,
    'a.zone': heading,
    'b.zone': heading,
    'c.zone': heading,
  }
  const site = new Site(folderOf(t, { ...files, 'janus.yaml': CONFIG }))
  await site.start()
  t.teardown(() => site.stop())
  let id = 0
  const change = async (zone: string, line: string) => {
    const way = { port: Number(site.server.bound[0]!.port), from: '127.0.0.1', transport: 'tcp' } as const
    const answer = await exchange(t, updateMessage(`${zone}.`, [line], { id: ++id }), way)
    await followed(site)
    return rcodeName(answer[3]! & 15)
  }
  const text = (zone: string) => site.served.find(({ face }) => face === `outer ${zone}.`)?.text ?? ''
  // Zones have their turn in the order in which messages came to them first.
  for (const zone of ['c.example', 'b.example']) t.equal(await change(zone, 'add first 60 TXT x'), 'NOERROR')
  t.equal(await change('b.example', 'add www 60 CNAME host.a.example.'), 'REFUSED', 'only the inside has the host')
  t.equal(await change('a.example', 'add host 60 A 192.0.2.5'), 'NOERROR')
  t.equal(await change('b.example', 'add www 60 CNAME host.a.example.'), 'NOERROR')
  t.equal(await change('c.example', 'add www 60 CNAME host.a.example.'), 'NOERROR')
  t.equal(await change('c.example', 'add mail 60 MX 10 host.a.example.'), 'NOERROR')
  const isWhole = (when: string) => {
    for (const zone of ['b.example', 'c.example']) t.match(text(zone), /^www .* CNAME host\.a\.example\./m, when)
    t.match(text('c.example'), /^mail .* MX 10 host\.a\.example\./m, when)
    t.same(
      site.said.filter((line) => /withheld|dropped/.test(line)),
      [],
      when,
    )
  }
  isWhole('as messages made it')
  await site.restart()
  isWhole('after a start')
  for (const file of ['a.zone', 'b.zone', 'c.zone']) site.write(file, `${heading}more A 192.0.2.77\n`)
  t.match(await site.reload(), { outcome: 'switched', good: true })
  isWhole('after a reload of all files')
})
