// The package as other programs use it: small, typed, and without a server.

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'node:util'
import t from 'tap'
import * as janus from '../../src/index.ts'
import { checkZones, openConfiguration, parseZone } from '../../src/index.ts'

const TOP = '$TTL 60\n@ SOA ns host 1 3600 600 86400 60\n@ NS ns\nns A 192.0.2.1\n'

t.test('a text becomes records with their lines', async (t) => {
  const { zone, whole, records, problems } = parseZone(`${TOP}www A 192.0.2.80\n`, { origin: 'Example.com' })
  t.equal(zone, 'Example.com.')
  t.ok(whole)
  t.same(problems, [])
  t.same(records.at(-1), { owner: 'www.Example.com.', ttl: 60, type: 'A', data: '192.0.2.80', line: 5 })
})

t.test('what cannot be read is a problem with its place, and the rest is there', async (t) => {
  const bad = parseZone(`${TOP}www A 192.0.2.800\nok A 192.0.2.8\n`, { origin: 'example.com.', file: 'mine' })
  t.notOk(bad.whole)
  t.match(bad.problems, [{ rule: String, severity: 'error', place: { file: 'mine', line: 5 } }])
  t.ok(bad.records.some(({ owner }) => owner === 'ok.example.com.'))
  const include = parseZone(`${TOP}$INCLUDE /etc/passwd\n`, { origin: 'example.com' })
  t.match(include.problems, [{ message: /without other files/ }])
  t.match(parseZone(new Uint8Array([0, 1, 2, 255]), { origin: 'example.com' }), {
    whole: false,
    problems: [{ severity: 'error' }],
  })
  for (const text of ['', '\n', ';', '$', '(', '"', '$TTL', '@ SOA', '\\', 'a'.repeat(70_000)])
    t.ok(Array.isArray(parseZone(text, { origin: '.' }).problems), JSON.stringify(text.slice(0, 9)))
  t.throws(() => parseZone('', { origin: 'a..b' }), TypeError)
})

t.test('files are checked as zonecheck checks them, faces beside each other', async (t) => {
  const folder = t.testdir({
    'in.zone': `${TOP}@ MX 10 mail\nmail CNAME ns\n`,
    'out.zone': `${TOP}@ MX 10 ns\n`,
  })
  const files = [
    { file: join(folder, 'in.zone'), origin: 'example.com', view: 'inside' },
    { file: join(folder, 'out.zone'), origin: 'example.com', view: 'outside' },
  ]
  const { problems, errors, zones } = await checkZones(files)
  t.match(
    problems.filter(({ severity }) => severity === 'error'),
    [{ rule: 'mx-to-cname', place: { line: 5 } }],
  )
  t.equal(errors, 1)
  t.same(zones, ['example.com.', 'example.com.'])
  await t.rejects(checkZones(files, { severities: { 'mx-to-cname': 'off' } }), /always an error/)
  t.match(await checkZones([join(folder, 'none.zone')]), { errors: 1, problems: [{ rule: 'unreadable-file' }] })
  await t.rejects(checkZones(files, { severities: { 'no-such-rule': 'off' } }), TypeError)
  await t.rejects(checkZones([{ file: 'x', origin: 'a..b' }]), TypeError)
})

t.test('a configuration answers each client as a server would, and writes nothing', async (t) => {
  const folder = t.testdir({
    'janus.yaml':
      'views:\n  inside: [10.0.0.0/8, 2001:db8::/32]\n  outside: [192.0.2.0/24]\nzones:\n  example.com:\n    inside: a.zone\n    outside: a.zone\n  broken.example: b.zone\n',
    'a.zone': `${TOP}$VIEW inside\nwww A 10.0.0.80\n$VIEW outside\nwww A 192.0.2.80\n`,
    'b.zone': 'x A 192.0.2.1\n',
  })
  const { configuration, problems } = await openConfiguration(join(folder, 'janus.yaml'))
  t.ok(
    problems.some(({ severity }) => severity === 'error'),
    'of the broken zone',
  )
  t.same(configuration?.views, ['inside', 'outside'])
  const { ask, faces } = configuration!
  t.same(
    faces.filter(({ served }) => !served).map(({ zone, view }) => `${zone} ${view}`),
    ['broken.example. inside', 'broken.example. outside'],
  )
  t.match(ask('10.1.2.3', 'WWW.example.com'), {
    view: 'inside',
    rcode: 'NOERROR',
    authoritative: true,
    answer: [{ data: '10.0.0.80' }],
  })
  t.match(ask('2001:db8::1', 'www.example.com'), { view: 'inside', answer: [{ data: '10.0.0.80' }] })
  t.match(ask('192.0.2.9', 'www.example.com.', 'A'), { view: 'outside', answer: [{ data: '192.0.2.80' }] })
  t.match(ask('192.0.2.9', 'none.example.com', 'A'), { rcode: 'NXDOMAIN', authority: [{ type: 'SOA' }] })
  t.match(ask('203.0.113.1', 'www.example.com', 'A'), { view: undefined, rcode: 'REFUSED' })
  t.match(ask('10.1.2.3', 'x.broken.example', 'A'), { rcode: 'SERVFAIL' })
  for (const [from, name, type] of [
    ['x', 'a', 'A'],
    ['10.0.0.1', 'a..b', 'A'],
    ['10.0.0.1', 'a', 'NONE'],
  ] as const)
    t.throws(() => ask(from, name, type), TypeError)
  t.same(readdirSync(folder).sort(), ['a.zone', 'b.zone', 'janus.yaml'], 'no state')
})

t.test('a configuration with errors is problems alone', async (t) => {
  const folder = t.testdir({ 'janus.yaml': 'view: {}\n' })
  t.match(await openConfiguration(join(folder, 'janus.yaml')), {
    configuration: undefined,
    problems: [{ severity: 'error' }],
  })
  t.match(await openConfiguration(join(folder, 'none.yaml')), {
    configuration: undefined,
    problems: [{ severity: 'error' }],
  })
})

t.test('an import starts nothing, listens nowhere and lets the program end', async (t) => {
  const index = join(import.meta.dirname, '../../src/index.ts')
  const program = `
    await import(${JSON.stringify(index)})
    console.log(JSON.stringify([process.getActiveResourcesInfo().filter((one) => /Server|Socket|Worker|MessagePort|UDP|Timeout/.test(one)), process.listenerCount('SIGTERM')]))`
  // tap puts hooks of its own into every Node below it.
  const args = ['-u', 'NODE_OPTIONS', process.execPath, '--input-type=module', '-e', program]
  const text = execFileSync('env', args, { encoding: 'utf8', cwd: t.testdir({}) })
  t.same(JSON.parse(text), [[], 0])
})

t.test('the examples of docs/library.md run, and print what stands there', async (t) => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/library.md'), 'utf8')
  const examples = [...page.matchAll(/```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g)]
  t.ok(examples.length >= 3, 'examples')
  const before = process.cwd()
  process.chdir(join(import.meta.dirname, '../../zones'))
  t.teardown(() => process.chdir(before))
  for (const [, code, wanted] of examples) {
    const lines: string[] = []
    const log = (...values: unknown[]) => lines.push(`${format(...values)}\n`)
    const body = code!.replace(/import (\{.*\}) from 'janus-dns'/, 'const $1 = janus')
    await new Program('janus', 'console', body)(janus, { log })
    t.equal(lines.join(''), wanted)
  }
})

const Program = (async () => {}).constructor as new (...texts: string[]) => (...values: unknown[]) => Promise<void>
