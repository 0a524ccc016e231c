// Catalogs from server to server over real sockets: one makes them, another follows, and neither shows them to anybody else.

import { chmodSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readKeyFile } from '../../src/keys/key-file.ts'
import type { TsigKey } from '../../src/wire/tsig/mac.ts'
import { signRequest } from '../../src/wire/tsig/sign.ts'
import { queryFor } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { freePort } from '../support/free-port.ts'
import { janus as command, dig, folderOf, type Janus, missing, serve } from '../support/janus.ts'
import { updateMessage } from '../support/update-message.ts'

const noDig = await missing('dig')
const SECRETS = {
  'ns2.internal': 'R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY=',
  'ns2.external': 'S16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY=',
  'ns3.internal': 'T16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY=',
} as const
type Key = keyof typeof SECRETS

const zone = (address: string, serial = 1) =>
  `$TTL 60\n@ SOA ns hostmaster ${serial} 1d 1d 4w 1h\n@ NS ns\nns A 192.0.2.1\nwww A ${address}\n`

const faces = (...lines: string[]) => `zones:\n${lines.map((line) => `  ${line}\n`).join('')}`

/** Two views; ns2 may have the zones of both, ns3 those of one but for two.example. */
function primaryConfig({ port, ns2 }: { port: number; ns2: number }, zones: string, catalogs: string): string {
  return `listen: ["127.0.0.1:${port}"]
workers: 1
views: {internal: [127.0.0.2/32], external: [any]}
secondaries:
  ns2: {address: ["127.0.0.1:${ns2}"], views: [internal, external]}
  ns3: {address: ["127.0.0.1:1"], views: [internal], zones: [one.example, three.example], notify: false}
${catalogs}
${zones}`
}

function secondaryConfig({ port, ns2 }: { port: number; ns2: number }, more = '', zones = ''): string {
  return `listen: ["127.0.0.1:${ns2}"]
workers: 1
state: state
views: {internal: [127.0.0.2/32], external: [any]}
tsig: {ns2.internal: {view: internal, from: [127.0.0.0/8]}, ns2.external: {view: external}}
primaries:
  main: {address: ["127.0.0.1:${port}"], key: ns2.internal}
  outside: {address: ["127.0.0.1:${port}"], key: ns2.external}
catalogs:
  catalog.example: {view: internal, primary: main${more}}
  catalog.external.example: {view: external, primary: outside}
${zones}`
}

const CATALOGS = `catalogs:
  catalog.example: {view: internal, produce: [ns2]}
  catalog.external.example: {view: external, produce: [ns2]}`

const ZONES = faces(
  'one.example: {internal: in.zone, external: out.zone}',
  'two.example: {internal: in.zone}',
  'public.example: {external: out.zone}',
)

type Pair = { readonly port: number; readonly ns2: number }

function keyFiles(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(SECRETS).map(([name, secret]) => [
      `keys/tsig/${name}.key`,
      `key "${name}" {\n\talgorithm hmac-sha256;\n\tsecret "${secret}";\n};\n`,
    ]),
  )
}

function folderWith(t: Test, config: string): string {
  const folder = folderOf(t, {
    ...keyFiles(),
    'janus.yaml': config,
    'in.zone': zone('192.0.2.11'),
    'out.zone': zone('192.0.2.22'),
  })
  for (const path of ['keys', 'keys/tsig']) chmodSync(join(folder, path), 0o700)
  for (const name of Object.keys(keyFiles())) chmodSync(join(folder, name), 0o600)
  return folder
}

async function ports(): Promise<Pair> {
  return { port: await freePort(), ns2: await freePort() }
}

function edit(folder: string, file: string, text: string): void {
  writeFileSync(join(folder, `${file}.new`), text)
  renameSync(join(folder, `${file}.new`), join(folder, file))
}

async function reload(folder: string): Promise<void> {
  const { code, stderr } = await command('reload', '--config', join(folder, 'janus.yaml'))
  if (code !== 0) throw new Error(stderr)
}

const signed = (key: Key) => ['-y', `hmac-sha256:${key}:${SECRETS[key]}`]

async function address(port: number, name: string, from: string): Promise<string> {
  return (await dig(port, '@127.0.0.1', '-b', from, name, 'A'))[0]!.split(' ').at(-1)!
}

const INSIDE = '127.0.0.2'
const OUTSIDE = '127.0.0.1'

/** What is served of names, by view. */
async function served(port: number, names: readonly string[]): Promise<Record<string, readonly string[]>> {
  const rows: Record<string, readonly string[]> = {}
  for (const name of names)
    rows[name] = [await address(port, `www.${name}`, INSIDE), await address(port, `www.${name}`, OUTSIDE)]
  return rows
}

/** The other server has caught up, which tells by its log. */
const came = (janus: Janus, zone: string, view: string) =>
  janus.logged('a zone has come from its primary', (line) => line.zone === `${zone}.` && line.view === view)

t.test('zones that come, change and go on one server do so on the other, in each view', { skip: noDig }, async (t) => {
  const at = await ports()
  const main = folderWith(t, primaryConfig(at, ZONES, CATALOGS))
  const other = folderWith(t, secondaryConfig(at))
  const primary = await serve(t, main)
  const secondary = await serve(t, other)
  await came(secondary, 'one.example', 'internal')
  await came(secondary, 'two.example', 'internal')
  await came(secondary, 'one.example', 'external')
  await came(secondary, 'public.example', 'external')
  t.strictSame(await served(at.ns2, ['one.example', 'two.example', 'public.example', 'three.example']), {
    'one.example': ['192.0.2.11', '192.0.2.22'],
    'two.example': ['192.0.2.11', 'REFUSED'],
    'public.example': ['REFUSED', '192.0.2.22'],
    'three.example': ['REFUSED', 'REFUSED'],
  })
  // Nobody reloads the second server.
  edit(
    main,
    'janus.yaml',
    primaryConfig(at, `${ZONES.replace(/ {2}two.*\n/, '')}  three.example: {internal: in.zone}\n`, CATALOGS),
  )
  await reload(main)
  await came(secondary, 'three.example', 'internal')
  const ways = secondary.log.flatMap(({ zone, view, by }) =>
    zone === 'catalog.example.' && view === 'internal' ? [by] : [],
  )
  t.strictSame(ways.filter(Boolean), ['AXFR', 'IXFR'], 'of the list what has changed is enough')
  t.strictSame(await served(at.ns2, ['one.example', 'two.example', 'public.example', 'three.example']), {
    'one.example': ['192.0.2.11', '192.0.2.22'],
    'two.example': ['REFUSED', 'REFUSED'],
    'public.example': ['REFUSED', '192.0.2.22'],
    'three.example': ['192.0.2.11', 'REFUSED'],
  })
  await reload(other)
  t.strictSame(await served(at.ns2, ['three.example']), { 'three.example': ['192.0.2.11', 'REFUSED'] })
  // The primary goes, and a start without it serves what the catalog listed last.
  primary.signal('SIGKILL')
  await primary.ended
  secondary.signal('SIGKILL')
  await secondary.ended
  await serve(t, other)
  t.strictSame(await served(at.ns2, ['one.example', 'two.example', 'three.example']), {
    'one.example': ['192.0.2.11', '192.0.2.22'],
    'two.example': ['REFUSED', 'REFUSED'],
    'three.example': ['192.0.2.11', 'REFUSED'],
  })
})

t.test('a catalog is there for its consumers alone', { skip: noDig }, async (t) => {
  const at = await ports()
  const folder = folderWith(t, primaryConfig(at, `${ZONES}  example: {internal: in.zone}\n`, CATALOGS))
  await serve(t, folder)
  const ask = (...words: string[]) => dig(at.port, '@127.0.0.1', '+norec', ...words)
  const names = ['catalog.example', 'version.catalog.example', 'x.zones.catalog.example']
  // In place of the catalog: the zone above it where the view has one, or nothing.
  for (const [who, expected, notThere] of [
    [['-b', INSIDE], 'NXDOMAIN', 'nowhere.example'],
    [['-b', OUTSIDE], 'REFUSED', 'nowhere.example'],
    [signed('ns3.internal'), 'NXDOMAIN', 'nowhere.example'],
    [signed('ns2.external'), 'REFUSED', 'nowhere.example'],
  ] as const) {
    for (const name of names) t.strictSame(await ask(...who, name, 'SOA'), [expected], `${who} ${name}`)
    for (const type of ['AXFR', 'IXFR=1'])
      t.strictSame(
        await ask('+tcp', ...who, 'catalog.example', type),
        await ask('+tcp', ...who, notThere, type),
        `${who} ${type}`,
      )
  }
  const [soa] = await ask(...signed('ns2.internal'), 'catalog.example', 'SOA')
  t.match(soa, /^catalog\.example\. 0 IN SOA invalid\. invalid\. \d+ /)
  t.strictSame(await ask(...signed('ns2.internal'), 'version.catalog.example', 'TXT'), [
    'version.catalog.example. 0 IN TXT "2"',
  ])
  const lines = await ask('+tcp', ...signed('ns2.internal'), 'catalog.example', 'AXFR')
  const members = (all: readonly string[]) => all.flatMap((line) => / PTR (.*)/.exec(line)?.[1] ?? []).sort()
  t.strictSame(members(lines), ['example.', 'one.example.', 'two.example.'])
  const external = await ask('+tcp', ...signed('ns2.external'), 'catalog.external.example', 'AXFR')
  t.strictSame(members(external), ['one.example.', 'public.example.'])
})

t.test('whoever it is not for gets octet for octet what a name gets that is not there', async (t) => {
  const at = await ports()
  // One with a zone of the view above it, and one with none.
  const more = CATALOGS.replace('catalog.external.example:', 'catalog.out.test:')
  const folder = folderWith(t, primaryConfig(at, `${ZONES}  example: {internal: in.zone}\n`, more))
  await serve(t, folder)
  const keyOf = (name: Key) => readKeyFile(join(folder, `keys/tsig/${name}.key`), name).key!
  /** Without the signature, which says when it was made. */
  const answerTo = async (plain: Uint8Array, from: string, key: TsigKey | undefined, transport: 'tcp' | 'udp') => {
    const now = Math.floor(Date.now() / 1000)
    const message = key === undefined ? plain : signRequest(key, plain, now).message
    const answer = Buffer.from(await exchange(t, message, { port: at.port, from, transport }))
    const end = key === undefined ? answer.length : answer.lastIndexOf(Buffer.from(key.name))
    return answer.subarray(0, end).toString('latin1')
  }
  const types = ['SOA', 'NS', 'TXT', 'PTR', 'A', 'DNSKEY', 'ANY', 'AXFR', 'IXFR']
  const kinds = types.map(
    (type) => [type, (name: string) => queryFor(`${name} ${type}`, { edns: 1232, dnssec: true })] as const,
  )
  const others = [
    ['NOTIFY', (name: string) => queryFor(`${name} SOA`, { flags: 4 << 11 })],
    ['UPDATE', (name: string) => updateMessage(name, ['add x 60 A 192.0.2.1'])],
  ] as const
  let asked = 0
  for (const [from, key] of [
    [INSIDE, undefined],
    [OUTSIDE, undefined],
    [INSIDE, 'ns3.internal'],
    [OUTSIDE, 'ns3.internal'],
    [OUTSIDE, 'ns2.external'],
    // Its key, from where it may not be used.
    [INSIDE, 'ns2.internal'],
  ] as const)
    for (const catalog of ['catalog.example.', 'catalog.out.test.']) {
      if (key === 'ns2.external' && catalog === 'catalog.out.test.') continue
      for (const name of [catalog, `version.${catalog}`, `zones.${catalog}`])
        for (const [kind, make] of [...kinds, ...others])
          for (const transport of ['tcp', 'udp'] as const) {
            const by = key && keyOf(key)
            const there = await answerTo(make(name), from, by, transport)
            const nowhere = await answerTo(make(name.replace('catalog.', 'katalog.')), from, by, transport)
            asked++
            if (there.replaceAll('catalog', 'katalog') !== nowhere)
              t.fail(
                `${name} ${kind} from ${from} by ${key} over ${transport}: ${Buffer.from(there, 'latin1').toString('hex')}`,
              )
          }
    }
  t.equal(asked, 11 * 3 * (types.length + 2) * 2)
})
