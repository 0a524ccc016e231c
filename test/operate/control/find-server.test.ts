// The commands find the running server and are done, be the configuration as wrong as it may; and they say so where it is not
// the server's.

import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { findControl } from '../../../src/text/config/find-control.ts'
import { folderOf, janus, run, serve } from '../../support/janus.ts'
import { janusProgram as program } from '../../support/program.ts'
import { campus, campusZone, editCampus } from '../../support/small-campus.ts'

const good = campus()['janus.yaml'] as string

t.test('a mistake in the configuration keeps nobody from running the server', async (t) => {
  const folder = folderOf(t, campus())
  const file = join(folder, 'janus.yaml')
  const server = await serve(t, folder)
  const config = ['--config', file]

  const told = /asked the server at .*\/state\/control\.sock all the same, which was started with .*janus\.yaml\n$/
  rmSync(file)
  const missing = await janus('status', ...config)
  t.match(missing, { code: 0, stdout: /^generation +1, /m, stderr: told })
  t.match(missing.stderr, /cannot open the configuration: there is no such file/)

  writeFileSync(file, `${good}veiws: {}\nzoness: {}\n`)
  const cases: [words: string[], code: number, said: RegExp][] = [
    [['zones'], 0, /univ\.example\. +internal +current/],
    [['rollback'], 1, /^$/],
    [['reload'], 1, /refused: the configuration has errors; nothing was changed\n(.*\n)*.*\[unknown-key\]/],
    [['explain', '127.0.0.1', 'www.univ.example', '--running'], 0, /10\.0\.0\.10/],
    [['stop'], 0, /the server stops/],
  ]
  for (const [words, code, said] of cases) {
    const ran = await janus(...words, ...config)
    t.equal(ran.code, code, words.join(' '))
    t.match(ran.stdout, said)
    const [first, second] = ran.stderr.split('\n')
    t.match(first, /janus\.yaml:10:1: cannot use "veiws": there is no such key, and 1 more \[unknown-key\]$/)
    t.match(`${second}\n`, told)
  }
  t.same(await server.ended, { code: 0, signal: null })

  await t.test('without a server the findings are told, and where one was looked for', async (t) => {
    const { code, stderr } = await janus('status', ...config)
    t.equal(code, 2)
    t.match(
      stderr,
      /\[unknown-key\]\n(.*\n)*.*no server runs here: nobody listens at .*state\/control\.sock and \/var\/lib\/janus/,
    )
  })
})

t.test('where the server can be asked is found beside any mistake', async (t) => {
  const folder = folderOf(t, {})
  const file = join(folder, 'janus.yaml')
  const usual = [join(folder, 'state/control.sock'), '/var/lib/janus/control.sock', '/run/janus/control.sock']
  const own = join(folder, 'own.sock')
  const cases: [name: string, text: string | Uint8Array | undefined, sockets: string[]][] = [
    ['no mistake', good, [usual[0]!]],
    ['an unknown key', `${good}veiws: {}\n`, usual],
    ['the socket is named', `control: {socket: own.sock}\nveiws: {}\n`, [own, ...usual]],
    ['the state folder is', 'state: /srv/janus\nworkers: many\n', ['/srv/janus/control.sock', ...usual]],
    ['no YAML from some line on', 'control: {socket: own.sock}\nlog: {level: [\n', [own, ...usual]],
    ['the mistake is beside it', 'control: {socket: own.sock, grop: dns}\n', [own, ...usual]],
    ['no text', Uint8Array.of(0, 1, 2), usual],
    ['a list', '- a\n', usual],
    ['nothing', undefined, usual],
  ]
  for (const [name, text, sockets] of cases) {
    if (text === undefined) rmSync(file)
    else writeFileSync(file, text)
    const found = findControl(file)
    t.same(found.sockets, sockets, name)
    t.equal(found.problems.length > 0, name !== 'no mistake')
  }
})

t.test('another configuration gets no answer out of the server of this one', async (t) => {
  const folder = folderOf(t, { ...campus(), 'other.yaml': good })
  const server = await serve(t, folder)
  const other = ['--config', join(folder, 'other.yaml')]
  editCampus(folder, { serial: 2 })
  for (const words of [['plan'], ['reload'], ['explain', '127.0.0.1', 'www.univ.example', '--running']]) {
    const { code, stdout, stderr } = await janus(...words, ...other)
    t.match({ code, stdout }, { code: 2, stdout: '' }, words[0]!)
    t.match(
      stderr,
      /was started with .*\/janus\.yaml, and not with .*\/other\.yaml: name that file, or start it with this one/,
    )
  }
  t.notMatch(server.log, [{ msg: 'reloaded' }])

  await t.test('what does not depend on it is done, with a word', async (t) => {
    const { code, stderr } = await janus('status', ...other)
    t.equal(code, 0)
    t.match(stderr, /was started with .*\/janus\.yaml, and not with .*\/other\.yaml\n/)
  })

  await t.test('the same file under another name is the same', async (t) => {
    symlinkSync('janus.yaml', join(folder, 'link.yaml'))
    t.match(await janus('plan', '--config', join(folder, 'link.yaml')), { code: 0, stderr: '' })
    const { code, stderr } = await run(process.execPath, [program, 'reload'], folder)
    t.match({ code, stderr }, { code: 0, stderr: '' }, 'by a relative path')
  })

  await t.test('a server that was only guessed is not stopped for another file', async (t) => {
    renameSync(join(folder, 'other.yaml'), join(folder, 'gone.yaml'))
    const { code, stderr } = await janus('stop', ...other)
    t.equal(code, 2)
    t.match(stderr, /was started with .*\/janus\.yaml, and not with .*\/other\.yaml/)
    t.match(await janus('status', '--config', join(folder, 'janus.yaml')), { code: 0 })
  })
})

t.test('status and zones exit with 1 where something is not served as its file has it', async (t) => {
  const folder = folderOf(t, campus())
  const config = ['--config', join(folder, 'janus.yaml')]
  await serve(t, folder)
  writeFileSync(join(folder, 'other.zone'), campusZone('external', { serial: 2, more: 'bad A 1.2.3\n' }))
  await janus('reload', ...config)
  for (const verb of ['status', 'zones']) t.equal((await janus(verb, ...config)).code, 1, verb)
})
