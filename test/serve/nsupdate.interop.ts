// The clients of BIND and of Knot change zones, sign what they send, and believe what they are answered.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { freePort } from '../support/free-port.ts'
import { dig, folderOf, missing, run, serve } from '../support/janus.ts'

const SECRET = 'R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY='
const zone = '$TTL 300\n@ SOA ns host 10 3600 900 604800 60\n@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.80\n'
/** A port that Linux gives to no client: nsupdate would share it, and ask itself. */
const config = (port: number) => `listen: ["127.0.0.1:${port}"]
workers: 1
views: {internal: [127.0.0.1], external: [any]}
zones: {example.com: zone}
tsig:
  both: {views: [internal, external], from: [127.0.0.0/8]}
  outside: {view: external}
updates:
  - {key: both, zones: [example.com]}
  - {key: outside, zones: [example.com], names: [www]}
`

const scripts: readonly (readonly [string, readonly string[], number])[] = [
  ['add two names', ['update add a.example.com 60 A 192.0.2.7', 'update add b.example.com 60 TXT "x y"'], 0],
  ['what is there already', ['prereq nxdomain a.example.com', 'update add a.example.com 60 A 192.0.2.8'], 2],
  ['a value that holds', ['prereq yxrrset a.example.com A 192.0.2.7', 'update delete b.example.com TXT'], 0],
  ['a record that no rule permits', ['update add sub.example.com 60 NS ns.example.com'], 2],
  ['a mistake that the zone must not have', ['update add m.example.com 60 MX 5 nowhere.example.com'], 2],
]

for (const [client, options, isFailure] of [
  ['nsupdate', [], true],
  ['nsupdate', ['-v'], true],
  ['knsupdate', [], false],
  ['knsupdate', ['-v'], false],
] as const)
  t.test(`${[client, ...options].join(' ')}`, { skip: await missing(client, 'dig') }, async (t) => {
    const folder = folderOf(t, { zone, 'janus.yaml': config(await freePort()) })
    mkdirSync(join(folder, 'keys', 'tsig'), { recursive: true, mode: 0o700 })
    chmodSync(join(folder, 'keys'), 0o700)
    for (const name of ['both', 'outside']) {
      const text = `key "${name}" { algorithm hmac-sha256; secret "${SECRET}"; };\n`
      writeFileSync(join(folder, 'keys', 'tsig', `${name}.key`), text, { mode: 0o600 })
    }
    const janus = await serve(t, folder)
    const change = async (key: string, lines: readonly string[]) => {
      const script = join(folder, 'script')
      const text = [`server 127.0.0.1 ${janus.port()}`, 'zone example.com.', ...lines, 'send', '']
      writeFileSync(script, text.join('\n'))
      return run(client, [...options, '-y', `hmac-sha256:${key}:${SECRET}`, script])
    }
    for (const [what, lines, code] of scripts) {
      const ran = await change('both', lines)
      if (isFailure || code === 0) t.equal(ran.code, code, `${what}: ${ran.stderr}${ran.stdout}`)
      else t.match(`${ran.stderr}${ran.stdout}`, /REFUSED|YXDOMAIN/, what)
    }
    t.strictSame(await dig(janus.port(), '@127.0.0.1', 'a.example.com', 'A'), ['a.example.com. 60 IN A 192.0.2.7'])
    t.strictSame(await dig(janus.port(), '@127.0.0.1', 'b.example.com', 'TXT'), ['NXDOMAIN'])
    const outside = await change('outside', ['update add www.example.com 60 A 192.0.2.81'])
    t.equal(outside.code, 0, outside.stderr)
    t.strictSame(await dig(janus.port(), '@127.0.0.1', 'www.example.com', 'A'), [
      'www.example.com. 300 IN A 192.0.2.80',
    ])
  })
