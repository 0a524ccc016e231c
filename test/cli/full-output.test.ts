// Output that cannot be written, as on a full disk: exit code 1 would say that a command has found something.

import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import t, { type Test } from 'tap'
import { janusProgram, zonecheckProgram } from '../support/program.ts'
import { root } from '../support/run-janus.ts'

const FULL = '/dev/full'
const skip = existsSync(FULL) ? false : `${FULL} is missing`

function run(t: Test, [program, ...args]: readonly string[], full: 'stdout' | 'stderr') {
  const fd = openSync(FULL, 'w')
  t.teardown(() => closeSync(fd))
  return spawnSync(process.execPath, [program!, ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: full === 'stdout' ? ['ignore', fd, 'pipe'] : ['ignore', 'pipe', fd],
    env: { PATH: process.env.PATH, NO_COLOR: '1' },
  })
}

const GOOD = ['zones/external/univ.example.zone', '--info']
for (const [name, ...words] of [
  ['janus print', janusProgram, 'print', 'internal', 'univ.example', '--config', 'zones/janus.yaml'],
  ['janus --help', janusProgram, '--help'],
  ['zonecheck', zonecheckProgram, ...GOOD],
  ['zonecheck --format json', zonecheckProgram, ...GOOD, '--format', 'json'],
] as const)
  t.test(`${name} whose output finds no room says so in one line, and exits with 2`, { skip }, async (t) => {
    const { stderr, status } = run(t, words, 'stdout')
    t.equal(stderr, 'cannot write the output: no space left on device\n')
    t.equal(status, 2)
  })

t.test('messages that find no room change no exit code', { skip }, async (t) => {
  t.equal(run(t, [janusProgram, 'check', '--config', 'nowhere/janus.yaml'], 'stderr').status, 2)
  t.equal(run(t, [zonecheckProgram, ...GOOD], 'stderr').status, 0)
})
