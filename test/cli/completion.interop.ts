// The scripts of `janus completion` in the shells that they are for.

import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type Shell, scripts } from '../../src/cli/completion/scripts.ts'
import { folderOf, missing, run, serve } from '../support/janus.ts'
import { janusProgram as program } from '../support/program.ts'

/** With a `janus` on the path, and the script in a file. */
function shellFolder(t: Test, shell: Shell): string {
  const folder = folderOf(t, {
    script: scripts[shell],
    janus: `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`,
    'some file.zone': '',
    'sub/x': '',
    'janus.yaml':
      'listen: ["127.0.0.1:0"]\nworkers: 1\nstate: state\ncontrol: {socket: control.sock}\nviews: {inside: [any]}\nzones: {"univ.example": a.zone}\n',
    'a.zone': '$TTL 60\n@ SOA ns h 1 2 3 4000 5\n@ NS ns\nns A 192.0.2.1\nprinter A 192.0.2.2\n',
  })
  chmodSync(join(folder, 'janus'), 0o755)
  return folder
}

type Row = readonly [words: readonly string[], expected: readonly string[]]

const rows: readonly Row[] = [
  [['janus', 'expl'], ['explain']],
  [['/usr/bin/janus', 'transfers', 'ch'], ['check']],
  [['janus', 'check', '--format', 's'], ['sarif']],
  [['janus', 'print', ''], ['inside']],
  [['janus', 'mail', 'univ'], ['univ.example']],
  [['zonecheck', '--explain', 'mx-to-cn'], ['mx-to-cname']],
]

async function completed(
  t: Test,
  shell: Shell,
  rows: readonly Row[],
  script: (words: readonly string[]) => string,
  serves = false,
): Promise<void> {
  const folder = shellFolder(t, shell)
  if (serves) await serve(t, folder)
  for (const [words, expected] of rows) {
    const file = join(folder, 'case')
    writeFileSync(file, script(words))
    const { stdout, stderr } = await run('env', [`PATH=${folder}:${process.env.PATH}`, shell, file], folder)
    t.strictSame(stdout.split('\n').filter(Boolean), expected, `${shell}: ${words.join(' ')}`)
    t.equal(stderr, '')
  }
}

/** Names come from a server that runs. */
const served: readonly Row[] = [
  [['janus', 'explain', '127.0.0.1', 'prin'], ['printer.univ.example']],
  [['janus', 'print', 'in'], ['inside']],
  [['janus', 'print', 'inside', 'uni'], ['univ.example']],
  [['janus', 'rollback', ''], ['1']],
]

const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(' ')

t.test('bash', async (t) => {
  const script = (words: readonly string[]) => `shopt -s expand_aliases
compopt() { echo "compopt $*"; }
. ./script
COMP_WORDS=(${quoted(words)})
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_janus_complete
printf '%s\\n' "\${COMPREPLY[@]}"
`
  await completed(t, 'bash', rows, script)
  await completed(t, 'bash', served, script, true)
  await completed(
    t,
    'bash',
    [
      [['janus', 'check', '--format', '=', 's'], ['sarif']],
      [
        ['janus', 'check', '--format', '='],
        ['text', 'json', 'sarif', 'github', 'junit', 'badge'],
      ],
      [['janus', 'serve', ''], ['compopt -o default']],
      [['janus', 'import', '-o', ''], ['compopt -o dirnames']],
    ],
    script,
  )
})

t.test('zsh', { skip: await missing('zsh') }, async (t) => {
  const script = (words: readonly string[]) => `compdef() { :; }
_describe() { local -a of; of=("\${(@P)3}"); for one in $of; do print -r -- "\${\${one%%:*}}"; done; }
_files() { print -r -- "files $*"; }
. ./script
words=(${quoted(words)})
CURRENT=$#words
_janus_complete
`
  await completed(t, 'zsh', served, script, true)
  await completed(
    t,
    'zsh',
    [...rows, [['janus', 'serve', ''], ['files ']], [['janus', 'import', '-o', ''], ['files -/']]],
    script,
  )
})

t.test('fish', { skip: await missing('fish') }, async (t) => {
  const script = (words: readonly string[]) => `source ./script
complete -C '${words.join(' ')}' | string replace -r '\\t.*' ''
`
  const inFish = rows.filter(([[program]]) => !program!.startsWith('/'))
  await completed(t, 'fish', served, script, true)
  await completed(t, 'fish', [...inFish, [['janus', 'import', '-o', 'su'], ['sub/']]], script)
})
