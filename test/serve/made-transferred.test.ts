// A face that is made of another goes to secondaries like every other: they hear of what a message has made of it, and get the difference.

import t from 'tap'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { Type, typeName } from '../../src/dns/types.ts'
import { requestMessage } from '../../src/transfer/request.ts'
import { readMessage } from '../../src/wire/message.ts'
import { exchange } from '../support/exchange.ts'
import { folderOf, serve } from '../support/janus.ts'
import { updateMessage } from '../support/update-message.ts'
import { secondary } from '../transfer/told-secondary.ts'

const zone = '$TTL 60\n@ SOA ns root 7 1h 1h 1w 60\n@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.7\nsecret A 192.0.2.8\n'

t.test('a change inside comes outside as a NOTIFY and an IXFR, without what the rules hide', async (t) => {
  const { port, told } = await secondary(t, 1)
  const folder = folderOf(t, {
    zone,
    'janus.yaml': `listen: [127.0.0.1:0]
workers: 1
state: state
views: {inside: [127.0.0.2], outside: [any]}
zones: {example.com: {inside: zone, outside: {from: inside, rules: [{hide: [secret]}]}}}
secondaries: {ns2: {address: ["127.0.0.1:${port}"], views: [outside], key: none}}
transfers: [{from: [127.0.0.1/32], views: [outside]}]
updates: [{from: [127.0.0.2/32], zones: [example.com], views: [inside]}]
`,
  })
  const janus = await serve(t, folder)
  await until(() => told.at(-1) === 7)
  const lines = ['add www 60 A 192.0.2.99', 'add secret 60 A 192.0.2.98', 'delete www A 192.0.2.7']
  const answer = await exchange(t, updateMessage('example.com.', lines, { id: 1 }), {
    ...{ port: janus.port(), from: '127.0.0.2', transport: 'tcp' },
  })
  t.equal(readMessage(answer)!.rcode, 0)
  await until(() => told.at(-1)! > 7)
  const serial = told.at(-1)!
  const apex = nameFromText('example.com.')
  const asked = requestMessage({ id: 7, apex, type: Type.IXFR, serial: 7, edns: true, stream: true, ends: false })
  const stream = await exchange(t, asked, { port: janus.port(), from: '127.0.0.1', transport: 'tcp' })
  t.same(
    readMessage(stream)!.answer.map(({ name, type, rdata }) => {
      const data = type === Type.SOA ? Buffer.from(rdata).readUInt32BE(rdata.length - 20) : [...rdata].join('.')
      return `${nameText(name)} ${typeName(type)} ${data}`
    }),
    [
      `example.com. SOA ${serial}`,
      'example.com. SOA 7',
      'www.example.com. A 192.0.2.7',
      `example.com. SOA ${serial}`,
      'www.example.com. A 192.0.2.99',
      `example.com. SOA ${serial}`,
    ],
  )
})

async function until(test: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !test(); await new Promise((resolve) => setTimeout(resolve, 20)))
    if (Date.now() > end) throw new Error('it never came to that')
}
