// What nothing else can make again is written so that a power failure leaves the old file or the new one, whoever writes it.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { writeWhole, writeWholeAside } from '../../src/system/write-whole.ts'

t.test('a file is another as a whole, or stays what it was', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'janus-whole-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'a')
  writeWhole(path, 'one')
  writeFileSync(`${path}.next`, 'left behind by a crash')
  writeWhole(path, 'two', { mode: 0o600 })
  t.equal(readFileSync(path, 'utf8'), 'two')
  t.equal(statSync(path).mode & 0o777, 0o600)
  const full = () => {
    throw new Error('ENOSPC')
  }
  t.throws(() => writeWhole(path, 'three', { prepare: full }), 'ENOSPC')
  t.equal(readFileSync(path, 'utf8'), 'two')
  t.end()
})

t.test('what could not be put in its place leaves nothing beside it, as it may be what fills the disk', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'janus-whole-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'a')
  mkdirSync(path)
  t.throws(() => writeWhole(path, 'one'))
  await t.rejects(writeWholeAside(path, 'one'))
  t.same(readdirSync(folder), ['a'])
})

/** Whoever renames by himself says why a crash may take it back. */
const BY_THEMSELVES: Readonly<Record<string, string>> = {
  'system/write-whole.ts': 'it is the one place',
  'state/commit.ts': 'syncs the folders of all files together',
  'state/zone-file.ts': 'whoever writes it syncs the folder, or does not need to',
  'state/state-folder.ts': 'what is lost costs time at the next start',
  'keys/drop-key-file.ts': 'puts aside and deletes, and syncs the folder then',
  'transfer/copies.ts': 'times that are lost are asked for again',
  'transfer/times-file.ts': 'times that are lost are asked for again',
  'store/log-file.ts': 'the log syncs the folder when it needs to',
  'signing/signed-images.ts': 'zones are signed again',
  'cli/replace-file.ts': 'a zone file of the operator',
}

t.test('who renames a file syncs its folder, but for those who need not', (t) => {
  const src = join(import.meta.dirname, '../../src')
  const found = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (path) =>
      path.endsWith('.ts') &&
      /\brename(Sync)?\b.*\bfrom 'node:fs|\brenameSync\(/s.test(readFileSync(join(src, path), 'utf8')),
  )
  t.same(
    found.filter((path) => BY_THEMSELVES[path] === undefined),
    [],
  )
  t.end()
})
