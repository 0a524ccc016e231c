// What lets a client come back without a whole handshake: the keys of tickets, whatever certificate is shown, for as long as they stay.

import t from 'tap'
import type { Credentials } from '../../../src/net/tls/secure-door.ts'
import { selfSigned } from '../../../src/net/tls/self-signed.ts'
import { askOverTls } from '../../support/tls-client.ts'
import { tlsDoor } from '../../support/tls-door.ts'
import { query } from '../harness.ts'

const [one, two] = [selfSigned('one'), selfSigned('two')]
const showing = (pair: Credentials['pair'], day: number): Credentials => ({
  ...{ pair, tickets: Buffer.alloc(48, day), clients: [], asks: false },
})

for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const)
  t.test(`${maxVersion}: who comes back finds his session by the keys of tickets alone`, async (t) => {
    const here = await tlsDoor(t, {}, showing(one, 1))
    const there = await tlsDoor(t, {}, showing(two, 1))
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
    t.equal(here.handshakes.resumed, 2)
    here.use(showing(two, 2))
    t.match(await asked(here.port, session), { reused: false }, 'keys of another day')
    t.match(
      await asked(here.port, (await asked(here.port)).session),
      { reused: true },
      'by which one comes back as well',
    )
  })
