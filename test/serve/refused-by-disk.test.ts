// What the disk refuses is served by nobody, whatever happens at that moment.

import t from 'tap'
import { nameText } from '../../src/dns/name-text.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { emptySet } from '../../src/update/entry.ts'
import { faceOf } from '../support/edits.ts'
import { exchange } from '../support/exchange.ts'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'
import { updateMessage } from '../support/update-message.ts'

const rcodeOf = (answer: Uint8Array) => rcodeName(answer[3]! & 0xf)
const zone = (serial: number, more = '') => `$TTL 60\n@ SOA ns host ${serial} 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n${more}`

t.test('a reload serves no change whose write fails meanwhile', async (t) => {
  const site = new Site(
    folderOf(t, {
      'janus.yaml':
        'listen: ["127.0.0.1:0"]\nudp: portable\nviews: {world: [any]}\nzones: {a.example: a.zone}\nupdates: [{from: [127.0.0.1], zones: [a.example], proof: off}]\n',
      'a.zone': zone(1),
    }),
  )
  await site.start()
  t.teardown(() => site.stop())
  const dynamic = site.server.dynamic!
  const way = { port: Number(site.server.bound[0]!.port), from: '127.0.0.1', transport: 'tcp' as const }
  const added = await exchange(
    t,
    updateMessage('a.example.', ['add new 60 A 192.0.2.9', 'add old 60 A 192.0.2.8']),
    way,
  )
  t.equal(rcodeOf(added), 'NOERROR')
  const [writing, failing] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  dynamic.layers.keep = () => {
    writing.resolve()
    return failing.promise
  }
  const laid = dynamic.laying.over.bind(dynamic.laying)
  dynamic.laying.over = async (...face) => {
    const over = await laid(...face)
    failing.reject(new Error('ENOSPC: no space left on device'))
    return over
  }
  const dropped = dynamic.drop(faceOf('world', 'a.example.'), (set) =>
    nameText(set.owner) === 'new.a.example.' ? emptySet(set.owner, set.type) : set,
  )
  await writing.promise
  site.write('a.zone', zone(2, 'www A 192.0.2.2\n'))
  t.match(await site.reload(), { outcome: 'switched' })
  t.match(await dropped, { outcome: { kind: 'failed' } })
  const { text = '' } = site.served[0]!
  t.match(text, /new.*192\.0\.2\.9/, 'nobody was told that it is gone')
  t.match(text, /old.*192\.0\.2\.8/)
  t.match(text, /www.*192\.0\.2\.2/)
})
