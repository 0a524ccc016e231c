// What a small start loads. A module costs each start about as much as a hundred records: what a run has no use for stays out of it.

import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { folderOf, serve } from '../support/janus.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

const zone = `$TTL 3600
@    SOA  ns1 hostmaster 1 7200 3600 1209600 3600
@    NS   ns1
ns1  A    192.0.2.1
`

const config = `
listen: [127.0.0.1:0]
workers: 1
views: {internal: [127.0.0.0/8], external: [any]}
zones: {example.com: example.com.zone}
`

/** Notes each module of the main thread in a file beside itself. */
const noting = `
import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { isMainThread } from 'node:worker_threads'
const file = new URL('loaded.txt', import.meta.url)
if (isMainThread) registerHooks({ resolve(specifier, context, next) {
  const resolved = next(specifier, context)
  appendFileSync(file, resolved.url + '\\n')
  return resolved
} })
`

const site = { 'example.com.zone': zone, 'janus.yaml': config, 'noting.mjs': noting }

/** Paths in this checkout; of packages the name alone. */
function loadedIn(folder: string): string[] {
  const urls = new Set(readFileSync(join(folder, 'loaded.txt'), 'utf8').trim().split('\n'))
  const paths = [...urls].map((url) => (url.startsWith('file:') ? fileURLToPath(url).replace(root, '') : url))
  return [...new Set(paths.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path))]
}

function found(loaded: readonly string[], unwanted: readonly string[]): string[] {
  return loaded.filter((path) => unwanted.some((one) => (one.endsWith('/') ? path.startsWith(one) : path === one)))
}

const neverAtStart = [
  ...['src/tools/diff/', 'src/tools/import/', 'src/tools/leaks/', 'src/tools/mail/', 'src/tools/splitdns/'],
  ...['src/tools/tsig/', 'src/check/lang/ja.ts', 'src/cli/query.ts', 'src/cli/commands.ts', 'src/cli/check.ts'],
  ...['dns2', 'fastify', 'pino-pretty', 'prom-client', 'node:http', 'node:https', 'node:tls', 'node:zlib'],
]

/** Of what a configuration asks for, and this one does not. */
const notConfigured = [
  ...[
    'src/catalog/',
    'src/update/layers.ts',
    'src/update/layer-log.ts',
    'src/serve/dynamic.ts',
    'src/wire/tsig/sign.ts',
    'src/wire/tsig/verify.ts',
    'src/wire/tsig/stream.ts',
  ],
  ...['fetch', 'notifier', 'refresher', 'copies', 'secondaries', 'zonemd', 'says'].map((of) => `src/transfer/${of}.ts`),
  ...['catalogs', 'downstream', 'upstream', 'fetched-copies'].map((of) => `src/serve/${of}.ts`),
  ...['open-desk', 'front-desk', 'transfers', 'signatures', 'rendered'].map((of) => `src/serve/desk/${of}.ts`),
]

const onlyOfServers = [
  ...['src/net/', 'src/observe/', 'src/serve/', 'src/store/', 'src/operate/', 'src/transfer/', 'src/keys/'],
  ...['src/text/config/', 'src/supply/loader/', 'src/tools/explain/', 'src/wire/tsig/'],
  ...['koffi', 'lru-cache', 'pino', 'valibot', 'yaml', 'ip-cidr'],
]

const onlyOfWhoReadsZones = [
  ...['src/check/', 'src/supply/', 'src/serve/', 'src/store/', 'src/answer/', 'src/transfer/', 'src/catalog/'],
  ...['koffi', 'lru-cache', 'pino', 'dns2', 'fastify', 'prom-client'],
]

const onlyOfZonecheck = [
  'commander',
  ...['fix', 'explain', 'threads', 'command'].map((of) => `src/cli/zonecheck-${of}.ts`),
]

const rareInZonecheck = ['fix', 'explain', 'threads'].map((of) => `src/cli/zonecheck-${of}.ts`)

t.test('zonecheck of a small file loads nothing that servers and other commands need', async (t) => {
  const folder = folderOf(t, site)
  const { NODE_OPTIONS: _, ...env } = process.env
  execFileSync(
    process.execPath,
    ['--import', join(folder, 'noting.mjs'), join(root, 'src/cli/zonecheck.js'), join(folder, 'example.com.zone')],
    { env },
  )
  const loaded = loadedIn(folder)
  t.ok(loaded.includes('src/cli/zonecheck-command.ts'))
  t.same(found(loaded, [...neverAtStart, ...onlyOfServers, ...rareInZonecheck]), [])
})

t.test('a server of a small zone loads no tool, no other command, nothing of HTTP and of other servers', async (t) => {
  const folder = folderOf(t, site)
  const command = [process.execPath, '--import', join(folder, 'noting.mjs')]
  const janus = await serve(t, folder, command, join(root, 'src/cli/janus.js'))
  const loaded = loadedIn(folder)
  janus.process.kill('SIGTERM')
  await janus.ended
  t.ok(loaded.includes('src/serve/server.ts'))
  t.same(found(loaded, [...neverAtStart, ...onlyOfZonecheck, ...notConfigured]), [])
})

t.test('a command that asks the server loads no rule and nothing that serves, nor does --help', async (t) => {
  for (const args of [['status', '--config', 'janus.yaml'], ['--help']]) {
    const folder = folderOf(t, site)
    const { NODE_OPTIONS: _, ...env } = process.env
    const hook = ['--import', join(folder, 'noting.mjs')]
    const { stdout, stderr } = spawnSync(process.execPath, [...hook, join(root, 'src/cli/janus.js'), ...args], {
      ...{ cwd: folder, env, encoding: 'utf8' },
    })
    t.match(stdout + stderr, args.length > 1 ? 'no server runs here' : 'ask a nameserver')
    t.same(found(loadedIn(folder), onlyOfWhoReadsZones), [], args.join(' '))
  }
})

t.test('what is watched for is there: a path that nobody has is watched for in vain', async (t) => {
  const unwanted = [
    ...neverAtStart,
    ...onlyOfServers,
    ...onlyOfZonecheck,
    ...rareInZonecheck,
    ...notConfigured,
    ...onlyOfWhoReadsZones,
  ]
  const missing = unwanted
    .filter((one) => !one.startsWith('node:'))
    .filter((one) => !existsSync(join(root, one)) && !existsSync(join(root, 'node_modules', one)))
  t.same(missing, [])
})
