// What lets a client come back without a whole handshake: the keys of tickets, whatever certificate is shown, for as long as they stay.

import t, { type Test } from 'tap'
import { TcpClients } from '../../../src/net/tcp-clients.ts'
import { Handshakes } from '../../../src/net/tls/handshakes.ts'
import { openTls } from '../../../src/net/tls/listener.ts'
import type { Credentials } from '../../../src/net/tls/secure-door.ts'
import { selfSigned } from '../../../src/net/tls/self-signed.ts'
import { testLimits } from '../../support/tcp-limits.ts'
import { askOverTls } from '../../support/tls-client.ts'
import { query, stub } from '../harness.ts'

const [one, two] = [selfSigned('one'), selfSigned('two')]
const showing = (pair: Credentials['pair'], day: number): Credentials => ({
  ...{ pair, tickets: Buffer.alloc(48, day), clients: [], asks: false },
})

/** As one thread has it. */
async function door(t: Test, credentials: Credentials) {
  const streams = new TcpClients(stub, { async *answer() {} }, testLimits)
  const counts = { shaken: 0, failed: 0, refused: 0, resumed: 0 }
  const opened = await openTls({ address: '127.0.0.1', port: 0, view: -1 }, credentials, {
    ...{ streams, handshakes: new Handshakes(0), proxied: { strangers: 0, broken: 0 }, counts },
  })
  t.teardown(async () => {
    opened.close()
    await streams.close()
  })
  return { ...opened, counts, port: opened.address.port }
}

for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const)
  t.test(`${maxVersion}: who comes back finds his session by the keys of tickets alone`, async (t) => {
    const here = await door(t, showing(one, 1))
    const there = await door(t, showing(two, 1))
    const asked = (port: number, session?: Buffer) =>
      askOverTls(t, port, [query(1, 40)], { maxVersion, ...(session && { session }) })
    const first = await asked(here.port)
    t.match(first, { reused: false })
    const { session } = first
    t.match(await asked(here.port, session), { reused: true })
    t.match(await asked(there.port, session), { reused: true }, 'another thread')
    here.use(showing(two, 1))
    t.match(await asked(here.port, session), { reused: true }, 'another certificate')
    t.not((await asked(here.port)).fingerprint, first.fingerprint, 'which all others are shown')
    t.equal(here.counts.resumed, 2)
    here.use(showing(two, 2))
    t.match(await asked(here.port, session), { reused: false }, 'keys of another day')
    t.match(
      await asked(here.port, (await asked(here.port)).session),
      { reused: true },
      'by which one comes back as well',
    )
  })
