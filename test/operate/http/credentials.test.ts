// The file of a token is read once as long as nobody touches it, and a token that is changed counts at once.

import { chmodSync, mkdirSync, renameSync, rmdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { isInFile, secretIn } from '../../../src/operate/http/credentials.ts'
import { stampAt } from '../../../src/system/file-stamp.ts'
import { folderOf } from '../../support/janus.ts'

t.test('whatever becomes of the file is known at the next look', async (t) => {
  const folder = folderOf(t, { token: 'first\n', other: 'other\n' })
  const file = join(folder, 'token')
  const told = () => secretIn(file)?.toString()
  // Older than what may change again within one step of its clock.
  const long = new Date(Date.now() - 3_600_000)
  utimesSync(file, long, long)
  const rewrite = (text: string) => {
    writeFileSync(file, text)
    utimesSync(file, long, long)
  }
  const instead = (text: string) => {
    rmdirSync(file)
    writeFileSync(file, text)
  }
  // What is younger is read each time.
  while (!stampAt(file)!.settled) await wait(50)
  for (let look = 0; look < 3; look++) t.equal(told(), 'first')
  t.ok(isInFile('first', file))
  t.notOk(isInFile('second', file))
  const steps: readonly (readonly [string, () => void, string | undefined])[] = [
    ['another of the same length', () => writeFileSync(file, 'third\n'), 'third'],
    ['with the time of the one before', () => utimesSync(file, long, long), 'third'],
    ['and once more, with that time', () => rewrite('forth\n'), 'forth'],
    ['nothing', () => writeFileSync(file, ''), undefined],
    ['blanks alone', () => writeFileSync(file, ' \n'), undefined],
    ['another file in its place', () => renameSync(join(folder, 'other'), file), 'other'],
    ['gone', () => rmSync(file), undefined],
    ['a folder', () => mkdirSync(file), undefined],
    ['there again', () => instead('again'), 'again'],
  ]
  for (const [what, does, secret] of steps) {
    does()
    t.equal(told(), secret, what)
    t.equal(told(), secret, `${what}: once more`)
  }
  if (process.getuid?.() === 0) return
  chmodSync(file, 0)
  t.equal(told(), undefined, 'one that nobody may read')
})
