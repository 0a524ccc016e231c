// Golden files: X.out holds what Janus says about X.in. `GOLDEN=write npx tap test/text/config/load.test.ts` writes them anew; read
// the difference.

import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import t from 'tap'
import { fixedTcpLimits } from '../../../src/net/tcp-limits.ts'
import { inEnglish } from '../../../src/supply/english.ts'
import { loadConfig, parseConfig } from '../../../src/text/config/load.ts'
import { configRules } from '../../../src/text/config/rules.ts'
import { configProblemsText } from '../../../src/text/config/told.ts'
import { summaryText } from '../../../src/text/findings/summary.ts'
import { formatPrefix } from '../../../src/views/prefix.ts'
import fc from '../../support/properties.ts'

const golden = join(import.meta.dirname, 'golden')
const names = readdirSync(golden).filter((name) => name.endsWith('.in'))

// git keeps no modes: all but one are for their owner alone.
const keys = join(golden, 'keys')
for (const folder of [keys, join(keys, 'tsig')]) chmodSync(folder, 0o700)
for (const name of readdirSync(join(keys, 'tsig')))
  chmodSync(join(keys, 'tsig', name), name === 'open.key' ? 0o640 : 0o600)
chmodSync(join(keys, 'tsig', 'folder.key'), 0o700)
chmodSync(join(golden, 'tls', 'open.pem'), 0o644)
chmodSync(join(golden, 'tls', 'group.pem'), 0o640)
chmodSync(join(golden, 'tls', 'run.pem'), 0o601)
chmodSync(join(golden, 'tls', 'write.pem'), 0o602)

t.test('each golden file gets the problems that stand beside it', async (t) => {
  for (const name of names) {
    const { problems } = parseConfig(name, readFileSync(join(golden, name)))
    const text = `${configProblemsText(problems)}${problems.length > 0 ? '\n' : ''}${summaryText(problems)}\n`
    const out = join(golden, name.replace(/in$/, 'out'))
    if (process.env.GOLDEN === 'write') writeFileSync(out, text)
    t.equal(text, readFileSync(out, 'utf8'), name)
  }
})

t.test('every rule has a golden file that breaks it', async (t) => {
  const broken = new Set(
    names.flatMap((name) => parseConfig(name, readFileSync(join(golden, name))).problems.map((p) => p.rule)),
  )
  t.same(
    Object.keys(configRules).filter((rule) => !broken.has(rule)),
    [],
  )
})

t.test('the settings of a campus', async (t) => {
  const file = join(golden, 'sample.in')
  const { settings, problems } = loadConfig(file)
  t.same(problems, [])
  t.ok(settings)
  if (!settings) return
  t.equal(settings.file, file)
  t.match(settings.listen, [
    { family: 4, address: '127.0.0.1', port: 5300, view: -1, place: { line: 1, column: 10, length: 14 } },
    { family: 6, address: '::1', port: 5300, view: -1, place: { line: 1, column: 26, length: 12 } },
  ])
  t.equal(settings.workers, 2)
  t.equal(settings.state.path, '/var/lib/janus')
  t.same(
    settings.views.map(({ name, prefixes }) => [name, ...prefixes.map(formatPrefix)]),
    [
      ['internal', '10.0.0.0/8', '2001:db8::/32'],
      ['external', '0.0.0.0/0', '::/0'],
    ],
  )
  t.match(settings.zones, [
    {
      name: 'dept.univ.example.',
      place: { line: 8, column: 3 },
      faces: [
        {
          view: 0,
          viewName: 'internal',
          source: {
            kind: 'file',
            file: {
              path: resolve(golden, 'internal/dept.univ.example.zone'),
              written: 'internal/dept.univ.example.zone',
              place: { file, line: 9, column: 15, length: 31 },
            },
          },
          place: { file, line: 9, column: 15, length: 31 },
        },
        {
          view: 1,
          viewName: 'external',
          source: { file: { path: resolve(golden, 'external/dept.univ.example.zone') } },
        },
      ],
    },
    {
      name: 'lists.univ.example.',
      faces: [
        { view: 0, source: { file: { written: 'shared/lists.zone' } } },
        { view: 1, source: { file: { written: 'shared/lists.zone' } } },
      ],
    },
  ])
  t.equal(Buffer.from(settings.zones[0]!.origin).toString('latin1'), '\x04dept\x04univ\x07example\0')
})

t.test('the settings of a file that says only which zone', async (t) => {
  const { settings, problems } = parseConfig('/etc/janus/janus.yaml', Buffer.from('zones: {univ.example: univ.zone}\n'))
  t.same(problems, [])
  t.match(settings, {
    listen: [
      { address: '127.0.0.1', port: 53, view: -1 },
      { address: '::1', port: 53, view: -1 },
    ],
    workers: availableParallelism(),
    state: { path: '/etc/janus/state', written: './state' },
    views: [
      {
        name: 'default',
        prefixes: [
          { family: 4, bits: 0 },
          { family: 6, bits: 0 },
        ],
      },
    ],
    zones: [{ name: 'univ.example.', faces: [{ view: 0, source: { file: { path: '/etc/janus/univ.zone' } } }] }],
    minimalResponses: true,
    ednsBufferSize: 1232,
    tcp: { connections: 1000, connectionsPerClient: 50, idleTimeout: 10_000, handshakesPerNetwork: 100 },
    log: { level: 'info' },
  })
  const configured = Object.keys(settings?.tcp ?? {}).filter((key) => key in fixedTcpLimits)
  t.same(configured, [], 'what is configured has no second default')
})

t.test('every setting can be given', async (t) => {
  const text = `
listen: [{address: "[2001:db8::1]:5300", view: inside}]
minimal-responses: false
edns-buffer-size: 4096
tcp: {connections: 7, connections-per-client: 3, idle-timeout: 1m30s}
log: {level: debug}
views: {outside: [any], inside: {clients: [192.0.2.0/24]}}
zones: {univ.example: {inside: ../in.zone, outside: out.zone}}
`
  const { settings, problems } = parseConfig('/etc/janus/janus.yaml', Buffer.from(text))
  t.same(problems, [])
  t.match(settings, {
    listen: [{ address: '2001:db8::1', port: 5300, view: 1 }],
    minimalResponses: false,
    ednsBufferSize: 4096,
    tcp: { connections: 7, connectionsPerClient: 3, idleTimeout: 90_000 },
    log: { level: 'debug' },
    zones: [
      {
        faces: [
          { view: 0, source: { file: { written: 'out.zone' } } },
          { view: 1, source: { file: { path: '/etc/in.zone' } } },
        ],
      },
    ],
  })
  t.doesNotThrow(() => structuredClone(settings), 'settings can be sent to a thread')
})

t.test('a file that cannot be opened is a problem, not a throw', async (t) => {
  const folder = t.testdir({ 'janus.yaml': {} })
  mkdirSync(join(folder, 'other'))
  const said = (path: string) => inEnglish(loadConfig(path).problems).map(({ rule, message }) => `${message} [${rule}]`)
  t.same(said(join(folder, 'missing.yaml')), [
    'cannot open the configuration: there is no such file [config-unreadable]',
  ])
  t.same(said(join(folder, 'janus.yaml')), ['cannot open the configuration: it is a folder [config-unreadable]'])
})

t.test('any octets give settings or an error, with places inside the file', async (t) => {
  const word = fc.constantFrom(
    ...[
      'listen',
      'views',
      'zones',
      'tcp',
      'log',
      'workers',
      'internal',
      'any',
      '10.0.0.0/8',
      '::1',
      '[::1]:53',
      'a.zone',
    ],
    ...[
      ': ',
      ':',
      ',',
      '- ',
      '\n',
      '\n  ',
      '\n    ',
      '\t',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '#',
      '&a ',
      '*a',
      '!!',
      '|',
      '---\n',
      '<<',
      '%',
      '?',
    ],
    ...['null', 'true', '1', '1e9', '.nan', '10s', '\r\n', '\u0000', '\u2028', '大', '__proto__', '~', '...'],
  )
  const yaml = fc.array(word, { maxLength: 40 }).map((words) => Buffer.from(words.join('')))
  const octets = fc.uint8Array({ maxLength: 60 })
  fc.assert(
    fc.property(fc.oneof(yaml, octets), (bytes) => {
      const { settings, problems } = parseConfig('janus.yaml', bytes)
      const failed = problems.some(({ severity }) => severity === 'error')
      const lines = new TextDecoder().decode(bytes).split('\n')
      const inside = problems.every(({ place }) => {
        const line = lines[place.line - 1]
        return line !== undefined && place.column >= 1 && place.column <= [...line].length + 1 && place.length >= 1
      })
      configProblemsText(problems)
      return failed === (settings === undefined) && inside
    }),
    { numRuns: 3000 },
  )
  t.pass()
})

t.test('ten thousand zones and prefixes are read in a second or two', async (t) => {
  const prefixes = Array.from({ length: 10_000 }, (_, i) => `  - 10.${i >> 8}.${i & 255}.0/24`).join('\n')
  const zones = Array.from(
    { length: 10_000 },
    (_, i) => `  d${i}.univ.example: {inside: a/${i}, outside: b/${i}}`,
  ).join('\n')
  const text = `views:\n outside: [any]\n inside:\n${prefixes}\nzones:\n${zones}\n`
  const { settings } = parseConfig('janus.yaml', Buffer.from(text))
  t.equal(settings?.zones.length, 10_000)
  t.equal(settings?.views[1]?.prefixes.length, 10_000)
})
