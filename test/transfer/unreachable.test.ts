// An administrator reads what keeps a server from being reached, and not what the system calls it.

import t from 'tap'
import { lostSaid, type Peer } from '../../src/transfer/peer.ts'
import { english } from '../../src/transfer/says.ts'

const ns2: Peer = {
  name: 'ns2',
  at: { family: 4, address: '127.0.0.1', port: 9 },
  key: undefined,
  source: undefined,
}

t.test('what keeps a connection from being made', async (t) => {
  const rows = [
    ['ECONNREFUSED', 'no program listens on that port'],
    ['ECONNRESET', 'it closes the connection at once'],
    ['ETIMEDOUT', 'no answer came'],
    ['ENETUNREACH', 'this machine has no route to that address: check routes and firewalls'],
    ['EHOSTUNREACH', 'this machine has no route to that address: check routes and firewalls'],
    ['EADDRNOTAVAIL', 'this machine does not have the address that "source" names'],
    ['EMFILE', 'EMFILE'],
  ] as const
  for (const [reason, told] of rows)
    t.equal(english.text(lostSaid(ns2, { kind: 'connect', reason })), `cannot connect to ns2 (127.0.0.1:9): ${told}`)
})
