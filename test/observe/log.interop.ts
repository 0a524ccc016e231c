// The log and the query log of the real process.

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { dig, folderOf, Janus, janus, missing, run, serve } from '../support/janus.ts'
import { campus, editCampus } from '../support/small-campus.ts'
import { until } from '../support/until.ts'

const noDig = await missing('dig')

function ask(server: Janus, from: string, ...words: string[]): Promise<string[]> {
  return dig(server.port(), '@127.0.0.1', '-b', from, ...words)
}

t.test('the query log is switched while the server runs', { skip: noDig }, async (t) => {
  const folder = folderOf(t, campus())
  const server = await serve(t, folder)
  const log = (...words: string[]) => janus('query-log', ...words, '--config', join(folder, 'janus.yaml'))

  await ask(server, '127.0.0.1', 'www.univ.example')
  t.match(await log('on', '--view', 'external', '--name', 'univ.example'), {
    code: 0,
    stdout: /^on, view external, for univ.*: 0 logged, 0 dropped$/m,
  })
  await ask(server, '127.0.0.1', 'www.univ.example')
  await ask(server, '127.0.0.2', 'gone.univ.example', 'MX')
  await ask(server, '127.0.0.2', 'www.univ.example', '+tcp')
  await ask(server, '127.0.0.2', 'www.other.example')
  await server.logged('query', 2)
  t.match(await log('off'), { code: 0, stdout: /^off, 2 logged, 0 dropped$/m })
  await ask(server, '127.0.0.2', 'www.univ.example')
  t.match(await log('on', '--name', 'nothing.example'), { code: 0 })
  t.match(await log('off'), { code: 0, stdout: /^off, 2 logged/ }, 'what was asked between off and on is in no log')
  t.match(
    server.log.filter(({ msg }) => msg === 'query'),
    [
      {
        client: '127.0.0.2',
        transport: 'udp',
        view: 'external',
        zone: 'univ.example.',
        generation: 1,
        name: 'gone.univ.example.',
        type: 'MX',
        rcode: 'NXDOMAIN',
      },
      { transport: 'tcp', name: 'www.univ.example.', rcode: 'NOERROR' },
    ],
  )
  t.equal(server.log.filter(({ msg }) => msg === 'query').length, 2)
  t.match(await log('on', '--view', 'nowhere'), { code: 1, stderr: /there is no view "nowhere"/ })
  t.match(await log('on', '--client', '10.0.0.1/8'), {
    code: 1,
    stderr: /^janus query-log: cannot switch the query log on: "10\.0\.0\.1\/8" is not a single prefix/,
  })
  t.match(await log('on', '--one-in', '0'), { code: 1 })
  t.match(await log('on', '--one-in', 'ten'), { code: 2, stderr: /'ten' is invalid\. write a number/ })
  t.match(await log('maybe'), { code: 2 })
})

t.test('files are opened anew after a signal', { skip: noDig }, async (t) => {
  const folder = folderOf(t, campus('log: {file: janus.log, queries: queries.log}\n'))
  const server = await serveInto(t, folder)
  const config = ['--config', join(folder, 'janus.yaml')]
  await janus('query-log', 'on', ...config)
  const { listen } = JSON.parse((await janus('status', '--json', ...config)).stdout)
  const port = Number(listen[0].split(':')[1])
  await dig(port, '@127.0.0.1', 'www.univ.example')
  const file = (name: string) => join(folder, name)
  const holds = (name: string, text: string) =>
    until(`"${text}" in ${name}`, () => readFileSync(file(name), 'utf8').includes(text))
  await holds('queries.log', 'www.univ.example')
  for (const name of ['janus.log', 'queries.log']) renameSync(file(name), file(`${name}.1`))
  server.signal('SIGUSR2')
  await until('new files', () => existsSync(file('janus.log')) && existsSync(file('queries.log')))
  editCampus(folder, { serial: 2 })
  server.signal('SIGHUP')
  await holds('janus.log', 'reloaded')
  await dig(port, '@127.0.0.1', 'mx.univ.example')
  await holds('queries.log', 'mx.univ.example')
  t.match(readFileSync(file('janus.log.1'), 'utf8'), /"msg":"ready"/)
  t.notMatch(readFileSync(file('janus.log.1'), 'utf8'), /reloaded/)
})

t.test('a log file that cannot be written is told of at the start', async (t) => {
  const server = new Janus(t, folderOf(t, campus('log: {file: nowhere/janus.log}\n')))
  t.match(await server.ended, { code: 2 })
  t.match(server.stderr, /cannot write the log to .*janus\.log: ENOENT/)
})

t.test('who does not read the log stops nobody, and what is dropped is counted', { skip: noDig }, async (t) => {
  const folder = folderOf(t, campus('log: {level: trace}\n'))
  const server = await serve(t, folder)
  const config = ['--config', join(folder, 'janus.yaml')]
  await janus('query-log', 'on', ...config)
  server.process.stdout!.pause()
  const questions = join(folder, 'questions')
  writeFileSync(questions, 'www.univ.example A\n')
  const skip = await missing('dnsperf')
  if (skip) return t.pass('a reader that does not read', { skip })
  const load = ['-s', '127.0.0.1', '-p', String(server.port()), '-d', questions, '-Q', '20000', '-l', '5', '-t', '30']
  let status = { log: { dropped: 0 }, queryLog: { dropped: 0 } }
  // A busy machine asks less than fits into what is kept for a reader.
  for (let i = 0; i < 10 && status.log.dropped + status.queryLog.dropped <= 1000; i++) {
    const { stdout } = await run('dnsperf', load)
    t.match(stdout, /Queries lost: +0 /)
    status = JSON.parse((await janus('status', '--json', ...config)).stdout)
  }
  t.ok(status.log.dropped + status.queryLog.dropped > 1000, JSON.stringify([status.log, status.queryLog]))
  t.same(await ask(server, '127.0.0.1', 'www.univ.example', '+tcp'), ['www.univ.example. 3600 IN A 10.0.0.10'])
})

t.test('as text where it is wanted', async (t) => {
  const folder = folderOf(t, campus('log: {format: text, file: janus.log}\n'))
  await serveInto(t, folder)
  await until('the line', () => /ready.*\n/.test(readFileSync(join(folder, 'janus.log'), 'utf8')))
  t.match(readFileSync(join(folder, 'janus.log'), 'utf8'), /INFO.*: ready\n/)
})

t.test('dnstap', { skip: noDig || (await missing('dnstap-read')) }, async (t) => {
  const files = campus('dnstap: {socket: tap.sock, identity: ns1}\n')
  // One thread for each transport.
  const yaml = String(files['janus.yaml']).replace('workers: 2', 'workers: 1')
  const folder = folderOf(t, { ...files, 'janus.yaml': yaml })
  const collector = await collect(join(folder, 'tap.sock'))
  t.teardown(() => collector.close())
  const server = await serve(t, folder)
  await until('READY and START', () => collector.heard().length >= 84)
  // Each thread takes the tap up in its own time.
  const isHeard = (text: string) => collector.heard().includes(text)
  for (const how of ['+notcp', '+tcp'])
    await until(`an answer of the thread for ${how}`, async () => {
      await ask(server, '127.0.0.1', `before${how.slice(1)}.univ.example`, how)
      return isHeard(`before${how.slice(1)}`)
    })
  await ask(server, '127.0.0.1', 'www.univ.example')
  await ask(server, '127.0.0.2', 'gone.univ.example', 'MX', '+tcp')
  await until('both answers', () => isHeard('www') && isHeard('gone'))
  server.signal('SIGTERM')
  await server.ended
  await until('the end', () => collector.ended())
  // Behind READY comes what a file of frame streams has.
  const file = join(folder, 'taken.fstrm')
  const heard = collector.heard()
  writeFileSync(file, heard.subarray(8 + heard.readUInt32BE(4)))
  const { code, stdout } = await run('dnstap-read', ['-y', file])
  t.equal(code, 0)
  t.match(stdout, /identity: ns1/)
  const responses = stdout.split(/^type: /m).filter((one) => one.includes('type: AUTH_RESPONSE'))
  t.equal(responses.filter((one) => !one.includes('before')).length, 2)
  t.match(stdout, /www\.univ\.example/)
  t.match(stdout, /socket_protocol: TCP[\s\S]*status: NXDOMAIN/)
})

/** A server whose log goes to a file is ready when the file says so. */
async function serveInto(t: Test, folder: string): Promise<Janus> {
  const server = new Janus(t, folder)
  const file = join(folder, 'janus.log')
  await until('ready', () => existsSync(file) && readFileSync(file, 'utf8').includes('ready'))
  return server
}

/** A collector of frame streams: answers READY with ACCEPT, and keeps all octets. */
async function collect(path: string) {
  const parts: Buffer[] = []
  let over = false
  const server = createServer((socket) => {
    socket.once('data', () => {
      const accept = Buffer.from([0, 0, 0, 0, 0, 0, 0, 34, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 22])
      socket.write(Buffer.concat([accept, Buffer.from('protobuf:dnstap.Dnstap')]))
    })
    socket.on('data', (part: Buffer) => parts.push(part))
    socket.on('close', () => {
      over = true
    })
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return { heard: () => Buffer.concat(parts), ended: () => over, close: () => server.close() }
}
