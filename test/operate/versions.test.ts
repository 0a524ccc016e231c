// A command and a server of different versions: what both know is done as before, and everything else ends in a sentence that
// says so.

import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { folderOf, janus, type Ran, serve } from '../support/janus.ts'
import { campus } from '../support/small-campus.ts'

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'))

/** A server that answers every request with these lines. */
async function stub(
  t: Test,
  answer: (request: Record<string, unknown>, config: string) => readonly object[],
): Promise<string> {
  const folder = folderOf(t, { ...campus('control: {socket: ./control.sock}\n') })
  const config = join(folder, 'janus.yaml')
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    socket.once('data', (data) => {
      const lines = answer(JSON.parse(data.toString()), config).map((line) => `${JSON.stringify(line)}\n`)
      socket.end(lines.join(''))
    })
  })
  await new Promise<void>((resolve) => server.listen(join(folder, 'control.sock'), resolve))
  t.teardown(() => server.close())
  return config
}

const oldZone = {
  zone: 'univ.example.',
  view: 'internal',
  state: 'current',
  serial: 1,
  names: 3,
  records: 6,
  file: 'a',
  errors: 0,
}

t.test('a server that is older', async (t) => {
  const known: Readonly<Record<string, unknown>> = {
    zones: [oldZone],
    stop: { stopping: true },
    stats: { queries: [], views: [], tcp: { open: 1 } },
  }
  const config = await stub(t, (request, config) => {
    const result = known[String(request.verb)]
    return [
      result === undefined
        ? { error: `cannot do "${request.verb}": the server has no such command` }
        : { config, result },
    ]
  })
  const run = (...words: string[]): Promise<Ran> => janus(...words, '--config', config)
  t.match(await run('zones'), { code: 0, stdout: /univ\.example\. +internal +current/, stderr: '' })
  t.same(JSON.parse((await run('zones', '--json')).stdout), [oldZone])
  t.match(await run('stop'), { code: 0, stdout: 'the server stops\n' }, 'it can be stopped')
  t.match(await run('plan'), {
    code: 1,
    stderr: `janus plan: cannot do "plan": the server has no such command: it is an older version, and this command is version ${version}; restart the server to have them the same\n`,
  })
  t.match(await run('stats'), {
    code: 2,
    stdout: '',
    stderr: /cannot read what the server at .* says: it is an older version/,
  })
})

t.test('a server that is newer', async (t) => {
  const head = { version: '99.0.0', revision: 'x' }
  const config = await stub(t, ({ verb }, config) => {
    switch (verb) {
      case 'zones':
        return [{ ...head, config, stream: true }, { items: [{ ...oldZone, lease: '1h' }] }, { end: true }]
      case 'rollback':
        return [{ ...head, config, error: '"reason" is missing: it must be', code: 'bad-request', field: 'reason' }]
      case 'generations':
        return [{ ...head, config, stream: true }, { items: [] }]
      case 'reload':
        return [{ ...head, config, error: 'cannot do "reload": your rights do not include it', code: 'forbidden' }]
      default:
        return [{ ...head, config, result: { spoken: 'otherwise' } }]
    }
  })
  const run = (...words: string[]): Promise<Ran> => janus(...words, '--config', config)
  t.match(JSON.parse((await run('zones', '--json')).stdout), [{ lease: '1h' }], 'what is new comes through')
  const versions = /it is version 99\.0\.0, and this command is version .*; restart the server/
  t.match(await run('rollback'), { code: 1, stderr: versions })
  t.match(await run('status'), { code: 2, stdout: '', stderr: versions })
  t.match(await run('status', '--json'), { code: 2, stdout: '', stderr: versions })
  t.match(
    await run('generations'),
    { code: 2, stderr: /ended before it answered/ },
    'a stream without its end is no answer',
  )
  const refused = await run('reload')
  t.match(refused, { code: 1, stderr: /your rights do not include it\n$/ }, 'versions are no reason for that')
})

t.test('a server that says nothing that can be read', async (t) => {
  const said: readonly (readonly [name: string, octets: string])[] = [
    ['nothing', ''],
    ['no JSON', 'SSH-2.0\n'],
    ['something else', '[1]\n'],
    ['half a line', '{"result":'],
  ]
  for (const [name, octets] of said) {
    const folder = folderOf(t, campus('control: {socket: ./control.sock}\n'))
    const server = createServer((socket) => socket.end(octets))
    await new Promise<void>((resolve) => server.listen(join(folder, 'control.sock'), resolve))
    t.teardown(() => server.close())
    const ran = await janus('status', '--config', join(folder, 'janus.yaml'))
    t.match(ran, { code: 2, stdout: '', stderr: /^janus status: the server at .* ended before it answered\n$/ }, name)
  }
})

t.test('a command that is older asks as it always has', async (t) => {
  const folder = folderOf(t, campus())
  await serve(t, folder)
  const config = join(folder, 'janus.yaml')
  const ask = (request: object): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      let text = ''
      const socket = connect(join(folder, 'state/control.sock'), () => socket.write(`${JSON.stringify(request)}\n`))
      socket.on('data', (part) => {
        text += part
      })
      socket.on('error', reject).on('end', () => resolve(JSON.parse(text)))
    })
  t.match(await ask({ verb: 'zones', options: {}, config, only: false }), { config, result: [{}, {}, {}, {}] })
  t.match(await ask({ verb: 'generations', options: {} }), { result: [{ generation: 1 }] })
  t.match(await ask({ verb: 'status' }), { result: { generation: 1, zones: { current: 4 } } })
  t.match(await ask({ verb: 'query-log', options: { on: true, oneIn: 3 } }), { result: { on: true, oneIn: 3 } })
  t.match(await ask({ verb: 'query-log', options: { on: false } }), { result: { on: false } })
  t.match(await ask({ verb: 'rollback', options: {} }), { error: 'cannot roll back: no earlier generation is kept' })
  t.match(await ask({ verb: 'nonsense', options: {} }), {
    error: 'cannot do "nonsense": the server has no such command',
  })
  t.match(await ask({ verb: 'plan', options: {}, config: `${config}.other` }), { config, other: true })
})
