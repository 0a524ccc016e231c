// A member of a catalog comes and goes around names under which we tell the keys of another zone: where it holds such a name, ours has
// nothing to say there, and has it again when it is gone. What comes by a catalog is signed by whoever it comes from.

import { chmodSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { askServer } from '../../src/operate/control/client.ts'
import { readMessage } from '../../src/wire/message.ts'
import { announceKey } from '../support/announced-keys.ts'
import { queryFor } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { FakeParent } from '../support/fake-parent.ts'
import { freePort } from '../support/free-port.ts'
import { type Files, folderOf, serve } from '../support/janus.ts'
import { until } from '../support/until.ts'

const KEY = 'key "ns2.outside" { algorithm hmac-sha256; secret "R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY="; };\n'
const HEAD = '$TTL 60\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.1\n'
/** Some others, of which none goes: a list that loses most of its members is not followed. */
const STAY = ['one', 'two', 'three']
const SUB = 'sub.univ.example'
const catalog = (serial: number, members: readonly string[]) =>
  `$TTL 0\n@ SOA invalid. invalid. ${serial} 3600 600 2147483646 0\n@ NS invalid.\nversion TXT "2"\n${members
    .map((member) => `${member.split('.')[0]}.zones PTR ${member}.\n`)
    .join('')}`

t.test('what holds a name comes by a catalog, and goes', async (t) => {
  const [port, other] = [await freePort(), await freePort()]
  const parent = await FakeParent.start(t)
  const folderWith = (files: Files) => {
    const folder = folderOf(t, { ...files, 'keys/tsig/ns2.outside.key': KEY })
    for (const path of ['keys', 'keys/tsig']) chmodSync(join(folder, path), 0o700)
    chmodSync(join(folder, 'keys/tsig/ns2.outside.key'), 0o600)
    return folder
  }
  const others = STAY.map((name) => `${name}.test`)
  const main = folderWith({
    'janus.yaml': `listen: ["127.0.0.1:${port}"]
workers: 1
views: {outside: [any]}
secondaries: {ns2: {address: ["127.0.0.1:${other}"], views: [outside]}}
zones:
  catalog.example: catalog.zone
${[...others, SUB].map((name) => `  ${name}: member.zone\n`).join('')}`,
    'member.zone': HEAD,
    'catalog.zone': catalog(1, others),
  })
  const follower = folderWith({
    'janus.yaml': `listen: ["127.0.0.1:${other}"]
workers: 1
views: {outside: [any]}
tsig: {ns2.outside: {view: outside}}
primaries: {main: {address: ["127.0.0.1:${port}"], key: ns2.outside}}
catalogs: {catalog.example: {view: outside, primary: main, zones: ["*.test", ${SUB}]}}
zones: {univ.example: univ.zone, lab.example: lab.zone}
sign: {univ.example: {parents: []}, lab.example: {parents: ["127.0.0.1:${parent.port}"]}}
`,
    'univ.zone': `${HEAD}ns.sub A 192.0.2.1\n`,
    'lab.zone': `$TTL 60\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns.sub.univ.example.\n`,
  })
  announceKey(follower, 'lab.example')
  const verb = async (folder: string, name: string) => {
    const answer = await askServer(join(folder, 'state/control.sock'), { verb: name, options: {} })
    if (answer.kind !== 'result') throw new Error(JSON.stringify(answer))
    return answer.result
  }
  await serve(t, main)
  let janus = await serve(t, follower)
  const asked = async (question: string) => {
    const way = { port: janus.port(), from: '127.0.0.1', transport: 'udp' } as const
    return readMessage(await exchange(t, queryFor(question), way))!
  }
  const isSaid = async () => (await asked(`_dsboot.lab.example._signal.ns.${SUB}. CDS`)).answer.length > 0
  const states = async () =>
    ((await verb(follower, 'dnssec')) as readonly { signals?: readonly { state: string; holder?: string }[] }[])
      .flatMap(({ signals = [] }) => signals.map(({ state, holder }) => `${state} ${holder}`))
      .join()
  let serial = 1
  const lists = async (members: readonly string[]) => {
    writeFileSync(join(main, 'next'), catalog(++serial, members))
    renameSync(join(main, 'next'), join(main, 'catalog.zone'))
    await verb(main, 'reload')
  }
  await until('the others', async () => (await asked('ns.three.test. A')).answer.length > 0)
  await until('it is said in a zone of ours', isSaid)
  t.equal(await states(), 'shown univ.example.')
  const before = (await asked('univ.example. SOA')).answer[0]!.rdata
  for (let turn = 0; turn < 2; turn++) {
    await lists([...others, SUB])
    await until('the member', async () => (await asked(`${SUB}. SOA`)).answer.length > 0)
    await until('the names are its own', async () => (await states()) === `unsigned ${SUB}.`)
    t.notOk(await isSaid())
    if (turn === 1) {
      janus.signal('SIGKILL')
      await janus.ended
      janus = await serve(t, follower)
      await until('the member, after a restart', async () => (await asked(`${SUB}. SOA`)).answer.length > 0)
      t.equal(await states(), `unsigned ${SUB}.`)
    }
    await lists(others)
    await until('it is said again', isSaid)
    t.equal(await states(), 'shown univ.example.')
  }
  t.notSame((await asked('univ.example. SOA')).answer[0]!.rdata, before, 'each time in another version')
})
