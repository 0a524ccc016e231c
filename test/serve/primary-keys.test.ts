// Zones that are asked for by a key: without a usable one nobody is asked, and by it the primary may say from anywhere that it changed.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { janus as command, dig, folderOf, type Janus, missing, serve } from '../support/janus.ts'
import { loneSecondary } from '../support/lone-secondary.ts'
import { Primary } from '../transfer/primary.ts'
import { messagesOf } from '../transfer/streams.ts'

const skip = await missing('dig')
const SECRET = 'R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY='
const soa = (serial: number) => `@ SOA ns hostmaster ${serial} 1d 2h 4w 1h`
const whole = [soa(7), '@ NS ns', 'ns A 192.0.2.1', soa(7)]

/** `keys`: text of each file, by name; undefined: they cannot be made, for something else is where they belong. */
function folderFor(t: Test, port: number, keys: Readonly<Record<string, string>> | undefined): string {
  const folder = folderOf(t, { 'janus.yaml': loneSecondary(port, { key: 'hidden.inside' }) })
  if (keys === undefined) {
    mkdirSync(join(folder, 'keys'), { mode: 0o700 })
    writeFileSync(join(folder, 'keys/tsig'), '', { mode: 0o700 })
  }
  for (const [name, text] of Object.entries(keys ?? {})) writeKey(folder, name, text)
  return folder
}

function writeKey(folder: string, name: string, text: string): void {
  mkdirSync(join(folder, 'keys/tsig'), { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, 'keys/tsig', `${name}.key`), text, { mode: 0o600 })
}

const keyText = (name: string) => `key "${name}" { algorithm hmac-sha256; secret "${SECRET}"; };\n`

t.test('without a usable key the zone waits, nobody is asked unsigned, and status says why', { skip }, async (t) => {
  const primary = await Primary.start(({ type }) =>
    messagesOf(type === 'SOA' ? [soa(7)] : whole, { type: type as 'AXFR' }),
  )
  t.teardown(() => primary.close())
  const folder = folderFor(t, primary.port, undefined)
  const janus = await serve(t, folder)
  const why =
    'the key "hidden.inside" cannot be used: "janus tsig list" says why; repair its file, and run "janus reload"'
  await janus.logged(`example.com in inside: ${why}`)
  const config = ['--config', join(folder, 'janus.yaml')]
  t.match(JSON.parse((await command('transfers', '--json', ...config)).stdout), [{ state: 'waiting', error: why }])
  t.match(await command('transfers', 'fetch', 'example.com', ...config), { code: 1, stdout: /cannot be used/ })
  t.match((await command('status', ...config)).stdout, /cannot be used: hidden\.inside other$/m)
  t.same(await dig(janus.port(), '@127.0.0.1', 'ns.example.com', 'A'), ['SERVFAIL'])
  t.same(primary.asked, [], 'nothing was asked')
  // A word of its address changes nothing of that.
  t.same(await notify(janus), ['NOERROR'])
  t.same(primary.asked, [])
  rmSync(join(folder, 'keys/tsig'))
  writeKey(folder, 'hidden.inside', keyText('hidden.inside'))
  t.match(await command('reload', ...config), { code: 0 })
  // Signed now: what this primary answers is not.
  t.match(await command('transfers', 'fetch', 'example.com', ...config), {
    code: 1,
    stdout: /did not sign its answer: let it use the key "hidden\.inside"/,
  })
  t.ok(primary.asked.length > 0)
})

t.test('NOTIFY counts by the key from anywhere, and by no other key even from the address', { skip }, async (t) => {
  const primary = await Primary.start(() => ['close'])
  t.teardown(() => primary.close())
  const keys = { 'hidden.inside': keyText('hidden.inside'), other: keyText('other') }
  const janus = await serve(t, folderFor(t, primary.port, keys))
  const by = (name: string, secret = SECRET) => ['-y', `hmac-sha256:${name}:${secret}`]
  const rows: readonly (readonly [string, readonly string[], string])[] = [
    ['the key, from elsewhere', [...by('hidden.inside'), '-b', '127.0.0.2'], 'NOERROR'],
    ['no key, from elsewhere', ['-b', '127.0.0.2'], 'REFUSED'],
    ['no key, from its address', [], 'NOERROR'],
    ['another key, from its address', by('other'), 'REFUSED'],
    ['the key with another secret, from its address', by('hidden.inside', 'AAAA'.repeat(10)), 'NOTAUTH'],
    ['a key that nobody has, from its address', by('nobody'), 'NOTAUTH'],
  ]
  for (const [what, words, rcode] of rows)
    for (const way of ['+notcp', '+tcp']) t.same(await notify(janus, way, ...words), [rcode], `${what}, ${way}`)
})

function notify(janus: Janus, ...words: string[]): Promise<string[]> {
  return dig(janus.port(), '@127.0.0.1', ...words, '+opcode=notify', '+norec', 'example.com', 'SOA')
}
