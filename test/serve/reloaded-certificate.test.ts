// `janus reload` takes up certificates with all other files: the log says so before it says that the reload is done, and clients see them.

import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { selfSigned } from '../../src/net/tls/self-signed.ts'
import { queryFor } from '../support/ask.ts'
import { janus as command, folderOf, serve } from '../support/janus.ts'
import { askOverTls } from '../support/tls-client.ts'

const TAKEN = 'clients get another certificate from now on'
const LEFT =
  'something is wrong with the files of a certificate: if they cannot be used, clients get the one read before, or one that Janus signs'
const [first, ...others] = ['one', 'two', 'three'].map((name) => selfSigned(name))
const question = queryFor('ns.univ.example. A')

t.test('janus reload takes up another pair, over TLS and HTTPS, and leaves one that is none', async (t) => {
  const files = '{certificate: ns.crt, key: ns.key}'
  const folder = folderOf(t, {
    'ns.crt': first!.certificate,
    'ns.key': first!.key,
    'univ.zone': '$TTL 300\n@ SOA ns hostmaster 7 1h 10m 1d 1m\n  NS ns\nns A 192.0.2.1\n',
    'janus.yaml': `listen: [{address: "127.0.0.1:0", tls: ${files}}, {address: "127.0.0.1:0", https: ${files}}]
workers: 2
views: {campus: [any]}
zones: {univ.example: univ.zone}
`,
  })
  const janus = await serve(t, folder)
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  let reloads = 0
  /** How often the log had said it when the reload was done. */
  const reload = async (message: string) => {
    t.match(await command('reload', '--config', join(folder, 'janus.yaml')), { code: 0 })
    const done = await janus.logged('reloaded', ++reloads)
    return janus.log.slice(0, janus.log.indexOf(done)).filter(({ msg }) => msg === message).length
  }
  const shown = (i: number) =>
    askOverTls(t, Number(janus.listen[i]!.split(':')[1]), i === 0 ? [question] : [], {
      ALPNProtocols: [['dot', 'h2'][i]!],
    })
  /** Threads hear of it a moment later. */
  const shows = async (pair: { certificate: string } | undefined) => {
    const { fingerprint256 } = new X509Certificate(pair!.certificate)
    for (const i of [0, 1]) while ((await shown(i)).fingerprint !== fingerprint256) await sleep(10)
  }
  await shows(first)
  for (const [i, pair] of others.entries()) {
    write('ns.key', pair.key)
    write('ns.crt', pair.certificate)
    // One line for each address. Files are looked at every few seconds as well, which is no explanation for two in a row.
    t.equal(await reload(TAKEN), 2 * (i + 1), 'by the end of the reload')
    await shows(pair)
  }
  const before = janus.log.filter(({ msg }) => msg === LEFT).length
  write('ns.key', first!.key)
  t.equal(await reload(LEFT), before + 2, 'half a change is told')
  t.equal((await shown(0)).fingerprint, new X509Certificate(others.at(-1)!.certificate).fingerprint256, 'and is none')
})
