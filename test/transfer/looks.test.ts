// What secondaries are asked where nothing is known of them.

import t from 'tap'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import type { SoaAnswer } from '../../src/transfer/ask-soa.ts'
import { type Look, Looks } from '../../src/transfer/looks.ts'
import { say } from '../../src/transfer/says.ts'

const look = (peer: string, zone: string): Look => ({
  view: 'inside',
  origin: nameFromText(zone),
  peer: { name: peer, at: { family: 4, address: '192.0.2.1', port: 53 }, source: undefined, key: undefined },
})

t.test('one question at a time for each, and none that somebody else has answered', async (t) => {
  const asked: { what: string; answer: (answer: SoaAnswer) => void }[] = []
  const seen: string[] = []
  const known = new Set<string>()
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  const nameOf = ({ peer, origin }: Look) => `${peer.name} ${nameText(origin)}`
  const looks = new Looks({
    askSoa: (apex, peer) =>
      new Promise((answer) => void asked.push({ what: `${peer.name} ${nameText(apex)}`, answer })),
    isWanted: (one) => !known.has(nameOf(one)),
    onSeen: (one, serial) => void seen.push(`${nameOf(one)} ${serial}`),
  })
  for (const zone of ['a.example.', 'b.example.', 'c.example.']) looks.add(look('ns2', zone))
  looks.add(look('ns3', 'a.example.'))
  t.same(
    asked.map(({ what }) => what),
    ['ns2 a.example.', 'ns3 a.example.'],
  )
  known.add('ns2 b.example.')
  asked[0]!.answer({ kind: 'soa', serial: 7, expire: undefined })
  await settled()
  t.same(
    asked.slice(2).map(({ what }) => what),
    ['ns2 c.example.'],
  )
  asked[1]!.answer({ kind: 'failed', reason: say('no-answer', { peer: 'ns3' }), unreachable: true })
  await settled()
  t.same(seen, ['ns2 a.example. 7'], 'who does not answer stays unknown')
  looks.add(look('ns3', 'a.example.'))
  t.equal(asked.length, 4, 'and is asked again')
  looks.stop()
  asked[3]!.answer({ kind: 'soa', serial: 8, expire: undefined })
  await settled()
  t.same(seen, ['ns2 a.example. 7'], 'nobody hears of it after the end')
})
