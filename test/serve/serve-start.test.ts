// Says why the server does not start, in a sentence or for all places of the configuration at once, with exit code 2.

import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { userInfo } from 'node:os'
import t, { type Test } from 'tap'
import { folderOf, Janus, unprivileged } from '../support/janus.ts'

const zone = '@ 300 IN SOA ns hostmaster 7 3600 600 86400 60\n@ 300 IN NS ns\nns 300 IN A 192.0.2.2\n'

/** Runs a server that will not serve to its end. */
async function refusal(t: Test, config: string, command?: readonly string[]): Promise<string> {
  const janus = new Janus(t, folderOf(t, { 'janus.yaml': config, 'example.com.zone': zone }), command)
  t.same(await janus.ended, { code: 2, signal: null })
  t.notOk(janus.log.some(({ msg }) => msg === 'ready'))
  t.notMatch(janus.stderr, /^ +at /m, 'no stack trace')
  return janus.stderr
}

const configFor = (address: string, udp: string) =>
  `listen: ["${address}"]\nworkers: 2\nudp: ${udp}\nzones: {example.com: example.com.zone}\n`

for (const udp of ['auto', 'portable']) {
  for (const [address, shown] of [
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '[::1]'],
  ] as const) {
    t.test(`a port in use on ${address}, udp: ${udp}`, async (t) => {
      const tcp = createServer()
      t.teardown(() => tcp.close())
      await new Promise<void>((resolve) => tcp.listen(0, address, resolve))
      const { port: taken } = tcp.address() as { port: number }
      const sentence = (port: number, protocol: string) =>
        `janus: cannot listen on ${shown}:${port} (${protocol}): the port is in use by node serve-start.test.ts ` +
        `(process ${process.pid}, user ${userInfo().username}); stop it or choose another port\n`
      t.equal(await refusal(t, configFor(`${shown}:${taken}`, udp)), sentence(taken, 'TCP'))

      const socket = createSocket({ type: address === '::1' ? 'udp6' : 'udp4' })
      t.teardown(() => socket.close())
      await new Promise<void>((resolve) => socket.bind(0, address, resolve))
      const { port } = socket.address()
      t.equal(await refusal(t, configFor(`${shown}:${port}`, udp)), sentence(port, 'UDP'))
    })
  }
}

const command = await unprivileged()
const skip = typeof command === 'string' ? command : everyoneMayBind(53) && 'every user may have port 53 here'

t.test('a port below 1024 without permission', { skip }, async (t) => {
  for (const address of ['127.0.0.1:53', '[::1]:53'])
    t.equal(
      await refusal(t, configFor(address, 'auto'), command as string[]),
      `janus: cannot listen on ${address} (TCP): permission denied; a port below 1024 needs root or the capability CAP_NET_BIND_SERVICE\n`,
    )
})

t.test('an address that this machine does not have', async (t) => {
  t.match(
    await refusal(t, configFor('203.0.113.200:5300', 'auto')),
    /^janus: cannot listen on 203\.0\.113\.200:5300 \(TCP\): this machine does not have the address.*\n$/,
  )
})

t.test('a bad configuration: every problem at its place', async (t) => {
  const said = await refusal(
    t,
    `listen: [localhost:53]
workers: none
views: {internal: [10.0.0.1/8]}
zones: {example.com: {outside: example.com.zone}}
unknown: 1
`,
  )
  for (const place of ['1:10', '2:10', '3:20', '4:23', '5:1'])
    t.match(said, new RegExp(`janus\\.yaml:${place}: error: `), place)
})

t.test('no configuration', async (t) => {
  const janus = new Janus(t, folderOf(t, {}))
  t.same(await janus.ended, { code: 2, signal: null })
  t.match(janus.stderr, /janus\.yaml:1:1: error: cannot open the configuration: there is no such file/)
})

function everyoneMayBind(port: number): boolean {
  return Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8')) <= port
}
