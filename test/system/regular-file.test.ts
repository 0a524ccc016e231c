// Janus reads what stands at somebody's path if it is a regular file of bounded size, and never waits for it.

import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  readSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { fillFrom, openRegular, readRegular } from '../../src/system/regular-file.ts'

const LIMIT = 1000

t.test('only regular files up to the limit are read, and the reason says what else it is', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'janus-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const at = (name: string) => join(folder, name)
  for (const [name, text] of [
    ['plain', 'text'],
    ['empty', ''],
    ['large', ''],
  ] as const)
    writeFileSync(at(name), text)
  mkdirSync(at('sub'))
  execFileSync('mkfifo', [at('fifo')])
  for (const [name, target] of [
    ['to-plain', 'plain'],
    ['to-fifo', 'fifo'],
    ['to-zero', '/dev/zero'],
    ['to-full', '/dev/full'],
    ['dangling', 'nothing'],
    ['loop', 'loop'],
  ] as const)
    symlinkSync(target, at(name))
  truncateSync(at('large'), 2 ** 33)
  const socket = createServer()
  await new Promise<void>((resolve) => socket.listen(at('socket'), resolve))
  t.teardown(() => socket.close())
  const cases: [name: string, result: string][] = [
    ['plain', 'text'],
    ['to-plain', 'text'],
    ['empty', ''],
    ['sub', 'it is a folder'],
    ['fifo', 'it is a FIFO'],
    ['to-fifo', 'it is a FIFO'],
    ['to-zero', 'it is a device'],
    ['to-full', 'it is a device'],
    ['socket', 'it is a socket'],
    ['large', `it has ${2 ** 33} octets, and may have ${LIMIT}`],
    ['dangling', 'ENOENT'],
    ['loop', 'ELOOP'],
    ['plain/x', 'ENOTDIR'],
  ]
  for (const [name, result] of cases) t.equal(attempt(at(name)), result, name)
  const { fd: before } = openRegular(at('plain'))
  closeSync(before)
  for (let i = 0; i < 10; i++) attempt(at('sub'))
  const { fd: after } = openRegular(at('plain'))
  closeSync(after)
  t.equal(after, before, 'no descriptor is left open')
})

t.test(
  'a file that grows while it is read is taken as long as it was, one that shrinks as far as it goes',
  async (t) => {
    const path = join(t.testdir({ grows: 'four' }), 'grows')
    const { fd, size } = openRegular(path)
    appendFileSync(path, 'more')
    const octets = Buffer.alloc(size)
    t.equal(fillFrom(fd, octets), 4)
    t.equal(octets.toString(), 'four')
    writeFileSync(path, 'x')
    t.equal(readSync(fd, octets, 0, 4, 0), 1)
    t.equal(fillFrom(fd, octets), 0)
    closeSync(fd)
  },
)

function attempt(path: string): string {
  try {
    return readRegular(path, LIMIT).toString()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return code ?? message
  }
}
