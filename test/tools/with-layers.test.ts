// What messages have made of a zone, as the commands tell it that read files and the state folder and ask no server: explain, print, diff.

import { join } from 'node:path'
import t from 'tap'
import { exchange } from '../support/exchange.ts'
import { janus as command, folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'
import { updateMessage } from '../support/update-message.ts'

const zone = '$TTL 300\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 127.0.0.1\nwww A 127.0.0.2\nold A 127.0.0.3\n'
const files = {
  'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
udp: portable
state: state
views: {internal: [127.0.0.1], external: [any]}
zones: {univ.example: {internal: inside.zone, external: outside.zone}}
updates: [{from: [127.0.0.1], zones: [univ.example], max-lease: 1h}]
`,
  'inside.zone': zone,
  'outside.zone': zone,
}

t.test('explain, print and diff show records of messages as what they are', async (t) => {
  const folder = folderOf(t, files)
  const site = new Site(folder)
  t.teardown(() => site.stop())
  await site.start()
  let id = 0
  for (const [lines, lease] of [
    [['add new 60 A 127.0.0.9', 'delete old A'], undefined],
    [['add brief 60 TXT "x"'], [600]],
  ] as const) {
    const message = updateMessage('univ.example.', lines, { id: ++id, ...(lease && { lease }) })
    const { port } = site.server.bound[0]!
    t.equal((await exchange(t, message, { port: Number(port), from: '127.0.0.1', transport: 'tcp' }))[3]! & 0xf, 0)
  }
  const config = ['--config', join(folder, 'janus.yaml')]
  const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`
  const by = `dynamic, from 127\\.0\\.0\\.1 at ${time}`

  await t.test('print: the line says who, when and until when', async (t) => {
    const { code, stdout } = await command('print', 'internal', 'univ.example', ...config)
    t.equal(code, 0)
    t.match(stdout, new RegExp(`^new.* 60\\s+IN\\s+A\\s+127\\.0\\.0\\.9 ; ${by}$`, 'm'))
    t.match(stdout, new RegExp(`^brief.* TXT\\s+"x" ; ${by}, until ${time}$`, 'm'))
    t.notMatch(stdout, /^old/m, 'what a message has taken away is not there')
    t.match(stdout, /^www.* A\s+127\.0\.0\.2$/m, 'what the file has bears no such words')
    const outside = await command('print', 'external', 'univ.example', ...config)
    t.notMatch(outside.stdout, /dynamic|^new|^brief/m, 'the other view is as its file')
    t.match(outside.stdout, /^old/m)
  })

  await t.test('explain: the record names the message in the place of a line', async (t) => {
    const explained = async (...words: string[]) => (await command('explain', ...words, ...config)).stdout
    t.match(await explained('127.0.0.1', 'new.univ.example', 'A'), new RegExp(`127\\.0\\.0\\.9.*\\n?.*${by}`))
    t.match(await explained('127.0.0.1', 'brief.univ.example', 'TXT'), new RegExp(`${by}, until ${time}`))
    t.match(await explained('127.0.0.1', 'old.univ.example', 'A'), /NXDOMAIN/)
    const fromFile = await explained('127.0.0.1', 'www.univ.example', 'A')
    t.match(fromFile, /inside\.zone:5/)
    t.notMatch(fromFile, /dynamic/)
    t.match(await explained('192.0.2.1', 'new.univ.example', 'A'), /NXDOMAIN/)
  })

  await t.test('diff: what messages have changed of one view differs from the other', async (t) => {
    const { code, stdout } = await command('diff', 'internal', 'external', 'univ.example', '--json', ...config)
    t.equal(code, 1)
    const { differences } = JSON.parse(stdout) as { differences: { name: string; type: string }[] }
    t.same(differences.map(({ name, type }) => `${name} ${type}`).sort(), [
      'brief.univ.example. TXT',
      'new.univ.example. A',
      'old.univ.example. A',
    ])
  })
})
