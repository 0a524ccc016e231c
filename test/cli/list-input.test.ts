// `janus list add ZONE -`: entries from a file or a pipe, as people and programs leave them there.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { folderOf, janus, serve } from '../support/janus.ts'
import { janusProgram } from '../support/program.ts'

const files = {
  'a.zone': '$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n',
  'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
state: state
zones: {example: a.zone}
lists: {pop.example: {leases: 1h}}
`,
}

t.test('lines of the standard input', async (t) => {
  const folder = folderOf(t, files)
  await serve(t, folder)
  const config = ['--config', join(folder, 'janus.yaml')]

  /** Without `input` the standard input is closed. */
  const add = (input: string | undefined) =>
    new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
      const words = [janusProgram, 'list', 'add', 'pop.example', '-', ...config]
      const shell = ['-c', `exec "$0" "$@"${input === undefined ? ' <&-' : ''}`, process.execPath, ...words]
      const child = spawn('env', ['-u', 'NODE_OPTIONS', 'NO_COLOR=1', 'sh', ...shell], {
        stdio: ['pipe', 'pipe', 'pipe'],
      })
      let [stdout, stderr] = ['', '']
      child.stdout!.on('data', (text) => {
        stdout += text
      })
      child.stderr!.on('data', (text) => {
        stderr += text
      })
      child.on('close', (code) => resolve({ code, stdout, stderr }))
      child.stdin!.on('error', () => {}).end(input ?? '')
    })

  /** What is listed, with its text; then the list is empty again. */
  const listed = async () => {
    const { stdout } = await janus('list', 'show', 'pop.example', '--json', ...config)
    await janus('list', 'flush', 'pop.example', '--yes', ...config)
    return (JSON.parse(stdout) as { entry: string; text?: string }[])
      .map(({ entry, text }) => (text === undefined ? entry : `${entry} ${text}`))
      .sort()
  }

  const cases: readonly { what: string; input: string; code: number; listed: string[]; told?: RegExp }[] = [
    { what: 'no end of line at the end', input: '192.0.2.1\n192.0.2.2', code: 0, listed: ['192.0.2.1', '192.0.2.2'] },
    { what: 'CR LF', input: '192.0.2.1\r\n192.0.2.2 why not\r\n', code: 0, listed: ['192.0.2.1', '192.0.2.2 why not'] },
    { what: 'CR alone', input: '192.0.2.1\r192.0.2.2\r', code: 0, listed: ['192.0.2.1', '192.0.2.2'] },
    {
      what: 'blanks and comments',
      input: '\n\n  # x\n\t192.0.2.1\t \ta  b \t\n#192.0.2.9\n   \n192.0.2.2 # no comment\n',
      code: 0,
      listed: ['192.0.2.1 a  b', '192.0.2.2 # no comment'],
    },
    { what: 'a mark of the order of octets', input: '\ufeff192.0.2.1\n', code: 0, listed: ['192.0.2.1'] },
    { what: 'nothing', input: '', code: 0, listed: [] },
    { what: 'comments alone', input: '# x\n\n', code: 0, listed: [] },
    {
      what: 'some that are none',
      input:
        '192.0.2.1\n192.0.2.256\n192.0.2.0/24\n*.example\n127.0.0.1\n192.0.2.2\0\na,b;c\n192.0.2.3,192.0.2.4\n2001:db8::1\n',
      code: 1,
      listed: ['192.0.2.1', '2001:db8::1', 'a,b\\;c'],
      told: /192\.0\.2\.256: .*\n192\.0\.2\.0\/24: [\s\S]*192\.0\.2\.3,192\.0\.2\.4: cannot add/,
    },
    {
      what: 'a text that is too long',
      input: `192.0.2.1 ${'x'.repeat(256)}\n192.0.2.2\n`,
      code: 1,
      listed: ['192.0.2.2'],
    },
    { what: 'twice', input: '192.0.2.1 a\n192.0.2.1 b\n192.0.2.1\n', code: 0, listed: ['192.0.2.1 b'] },
    {
      what: 'a line that never ends, and one behind it',
      input: `192.0.2.1\n${'x'.repeat(3_000_000)}\n192.0.2.2\n`,
      code: 1,
      listed: ['192.0.2.1', '192.0.2.2'],
      told: /cannot use line 2: it has 3000000 octets/,
    },
    {
      what: 'more than go into one request',
      input: Array.from({ length: 1203 }, (_, i) => `10.0.${i >> 8}.${i & 255} ${'t'.repeat(200)}\n`).join(''),
      code: 0,
      listed: Array.from({ length: 1203 }, (_, i) => `10.0.${i >> 8}.${i & 255} ${'t'.repeat(200)}`).sort(),
    },
  ]
  for (const { what, input, code, listed: wanted, told } of cases) {
    const done = await add(input)
    t.equal(done.code, code, `${what}: ${done.stderr.slice(0, 300)}`)
    if (told !== undefined) t.match(done.stdout + done.stderr, told, what)
    t.same(await listed(), wanted, what)
  }

  t.match(await add(undefined), { code: 0, stdout: '' }, 'closed: there is nothing to add')
})

t.test('a program that is killed in the middle of its list', async (t) => {
  const folder = folderOf(t, files)
  const server = await serve(t, folder)
  const config = ['--config', join(folder, 'janus.yaml')]
  const child = spawn(
    'env',
    ['-u', 'NODE_OPTIONS', process.execPath, janusProgram, 'list', 'add', 'pop.example', '-', ...config],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  const ended = new Promise((resolve) => child.once('close', resolve))
  // 500 go in one request: of those the command tells, and of the others nothing.
  child.stdin.on('error', () => {}).write(Array.from({ length: 700 }, (_, i) => `10.0.${i >> 8}.${i & 255}\n`).join(''))
  let told = ''
  await new Promise<void>((resolve) =>
    child.stdout.on('data', (text) => {
      told += text
      if (told.split('\n').length > 500) resolve()
    }),
  )
  child.kill('SIGKILL')
  await ended
  const { stdout } = await janus('list', 'show', 'pop.example', '--json', ...config)
  t.equal(JSON.parse(stdout).length, 500, 'what it told of is listed, and nothing else')
  t.match(await janus('list', 'add', 'pop.example', '192.0.2.1', ...config), { code: 0 })
  server.signal('SIGTERM')
  await server.ended
})
