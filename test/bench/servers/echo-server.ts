// The floor: our own UDP path that sends back what it receives, marked as a response. `node echo-server.ts PORT`

import { loadLibc } from '../../../src/net/batch/libc.ts'
import { serveBatches } from '../../../src/net/batch/loop.ts'
import { openSockets } from '../../../src/net/batch/socket.ts'

const libc = await loadLibc()
if (typeof libc === 'string') throw new Error(libc)

const QR = 0x80

serveBatches(libc, {
  sockets: openSockets(libc, { address: '127.0.0.1', port: Number(process.argv[2]), view: -1 }, 1),
  counts: { received: 0, sent: 0, failed: 0 },
  proxied: { strangers: 0, broken: 0 },
  goOn: () => true,
  respond: (message, from, to, _peer, out, at) => {
    for (let i = from; i < to; i++) out[at + i - from] = message[i]!
    out[at + 2]! |= QR
    return to - from
  },
})
