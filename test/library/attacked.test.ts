// What programs hand in by mistake, and what lies in the way of files: a TypeError that says what is meant, or a problem; no call hangs,
// none disturbs another, and none writes.

import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { checkZones, openConfiguration, parseZone } from '../../src/index.ts'
import { folderOf } from '../support/janus.ts'
import fc from '../support/properties.ts'

const TOP = '$TTL 60\n@ SOA ns host 1 3600 600 86400 60\n@ NS ns\nns A 192.0.2.1\n'
const YAML = 'views: {inside: [10.0.0.0/8], outside: [any]}\nzones: {example.com: a.zone}\n'

/** Nothing that a string stands for. */
const STRANGE: readonly unknown[] = [
  null,
  5,
  Number.NaN,
  true,
  {},
  [],
  Symbol('x'),
  () => 'x',
  10n,
  new Date(0),
  Promise.resolve('x'),
]

const any = (value: unknown) => value as never

t.test('whatever is of another type is a TypeError that says what has to stand there', async (t) => {
  const folder = folderOf(t, { 'janus.yaml': YAML, 'a.zone': TOP })
  const file = join(folder, 'a.zone')
  const { configuration } = await openConfiguration(join(folder, 'janus.yaml'))
  const { ask } = configuration!
  const O = { origin: 'example.com' }
  const throwing: readonly (readonly [RegExp, (value: unknown) => unknown])[] = [
    [/^the text of a zone has to be a string or a Uint8Array, not /, (x) => parseZone(any(x), O)],
    [/^the origin has to be a string, not /, (x) => parseZone(TOP, { origin: any(x) })],
    [/^the name of the file has to be a string, not /, (x) => parseZone(TOP, { ...O, file: any(x) })],
    [/^the address of the client has to be a string, not /, (x) => ask(any(x), 'example.com')],
    [/^the name has to be a string, not /, (x) => ask('10.0.0.1', any(x))],
    [/^the type has to be a string, not /, (x) => ask('10.0.0.1', 'example.com', any(x))],
  ]
  for (const value of STRANGE)
    for (const [message, call] of throwing) t.throws(() => call(value), { name: 'TypeError', message })
  const rejecting: readonly (readonly [RegExp, (value: unknown) => Promise<unknown>])[] = [
    [/^the path of a file has to be a string, not /, (x) => checkZones([{ file: any(x) }])],
    [/^an origin has to be a string, not /, (x) => checkZones([{ file, origin: any(x) }])],
    [/^a view has to be a string, not /, (x) => checkZones([{ file, view: any(x) }])],
    [
      /^the severity of "ttl-long" has to be "error", /,
      (x) => checkZones([file], { severities: { 'ttl-long': any(x) } }),
    ],
    [/^the path of the configuration has to be a string, not /, (x) => openConfiguration(any(x))],
  ]
  for (const value of STRANGE)
    for (const [message, call] of rejecting) await t.rejects(call(value), { name: 'TypeError', message })
  for (const value of [undefined, null, 5, 'x', true, [], () => 1]) {
    t.throws(() => parseZone(TOP, any(value)), {
      name: 'TypeError',
      message: /^the options have? to be|^the options has to be/,
    })
    if (value !== undefined)
      await t.rejects(checkZones([file], any(value)), { name: 'TypeError', message: /^the options/ })
    if (!Array.isArray(value))
      await t.rejects(checkZones(any(value)), { name: 'TypeError', message: /^the files have to be/ })
  }
  for (const value of [null, 'x', {}, Number.NaN, Number.POSITIVE_INFINITY, -1, 10n])
    await t.rejects(checkZones([file], { now: any(value) }), { name: 'TypeError', message: /^the present has to be/ })
  // An array with a hole holds undefined there.
  await t.rejects(checkZones(Array(1)), { name: 'TypeError', message: /^a file has to be an object, not undefined/ })
  for (const rule of ['constructor', '__proto__x', ''])
    await t.rejects(checkZones([file], { severities: { [rule]: 'off' } }), { message: `there is no rule "${rule}"` })
})

t.test('whatever a path leads to, it is a problem and no wait', async (t) => {
  const folder = folderOf(t, { 'a.zone': TOP })
  const fifo = join(folder, 'fifo')
  execFileSync('mkfifo', [fifo])
  for (const path of [
    '',
    folder,
    fifo,
    '/dev/zero',
    '/dev/null',
    join(folder, 'none'),
    join(folder, 'a.zone/x'),
    'a\0b',
    'x'.repeat(5000),
  ]) {
    const { configuration, problems } = await openConfiguration(path)
    t.equal(configuration, undefined, JSON.stringify(path.slice(0, 99)))
    t.match(problems, [{ severity: 'error', message: String }])
    t.match(await checkZones([{ file: path, origin: 'example.com' }]), { errors: 1, zones: [] })
  }
})

t.test('a text is read in time that grows with it alone, and what is too much of it is a problem', async (t) => {
  const O = { origin: 'example.com' }
  t.match(parseZone(`$TTL 1\nx TXT "${'a'.repeat(5_000_000)}"`, O), { whole: false, records: [], problems: [{}] })
  t.match(parseZone('x y z\n'.repeat(300_000), O).problems.at(-1), { rule: 'too-many-problems' })
  t.equal(parseZone('$TTL 1\nwww A 192.0.2.1\n'.repeat(100_000), O).records.length, 1)
  const made = parseZone(`$TTL 1\n${'$GENERATE 0-65535 h$ A 192.0.2.1\n'.repeat(17)}`, O)
  t.match(made.problems, [{ rule: 'generate-range', place: { line: 18 } }])
  t.match(parseZone(`${'('.repeat(100_000)}\n`, O), { whole: false })
  t.match(parseZone(new Uint8Array(new SharedArrayBuffer(9)), O), { whole: false })
})

t.test('no text and no octets make it throw', async () => {
  const origin = fc.constantFrom('.', 'example.com', 'a.')
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 300 })), origin, (text, origin) => {
      const { whole, problems } = parseZone(text, { origin })
      return whole === !problems.some(({ severity }) => severity === 'error')
    }),
  )
})

t.test('calls at the same time know nothing of each other, and write nothing', async (t) => {
  const folder = folderOf(t, {
    'janus.yaml': YAML,
    'a.zone': TOP,
    'b/janus.yaml': YAML,
    'b/a.zone': `${TOP}www 9999999 A 192.0.2.9\n`,
  })
  const before = readdirSync(folder, { recursive: true }).sort()
  const calls = Array.from({ length: 24 }, async (_, i) => {
    const own = i % 2 ? join(folder, 'b') : folder
    if (i % 3 === 0) {
      const { configuration } = await openConfiguration(join(own, 'janus.yaml'))
      return configuration!.ask('10.0.0.1', 'www.example.com').rcode
    }
    const severities = i % 3 === 1 ? { 'ttl-long': 'error' as const } : { 'ttl-long': 'off' as const }
    const { problems } = await checkZones([{ file: join(own, 'a.zone'), origin: 'example.com' }], { severities })
    return problems
      .filter(({ rule }) => rule === 'ttl-long')
      .map(({ severity }) => severity)
      .join()
  })
  const told = await Promise.all(calls)
  for (const [i, got] of told.entries()) {
    const wanted = i % 3 === 0 ? (i % 2 ? 'NOERROR' : 'NXDOMAIN') : i % 2 && i % 3 === 1 ? 'error' : ''
    t.equal(got, wanted, `${i}`)
  }
  t.same(readdirSync(folder, { recursive: true }).sort(), before)
})

t.test('what is given is not kept: it may change during the call', async (t) => {
  const folder = folderOf(t, { 'a.zone': `${TOP}www 9999999 A 192.0.2.9\n` })
  const files = [{ file: join(folder, 'a.zone'), origin: 'example.com' }]
  const severities: Record<string, 'error' | 'off'> = { 'ttl-long': 'error' }
  const asked = checkZones(files, { severities })
  files.length = 0
  severities['ttl-long'] = 'off'
  const { zones, problems } = await asked
  t.same(zones, ['example.com.'])
  t.match(
    problems.filter(({ rule }) => rule === 'ttl-long'),
    [{ severity: 'error' }],
  )
})

t.test('a configuration that a server would keep things for is asked and nothing of it is made', async (t) => {
  const folder = folderOf(t, {
    'janus.yaml': `listen: ["127.0.0.1:0"]\nstate: state\nkeys: keys\ncontrol: {socket: control.sock}\nhttp: {listen: ["127.0.0.1:0"], console: true}\n${YAML.replace('a.zone}', '{primary: department}, ours.example: a.zone}')}primaries: {department: {inside: {address: 192.0.2.99}, outside: {address: 192.0.2.99}}}\n`,
    'a.zone': TOP,
  })
  const { problems } = await openConfiguration(join(folder, 'janus.yaml'))
  t.ok(Array.isArray(problems))
  for (const name of ['state', 'keys', 'control.sock']) t.notOk(existsSync(join(folder, name)), name)
})
