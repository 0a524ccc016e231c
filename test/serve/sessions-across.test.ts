// Sessions by which clients of TLS come back: what one connection has shown counts for no other, at no door.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { selfSigned } from '../../src/net/tls/self-signed.ts'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor } from '../support/ask.ts'
import { folderOf, serve } from '../support/janus.ts'
import { proxyHeader } from '../support/proxy-header.ts'
import { askOverTls, type TlsOptions } from '../support/tls-client.ts'
import { until } from '../support/until.ts'

const zone = (address: string) => `$TTL 300\n@ SOA ns hostmaster 7 1h 10m 1d 1m\n  NS ns\nns A ${address}\n`
const files = { 'inside.zone': zone('10.0.0.1'), 'outside.zone': zone('192.0.2.1') }
const laptop = selfSigned('laptop')
const shown = { cert: laptop.certificate, key: laptop.key }
const question = queryFor('ns.univ.example. A')
const PROXY = '127.0.0.5'

/** Only `open` asks for certificates, and only where a view has them. */
const doors = ['open', 'tied', 'proxied', 'inside tls'] as const
type Door = (typeof doors)[number]
const config = (certificates: boolean, more = '') => `listen:
  - {address: "127.0.0.1:0", tls: {}}
  - {address: "127.0.0.1:0", tls: {}, view: outside}
  - {address: "127.0.0.1:0", tls: {}, proxy: [127.0.0.6], view: outside}
  - {address: "127.0.0.1:0", tls: {}, proxy: [${PROXY}], proxy-inside-tls: true}
workers: 1
tcp: {handshakes-per-network: 0}
views:
  inside: {clients: [127.0.0.1/32]${certificates ? ', certificates: [roaming.crt]' : ''}}
  outside: [any]
zones: {univ.example: {inside: inside.zone, outside: outside.zone}}
${more}`

function told(answer: Buffer | undefined): string {
  const message = answer && readMessage(answer)
  const [record] = message?.answer ?? []
  if (message === undefined) return 'nothing'
  return record === undefined ? rcodeName(message.rcode) : record.rdata[0] === 10 ? 'inside' : 'outside'
}

for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const)
  t.test(`${maxVersion}: a session of one door at another`, async (t) => {
    const folder = folderOf(t, { ...files, 'roaming.crt': laptop.certificate, 'janus.yaml': config(true) })
    const janus = await serve(t, folder)
    const ask = async (door: Door, options: TlsOptions = {}) => {
      const port = Number(janus.listen[doors.indexOf(door)]!.split(':')[1])
      const from = door === 'inside tls' ? PROXY : '127.0.0.9'
      const before = door === 'inside tls' ? { before: proxyHeader({ from: '127.0.0.9', stream: true }) } : {}
      const asked = await askOverTls(t, port, [question], { maxVersion, from, ...before, ...options })
      return { ...asked, told: told(asked.answers[0]) }
    }
    // Each begins a session, with a certificate and without, and comes back by it without one.
    for (const first of ['open', 'tied', 'inside tls'] as const)
      for (const pair of [{}, shown]) {
        const begun = await ask(first, pair)
        const about = `begun at ${first} ${'cert' in pair ? 'with' : 'without'} a certificate`
        t.equal(begun.told, first === 'open' && 'cert' in pair ? 'inside' : 'outside', about)
        for (const second of ['open', 'tied', 'inside tls'] as const) {
          const back = await ask(second, { session: begun.session! })
          t.equal(back.told, 'outside', `${about}, at ${second}`)
          // Where certificates decide, no session begins and none is taken up.
          if (first === 'open' || second === 'open') t.notOk(back.reused, `${about}, at ${second}: a whole handshake`)
          else t.ok(back.reused, `${about}, at ${second}: in short`)
        }
        const again = await ask('open', { session: begun.session!, ...shown })
        t.match(again, { reused: false, told: 'inside' }, `${about}: and with one its owner has his view`)
      }
    // Sessions of a time when certificates decided nothing, and of one when they did.
    const [one, other] = [config(false), config(true)]
    writeFileSync(join(folder, 'janus.yaml'), one)
    janus.signal('SIGHUP')
    await janus.logged('reloaded')
    const ofDoor = async (reused: boolean, session: Buffer) => {
      // Threads hear of it in their own time.
      await until(`a session that is ${reused ? '' : 'not '}taken up`, async () => {
        return (await ask('open', { session })).reused === reused
      })
      return await ask('open', { session })
    }
    let { session } = await ask('open', shown)
    await until('a session that is taken up', async () => {
      if ((await ask('open', { session: session! })).reused) return true
      session = (await ask('open', shown)).session
      return false
    })
    t.match(await ask('open', { session: session! }), { reused: true, told: 'outside' }, 'nothing is decided by one')
    writeFileSync(join(folder, 'janus.yaml'), other)
    janus.signal('SIGHUP')
    await janus.logged('reloaded', 2)
    t.match(await ofDoor(false, session!), { reused: false, told: 'outside' }, 'begun before certificates decided')
    const { session: roaming } = await ask('open', shown)
    writeFileSync(join(folder, 'janus.yaml'), one)
    janus.signal('SIGHUP')
    await janus.logged('reloaded', 3)
    t.match(await ofDoor(true, session!), { reused: true, told: 'outside' }, 'and again when they do not')
    t.match(await ask('open', { session: roaming! }), { reused: false, told: 'outside' }, 'begun while they did')
  })

t.test('what a session began with does not make a transfer', async (t) => {
  const more = 'transfers: [{from: [127.0.0.1], views: [inside], tls: required}]\n'
  const janus = await serve(t, folderOf(t, { ...files, 'janus.yaml': config(false, more) }))
  const transfer = queryFor('univ.example. AXFR')
  const ask = async (options: TlsOptions) => {
    const asked = await askOverTls(t, janus.port(), [transfer], options)
    const message = readMessage(asked.answers[0]!)!
    return { ...asked, told: message.answer.length > 0 ? 'given' : rcodeName(message.rcode) }
  }
  const xot = await ask({})
  t.equal(xot.told, 'given')
  t.match(await ask({ session: xot.session! }), { reused: true, told: 'given' })
  t.match(await ask({ session: xot.session!, ALPNProtocols: [] }), { reused: true, told: 'REFUSED' }, 'without ALPN')
  t.match(await ask({ session: xot.session!, from: '127.0.0.9' }), { reused: true, told: 'REFUSED' }, 'from elsewhere')
  const plain = await ask({ ALPNProtocols: [] })
  t.match(await ask({ session: plain.session! }), { told: 'given' }, 'and with ALPN, whatever it began without')
})
