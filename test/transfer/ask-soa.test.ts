// A primary or a secondary that is asked for its SOA, wherever it is said to be.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { askSoa } from '../../src/transfer/ask-soa.ts'
import { Connections } from '../../src/transfer/connection.ts'
import { Refusals } from '../../src/transfer/fetch.ts'

/** The first lets no socket connect: as an IPv6 address does on a host without IPv6. */
const nowhere = [
  ['255.255.255.255', 4],
  ['224.0.0.1', 4],
  ['0.0.0.0', 4],
] as const

for (const [address, family] of nowhere)
  t.test(`${address} cannot be asked, which is told, and ends nothing else`, async (t) => {
    const connections = new Connections()
    t.teardown(() => connections.close())
    const peer = { name: 'ns2', at: { family, address, port: 9 }, source: undefined, key: undefined }
    const answer = await askSoa(nameFromText('a.example.'), peer, connections, new Refusals(Date.now), [20, 20])
    t.match(answer, { kind: 'failed', unreachable: true })
  })
