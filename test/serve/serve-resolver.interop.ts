// unbound as the resolver of a mail gateway: it asks the server like every resolver (EDNS, DO, name minimisation, glue),
// once from an inside address and once from an outside one.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { loadConfig } from '../../src/text/config/load.ts'
import { campus } from '../support/campus.ts'
import { freePort } from '../support/free-port.ts'
import { dig, folderOf, type Janus, missing, serve } from '../support/janus.ts'

const skip = await missing('unbound', 'dig')

for (const udp of ['auto', 'portable']) {
  t.test(`a resolver asks, udp: ${udp}`, { skip }, async (t) => {
    const janus = await serve(t, folderOf(t, { 'janus.yaml': campus({ udp }) }))
    const [inside, outside] = await Promise.all([resolver(t, janus, '127.0.0.1'), resolver(t, janus, '127.0.0.2')])
    const rows: [string, string[], string[]][] = [
      ['hosta.dept.univ.example MX', ['10 hosta.dept.univ.example.'], ['10 mx.univ.example.']],
      ['hosta.dept.univ.example A', ['192.0.2.10'], ['192.0.2.10']],
      ['mx.univ.example A', ['10.1.0.25'], ['192.0.2.25', '198.51.100.25']],
      ['mx.univ.example MX', ['NOERROR'], ['NOERROR']],
      ['mx-delivery.univ.example A', ['10.1.0.25'], ['NXDOMAIN']],
      ['mx.univ.example.dept.univ.example MX', ['NXDOMAIN'], ['NXDOMAIN']],
      ['dept.univ.example A', ['NOERROR'], ['NOERROR']],
    ]
    for (const [ask, in_, out] of rows) {
      const words = ['@127.0.0.1', ...ask.split(' ')]
      t.same((await dig(inside, ...words)).map(data), in_, `${ask} for the gateway inside`)
      t.same((await dig(outside, ...words)).map(data), out, `${ask} for everybody else`)
    }
    t.same(
      (await dig(inside, '@127.0.0.1', '-x', '10.1.0.25')).map(data),
      ['mx-delivery.univ.example.'],
      'the reverse name inside',
    )
    t.same(await dig(outside, '@127.0.0.1', '-x', '10.1.0.25'), ['SERVFAIL'], 'refused outside')
  })
}

/** Everything after owner, TTL, class and type. */
function data(line: string): string {
  return line.split(' ').slice(4).join(' ') || line
}

/** Starts unbound with every zone of the sample campus as a stub, and gives its port. */
async function resolver(t: Test, janus: Janus, from: string): Promise<number> {
  const zones = loadConfig(join(import.meta.dirname, '../../zones/janus.yaml')).settings!.zones
  for (let triesLeft = 5; ; triesLeft--) {
    const port = await freePort()
    const folder = folderOf(t, {
      'unbound.conf': `server:
  interface: 127.0.0.1
  port: ${port}
  outgoing-interface: ${from}
  do-ip6: no
  do-not-query-localhost: no
  do-daemonize: no
  use-syslog: no
  verbosity: 1
  chroot: ""
  username: ""
  pidfile: ""
  logfile: ""
  module-config: "iterator"
  qname-minimisation: yes
${zones.map(({ name }) => `  local-zone: "${name}" nodefault`).join('\n')}
remote-control:
  control-enable: no
${zones.map(({ name }) => `stub-zone:\n  name: "${name}"\n  stub-addr: 127.0.0.1@${janus.port('127.')}\n`).join('')}`,
    })
    const unbound = spawn('unbound', ['-c', join(folder, 'unbound.conf')], { stdio: ['ignore', 'ignore', 'pipe'] })
    const ended = once(unbound, 'exit')
    t.teardown(() => {
      unbound.kill()
      return ended
    })
    let said = ''
    const serving = await new Promise<boolean>((resolve) => {
      ended.then(() => resolve(false))
      unbound.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text
        if (said.includes('start of service')) resolve(true)
      })
    })
    if (serving) return port
    if (triesLeft === 1) throw new Error(`unbound does not start: ${said}`)
  }
}
