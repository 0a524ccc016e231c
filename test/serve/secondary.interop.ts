// A server that has a zone from a primary: served when it has come, kept, served again before anybody is asked, and no part
// of what reloads and rollbacks change.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { janus as command, dig, folderOf, missing, serve } from '../support/janus.ts'
import { loneSecondary } from '../support/lone-secondary.ts'
import { Primary } from '../transfer/primary.ts'
import { messagesOf } from '../transfer/streams.ts'

const noDig = await missing('dig')
const soa = (serial: number) => `@ SOA ns hostmaster ${serial} 1d 2h 4w 1h`
const whole = (serial: number, address: string, perMessage = 5) =>
  messagesOf([soa(serial), '@ NS ns', 'ns A 192.0.2.1', `www A ${address}`, soa(serial)], { perMessage })

function config(port: number): string {
  return loneSecondary(port, { zones: ', ours.example: ours.zone' })
}

t.test(
  'what has come is served, and again after the primary is gone and the server was killed',
  { skip: noDig },
  async (t) => {
    const primary = await Primary.start(() => whole(7, '192.0.2.2'))
    t.teardown(() => primary.close())
    const folder = folderWith(t, primary.port)
    const janus = await serve(t, folder)
    await janus.logged(CAME)
    t.same(await dig(janus.port(), '@127.0.0.1', 'www.example.com', 'A'), ['www.example.com. 60 IN A 192.0.2.2'])
    t.same(await dig(janus.port(), '@127.0.0.1', 'ns.ours.example', 'A'), ['ns.ours.example. 60 IN A 192.0.2.9'])
    janus.signal('SIGKILL')
    await janus.ended
    await primary.close()
    const again = await serve(t, folder)
    t.same(await dig(again.port(), '@127.0.0.1', 'www.example.com', 'A'), ['www.example.com. 60 IN A 192.0.2.2'])
  },
)

t.test(
  'what has not come yet, or only half of it, is SERVFAIL, and the other zones are served',
  { skip: noDig },
  async (t) => {
    const primary = await Primary.start(() => [whole(7, '192.0.2.2', 2)[0]!, 'close'])
    t.teardown(() => primary.close())
    const janus = await serve(t, folderWith(t, primary.port))
    await janus.logged(
      'example.com in inside: hidden (127.0.0.1:PORT) closed the connection before the end of the transfer'.replace(
        'PORT',
        String(primary.port),
      ),
    )
    t.same(await dig(janus.port(), '@127.0.0.1', 'www.example.com', 'A'), ['SERVFAIL'])
    t.same(await dig(janus.port(), '@127.0.0.1', 'ns.ours.example', 'A'), ['ns.ours.example. 60 IN A 192.0.2.9'])
  },
)

t.test('a reload and a rollback leave what has come', { skip: noDig }, async (t) => {
  const primary = await Primary.start(() => whole(7, '192.0.2.2'))
  t.teardown(() => primary.close())
  const folder = folderWith(t, primary.port)
  const janus = await serve(t, folder)
  await janus.logged(CAME)
  writeFileSync(join(folder, 'ours.zone'), OURS.replace('192.0.2.9', '192.0.2.10').replace(' 1 1d', ' 2 1d'))
  const steps = [['reload'], ['rollback']]
  for (const step of steps) {
    const { code, stderr } = await command(...step, '--config', join(folder, 'janus.yaml'))
    t.equal(code, 0, `${step}: ${stderr}`)
    t.same(await dig(janus.port(), '@127.0.0.1', 'www.example.com', 'A'), ['www.example.com. 60 IN A 192.0.2.2'])
  }
  t.same(await dig(janus.port(), '@127.0.0.1', 'ns.ours.example', 'A'), ['ns.ours.example. 60 IN A 192.0.2.9'])
})

t.test(
  "NOTIFY of the primary is answered and looked into at once; a stranger's is refused",
  { skip: noDig },
  async (t) => {
    let serial = 7
    const primary = await Primary.start(({ type }) =>
      type === 'SOA' ? messagesOf([soa(serial)], { type: 'SOA' }) : whole(serial, `192.0.2.${serial}`),
    )
    t.teardown(() => primary.close())
    const janus = await serve(t, folderWith(t, primary.port))
    await janus.logged(CAME)
    serial = 8
    const ask = (...more: string[]) =>
      dig(janus.port(), '@127.0.0.1', ...more, '+opcode=notify', '+norec', 'example.com', 'SOA')
    t.same(await ask('-b', '127.0.0.2'), ['REFUSED'])
    t.same(await ask('+tcp'), ['NOERROR'])
    t.match(await janus.logged(CAME, 2), { serial: 8, before: 7 })
    t.same(await dig(janus.port(), '@127.0.0.1', 'www.example.com', 'A'), ['www.example.com. 60 IN A 192.0.2.8'])
  },
)

const CAME = 'a zone has come from its primary'
const OURS = '$TTL 60\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.9\n'

function folderWith(t: Test, port: number): string {
  return folderOf(t, { 'janus.yaml': config(port), 'ours.zone': OURS })
}
