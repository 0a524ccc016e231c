// A handshake costs more than to keep a connection: over TLS clients may be idle for longer than over TCP, and are told so (RFC 7828).

import { connect } from 'node:net'
import t from 'tap'
import { get16 } from '../../src/dns/big-endian.ts'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor } from '../support/ask.ts'
import { withOptions } from '../support/edns-options.ts'
import { folderOf, serve } from '../support/janus.ts'
import { answersOf, askOverTls } from '../support/tls-client.ts'

const KEEPALIVE = 11
const question = withOptions(queryFor('ns.example.com. A', { edns: 1232 }), [KEEPALIVE, Buffer.alloc(0)])

/** In seconds, as it is told in an answer. */
function idleIn(answer: Buffer | undefined): number {
  const { data } = readMessage(answer!)!.opt!.options.find(({ code }) => code === KEEPALIVE)!
  return get16(data, 0) / 10
}

for (const [configured, tcp, tls] of [
  ['', 10, 30],
  ['tcp: {idle-timeout: 5s}', 5, 30],
  ['tcp: {idle-timeout: 60s}', 60, 60],
] as const)
  t.test(`${configured || 'nothing configured'}: ${tcp} s over TCP, ${tls} s over TLS`, async (t) => {
    const janus = await serve(
      t,
      folderOf(t, {
        'janus.yaml': `listen: ["127.0.0.1:0", {address: "127.0.0.1:0", tls: {}}]
workers: 1
${configured}
views: {world: [any]}
zones: {example.com: a.zone}
`,
        'a.zone': '$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n',
      }),
    )
    const plain = connect(janus.port(), '127.0.0.1')
    t.teardown(() => plain.destroy())
    plain.write(Buffer.concat([Buffer.from([0, question.length]), question]))
    t.equal(idleIn((await answersOf(plain, 1))[0]), tcp)
    const { answers } = await askOverTls(t, Number(janus.listen[1]!.split(':')[1]), [question])
    t.equal(idleIn(answers[0]), tls)
  })
