// Copies of primaries' zones that a disk, or somebody, has changed while the server was away: none is served, what may still be
// served is fetched anew, and until then clients are told that the zone is not ready; a zone beside it is served as ever.

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { janus as command, folderOf, missing, run, serve } from '../support/janus.ts'
import { loneSecondary } from '../support/lone-secondary.ts'
import { Primary, type Reply } from '../transfer/primary.ts'
import { message, messagesOf } from '../transfer/streams.ts'

const skip = await missing('dig')
const soa = '@ SOA ns hostmaster 7 1d 2h 4w 1h'

const damages: readonly { readonly name: string; readonly does: (file: string) => void }[] = [
  { name: 'one bit', does: (file) => flip(file) },
  { name: 'the file', does: (file) => rmSync(file) },
]

t.test('a damaged copy is never served, and comes anew', { skip }, async (t) => {
  let isThere = true
  const primary = await Primary.start(({ type }): Reply => {
    if (!isThere) return [message([], { type: type as 'SOA', rcode: 5 })]
    return type === 'SOA' ? messagesOf([soa], { type }) : messagesOf([soa, '@ NS ns', 'ns A 192.0.2.1', soa], {})
  })
  t.teardown(() => primary.close())
  const folder = folderOf(t, {
    'whole.zone': '$TTL 60\n@ SOA ns root 1 1h 1h 1w 60\n@ NS ns\nns A 192.0.2.7\n',
    'janus.yaml': loneSecondary(primary.port, { zones: ', whole.example: whole.zone' }),
  })
  const copies = join(folder, 'state/kept/primaries')
  const config = ['--config', join(folder, 'janus.yaml')]
  let janus = await serve(t, folder)
  await janus.logged('a zone has come from its primary')
  const asks = async (name: string) =>
    (await run('dig', ['@127.0.0.1', '-p', `${janus.port()}`, '+norec', name])).stdout
  for (const { name, does } of damages) {
    janus.signal('SIGTERM')
    await janus.ended
    isThere = false
    const file = join(copies, readdirSync(copies).find((one) => one.endsWith('.zone'))!)
    does(file)
    janus = await serve(t, folder)
    t.match(await asks('ns.example.com'), /status: SERVFAIL[\s\S]*EDE: 14/, `${name} lost: not ready`)
    t.match(await asks('ns.whole.example'), '192.0.2.7', `${name} lost: the zone beside it`)
    isThere = true
    t.match(await command('transfers', 'fetch', 'example.com', ...config), { code: 0 })
    t.match(await asks('ns.example.com'), '192.0.2.1', `${name} lost: it has come anew`)
  }
  t.match(await command('transfers', '--json', ...config), { code: 0, stdout: /"state": ?"current"/ })
})

function flip(file: string): void {
  const octets = readFileSync(file)
  octets[octets.length >> 1]! ^= 1
  writeFileSync(file, octets)
}
