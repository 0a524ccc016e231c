// Transfers at a time are bounded: who may have nothing takes no place from who may, and who comes when all are taken comes again.

import pino from 'pino'
import t from 'tap'
import { peerAt } from '../../../src/net/peer.ts'
import { Transfers } from '../../../src/serve/desk/transfers.ts'
import { History } from '../../../src/store/history.ts'
import { readPrefix } from '../../../src/views/read-prefix.ts'
import { readMessage } from '../../../src/wire/message.ts'
import { ZoneSet } from '../../../src/zone/zone-set.ts'
import { queryFor } from '../../support/ask.ts'
import { soleView, zoneOf } from '../../support/zones.ts'

const MOST = 200
const HOSTS = Array.from({ length: 2000 }, (_, i) => `host${i} A 10.0.${i >> 8}.${i & 255}\n`).join('')
const zone = zoneOf('example.com', `$TTL 60\n@ SOA ns h 7 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.1\n${HOSTS}`)
const [friend, stranger] = [peerAt(Uint8Array.of(192, 0, 2, 1), 'tcp'), peerAt(Uint8Array.of(198, 51, 100, 1), 'tcp')]
const [NOERROR, SERVFAIL, REFUSED] = [0, 2, 5]

function desk() {
  const generation = soleView(new ZoneSet([{ apex: zone.apex, zone }]))
  const from = readPrefix('192.0.2.0/24')
  const said: string[] = []
  const transfers = new Transfers({
    generation: () => generation,
    settings: () => ({
      views: [],
      secondaries: [],
      transfers: [
        {
          from: from.kind === 'prefixes' ? from.prefixes : [],
          key: undefined,
          zones: undefined,
          views: undefined,
          place: { file: 'janus.yaml', line: 1, column: 1, length: 1 },
        },
      ],
    }),
    history: new History(),
    refuse: (message, _from, _to, _peer, out, at) => {
      out.set(message, at)
      out[at + 2] = 0x80
      out[at + 3] = REFUSED
      return message.length
    },
    udpSize: () => 1232,
    log: pino({ level: 'warn' }, { write: (line) => void said.push(line) }),
    onFault: (error) => {
      throw error
    },
  })
  const ask = (peer = friend, type = 'AXFR') => transfers.messages(queryFor(`example.com. ${type}`), peer)
  return { transfers, ask, said }
}

const rcodeOf = ({ value }: IteratorResult<Uint8Array, void>) => readMessage(value!)!.rcode

t.test('who may have nothing takes no place, however often he asks', async (t) => {
  const { transfers, ask } = desk()
  for (let i = 0; i < MOST * 2; i++) {
    const all = ask(stranger)
    t.equal(rcodeOf(all.next()), REFUSED)
  }
  t.match(transfers.counts, { open: 0, refused: MOST * 2 })
  t.equal(rcodeOf(ask().next()), NOERROR)
})

t.test('who comes when all places are taken is told to come again, and may once one is free', async (t) => {
  const { transfers, ask, said } = desk()
  const all = Array.from({ length: MOST }, () => ask())
  t.ok(all.every((one) => rcodeOf(one.next()) === NOERROR))
  t.equal(transfers.counts.open, MOST)
  t.equal(rcodeOf(ask().next()), SERVFAIL, 'RFC 9103 §6.3.3: it passes')
  t.match(said.join(''), /a transfer has to wait: too many run at once/)
  t.equal(rcodeOf(ask(stranger).next()), REFUSED, 'who may have nothing is told nothing of that')
  // Whoever goes away in the middle leaves his place.
  all[0]!.return()
  t.equal(transfers.counts.open, MOST - 1)
  const [first, ...rest] = [...ask()]
  t.ok(first !== undefined && rest.length > 0, 'whole')
  for (const one of all) one.return()
  t.equal(transfers.counts.open, 0)
})
