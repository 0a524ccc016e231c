// A listener of DNS over TLS as one thread has it, until the test ends.

import type { Test } from 'tap'
import { TcpClients } from '../../src/net/tcp-clients.ts'
import type { TcpLimits } from '../../src/net/tcp-limits.ts'
import { Handshakes } from '../../src/net/tls/handshakes.ts'
import { openTls } from '../../src/net/tls/listener.ts'
import type { Credentials } from '../../src/net/tls/secure-door.ts'
import { selfSigned } from '../../src/net/tls/self-signed.ts'
import { stub } from '../net/harness.ts'
import { testLimits } from './tcp-limits.ts'

let pair: Credentials['pair'] | undefined

/** `clients`: of the streams; `handshakes`: of what came before these. */
export async function tlsDoor(t: Test, limits: Partial<TcpLimits> = {}, credentials?: Credentials) {
  const streams = new TcpClients(stub, { async *answer() {} }, { ...testLimits, ...limits })
  const handshakes = { shaken: 0, failed: 0, refused: 0, resumed: 0 }
  pair ??= selfSigned('ns')
  const opened = await openTls(
    { address: '127.0.0.1', port: 0, view: -1 },
    credentials ?? { pair, tickets: Buffer.alloc(48, 7), clients: [], asks: false },
    {
      ...{ streams, handshakes: new Handshakes(0), proxied: { strangers: 0, broken: 0 } },
      counts: handshakes,
    },
  )
  t.teardown(async () => {
    opened.close()
    await streams.close()
  })
  return { port: opened.address.port, use: opened.use, clients: streams.counts, handshakes }
}
