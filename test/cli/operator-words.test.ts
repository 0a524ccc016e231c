// What the commands say to who runs a server: in which words, and with which exit codes.

import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { allCommands, commandTree } from '../../src/cli/command-tree.ts'
import { runCommand, wholeProgram } from '../../src/cli/commands.ts'
import { findVerb } from '../../src/operate/table.ts'
import { inEnglish } from '../../src/supply/english.ts'
import { guess } from '../../src/text/config/guess.ts'
import { parseConfig } from '../../src/text/config/load.ts'
import { folderOf, janus, run, serve } from '../support/janus.ts'
import { janusProgram } from '../support/program.ts'
import { campus, campusZone } from '../support/small-campus.ts'

const files = campus()
const yaml = files['janus.yaml'] as string
const linux = process.platform !== 'linux' && 'users are changed as Linux does'
const notRoot = process.getuid?.() !== 0 && 'only root can become another user'

function said(text: string): string[] {
  return inEnglish(parseConfig('janus.yaml', Buffer.from(text)).problems).map(
    ({ message, fix }) => `${message}${fix ? ` (${fix})` : ''}`,
  )
}

t.test('a misspelt key is told once, and not its consequences', async (t) => {
  const unknown = (word: string, meant: string) => [
    `cannot use "${word}": there is no such key (did you mean "${meant}"?)`,
  ]
  t.same(said(yaml.replace('views:', 'veiws:')), unknown('veiws', 'views'))
  t.same(said(yaml.replace('zones:', 'zoens:')), unknown('zoens', 'zones'))
  t.same(
    said(yaml.replace('external: [any]', 'external: {cleints: [any]}')).filter((text) => !text.includes('no prefix')),
    unknown('cleints', 'clients'),
  )
  t.equal(guess('ofrmat', ['file', 'format']), 'format')
  t.equal(guess('lgo', ['tcp', 'log']), 'log')
})

t.test('every command has examples', async (t) => {
  const commands = namesIn((await janus('--help')).stdout)
  t.ok(commands.length > 15)
  for (const { path, more, commands: words } of allCommands(commandTree(await wholeProgram()))) {
    t.match(more, /^Examples:\n {2}\S/m, path)
    if (words.length === 0) t.match(more, /^Exit code: 0 /m, path)
  }
})

t.test('a wrong word ends every command with 2, and says where to read on', async (t) => {
  const commands = allCommands(commandTree(await wholeProgram()))
  t.ok(commands.length > 60)
  for (const { path, arguments: taken } of commands) {
    const words = path.split(' ').slice(1)
    const wrong = [[...words, '--nosuchoption']]
    if (taken.some(({ isRequired }) => isRequired)) wrong.push(words)
    for (const one of wrong) {
      const said = t.capture(process.stderr, 'write', () => true)
      const exit = t.capture(process, 'exit', (code: number) => {
        throw new Error(`it exits with ${code} by itself`)
      })
      const code = await runCommand(one)
      const text = said().map(({ args }) => args[0])
      exit.restore()
      said.restore()
      t.equal(code, 2, one.join(' '))
      t.match(text.join(''), `"${path} --help" shows how it is written`)
    }
  }
})

t.test('a word that a command does not have is no configuration, unless such a file is there', async (t) => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['list', 'nope', /error: "list" has no word "nope", and there is no such configuration: write one of add, /],
    ['list', 'ad', /did you mean "add"\?/],
    ['dynamic', 'shw', /did you mean "show"\?/],
  ]
  for (const [command, word, says] of cases)
    t.match(await janus(command, word), { code: 2, stdout: '', stderr: says }, `${command} ${word}`)
  const folder = folderOf(t, { ...files, nope: yaml })
  const found = await run(process.execPath, [janusProgram, 'list', 'nope'], folder)
  t.match(found, { code: 2, stderr: /no server runs here/ })
})

t.test('where a zone may stand, a word is one: a zone can have one label', async (t) => {
  const folder = folderOf(t, { ...files, 'janus.yaml': yaml.replace('zones:', 'zones:\n  lan: other.zone') })
  await serve(t, folder)
  const config = ['--config', join(folder, 'janus.yaml')]
  for (const command of ['dnssec', 'transfers']) {
    t.match(await janus(command, 'lan', ...config), { code: 0, stderr: '' }, command)
    t.match(await janus(command, 'lam', ...config), { code: 1, stderr: /"lam"/ }, command)
  }
})

t.test('what a server says no to stands behind the words that were typed', async (t) => {
  const folder = folderOf(t, files)
  await serve(t, folder)
  const told = await janus('transfers', 'notify', 'nosuch.example', '--config', join(folder, 'janus.yaml'))
  t.match(told, { code: 1, stderr: /^janus transfers notify: cannot notify anybody of "nosuch\.example"/ })
})

t.test('janus check', async (t) => {
  await t.test('takes the configuration as an argument', async (t) => {
    const folder = folderOf(t, files)
    const file = join(folder, 'janus.yaml')
    t.match(await janus('check', file), { code: 0, stdout: /2 zones in 2 views/ })
    t.match(await janus('check', file, '--config', file), { code: 2, stderr: /name the configuration once/ })
  })

  await t.test('tells of a missing file where it is named, with the one that was meant', async (t) => {
    const folder = folderOf(t, { ...files, 'janus.yaml': yaml.replace('other.zone', 'ohter.zone') })
    const { code, stdout } = await janus('check', join(folder, 'janus.yaml'))
    t.equal(code, 2)
    t.match(
      stdout,
      /janus\.yaml:9:18: error: cannot read ".*ohter\.zone": no such file \[unreadable-file\]\n +9 \| {3}other\.example: ohter\.zone/,
    )
    t.match(stdout, /fix: did you mean "other\.zone"\?/)
    t.match(stdout, /2 zones in 2 views, 2 zone faces refused: 1 error/)
  })

  await t.test('asks the canaries', async (t) => {
    const canaries = `canaries:
  - {from: 127.0.0.1, ask: www.univ.example A, expect: 10.0.0.11}
  - {from: 192.0.2.1, ask: www.univ.example A, expect: 192.0.2.10}
`
    const folder = folderOf(t, campus(canaries))
    const { code, stdout } = await janus('check', join(folder, 'janus.yaml'))
    t.equal(code, 1)
    t.match(
      stdout,
      /janus\.yaml:11:5: error: the canary "www\.univ\.example A from 127\.0\.0\.1" gets 10\.0\.0\.10, and expects 10\.0\.0\.11 \[wrong-canary\]/,
    )
    t.match(stdout, / 1 error/)
    const japanese = await janus('check', join(folder, 'janus.yaml'), '--lang', 'ja')
    t.match(japanese.stdout, /カナリア "www\.univ\.example A from 127\.0\.0\.1" の答えが 10\.0\.0\.10 です/)
  })

  await t.test('as root sees what the configured user may not read', { skip: linux || notRoot }, async (t) => {
    const folder = folderOf(t, { ...campus('user: nobody\n'), 'closed/in.zone': campusZone('internal') })
    const file = join(folder, 'janus.yaml')
    writeFileSync(file, `${yaml.replace('in.zone', 'closed/in.zone')}user: nobody\n`)
    chmodSync(join(folder, 'closed'), 0o750)
    chmodSync(join(folder, 'out.zone'), 0o600)
    const { code, stdout } = await janus('check', file)
    t.equal(code, 2)
    t.match(stdout, /closed\/in\.zone:1:1: error: cannot read ".*": permission denied/)
    t.match(stdout, /fix: let the user nobody enter the folder .*\/closed, which is root:root 0750\n/)
    t.match(stdout, /fix: let the user nobody read .*out\.zone, which is root:root 0600\n/)
    chmodSync(file, 0o600)
    t.match((await janus('check', file)).stdout, /janus\.yaml:1:1: error: cannot open the configuration/)
  })
})

t.test('janus query asks from the address that is named', async (t) => {
  const folder = folderOf(t, files)
  const server = await serve(t, folder)
  const ask = (...words: string[]) => janus('query', `@127.0.0.1:${server.port()}`, 'www.univ.example', ...words)
  t.match(await ask(), { code: 0, stdout: /A 10\.0\.0\.10$/m })
  t.match(await ask('A', '--from', '127.0.0.2'), { code: 0, stdout: /A 192\.0\.2\.10$/m })
  t.match(await ask('A', '--from', '127.0.0.2', '--tcp'), { code: 0, stdout: /A 192\.0\.2\.10$/m })
  t.match(await ask('A', '--from', '192.0.2.77'), {
    code: 2,
    stderr: /this machine does not have the address 192\.0\.2\.77/,
  })
  t.match(await ask('A', '--from', '::1'), { code: 2, stderr: /one is IPv4, the other is IPv6/ })
  t.match(await ask('A', '--from', 'home'), { code: 2, stderr: /it is not an IP address/ })
})

t.test('tables have heads, and one of a thing is one', async (t) => {
  const face = { zone: 'a.example.', view: 'v', state: 'refused', file: 'a.zone', errors: 1 }
  const textOf = (verb: string, result: unknown) => findVerb(verb)!.told(result)!.text({ colour: false })
  const zones = textOf('zones', [face])
  t.match(
    zones,
    /^zone +view +state +serial +records +names\na\.example\. +v +refused +- +- +- +1 error \(see janus check\)$/,
  )
  const held = textOf('zones', [{ ...face, state: 'held', errors: 0 }])
  t.match(held, /held +- +- +- +waits for its file in another view, which has errors$/)
  const generation = { generation: 1, time: 'now', cause: 'start', content: 1, current: true, faces: 1, zones: [face] }
  const generations = textOf('generations', [generation])
  t.match(generations, /^ {2}generation +since +by +holds\n\* 1 +now +start +1 zone face$/)
})

function namesIn(help: string): string[] {
  const list = help.split('\nCommands:\n')[1]!.split('\n\n')[0]!
  return [...list.matchAll(/^ {2}([a-z][\w-]*)/gm)].map(([, name]) => name!).filter((name) => name !== 'help')
}
