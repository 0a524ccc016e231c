// What is printed for a secondary puts each client where this server puts it, and asks for each face by its own key.

import t from 'tap'
import { parseConfig } from '../../../src/text/config/load.ts'
import { type PeerConfig, peerConfigText } from '../../../src/tools/tsig/peer-config.ts'
import { formatPrefix } from '../../../src/views/prefix.ts'

const { settings } = parseConfig(
  'janus.yaml',
  Buffer.from(`views:
  internal: {clients: [10.0.0.0/8], refuse: [lab.example]}
  laboratory: [10.9.0.0/16]
  external: [any]
zones: {a.example: a.zone}
`),
)
const secret = Buffer.alloc(32, 1).toString('base64')
const key = (name: string) => ({ name, algorithm: 'hmac-sha256', secret })
const config: PeerConfig = {
  peer: 'ns2',
  primary: [{ family: 4, address: '192.0.2.2', port: 53 }],
  clients: settings!.views,
  views: [
    { name: 'internal', key: key('ns2.internal'), zones: ['a.example', '128/25.2.0.192.in-addr.arpa'] },
    { name: 'external', key: key('ns2.external'), zones: ['a.example'] },
  ],
}

t.test('a client of a view that the secondary does not get is in no other view there', async (t) => {
  const bind = peerConfigText('bind', config)
  t.match(
    bind,
    'match-clients { key "ns2.internal"; !key "ns2.external"; !10.9.0.0/16; 10.0.0.0/8; !0.0.0.0/0; !::/0; };',
  )
  t.match(
    bind,
    'match-clients { !key "ns2.internal"; key "ns2.external"; !10.9.0.0/16; !10.0.0.0/8; 0.0.0.0/0; ::/0; };',
  )
  const { settings: theirs } = parseConfig('janus.yaml', Buffer.from(peerConfigText('janus', config)))
  const views = (of: typeof settings) =>
    of!.views.map(({ name, public: open, prefixes, refused }) => [name, open, prefixes.map(formatPrefix), refused])
  t.same(views(theirs), views(settings))
})

t.test('each face is asked for by its key, and no file has a slash in its name', async (t) => {
  for (const server of ['bind', 'janus'] as const) t.match(peerConfigText(server, config), /key:? "?ns2\.external/)
  for (const server of ['bind', 'nsd', 'knot'] as const)
    t.match(peerConfigText(server, { ...config, views: [config.views[0]!] }), 'internal.128-25.2.0.192.in-addr.arpa')
  t.notMatch(peerConfigText('janus', config), secret)
})
