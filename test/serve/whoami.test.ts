// What a client is told of whom Janus takes it for.

import t from 'tap'
import { addressFromText } from '../../src/dns/address.ts'
import { peerAt } from '../../src/net/peer.ts'
import { whoamiTexts } from '../../src/serve/whoami.ts'
import { generationOf } from '../support/zones.ts'

t.test('a string of a TXT record has 255 octets at most, whatever a view is called', async (t) => {
  const peer = peerAt(addressFromText('192.0.2.7')!, 'udp')
  for (const view of ['inside', 'v'.repeat(250), 'v'.repeat(251), 'v'.repeat(600), '学'.repeat(200)]) {
    const texts = whoamiTexts(peer, 0, generationOf({ [view]: { clients: ['any'], zones: {} } }))
    t.ok(
      texts.every(({ length }) => length <= 255),
      `${view.length}`,
    )
    t.match(Buffer.from(texts.at(-1)!).toString(), /^view=/)
  }
})
