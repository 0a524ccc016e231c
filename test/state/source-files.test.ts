// What is known of a zone's files, and when it still holds.

import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { describeSource, isSame, isUnchanged, withHashes } from '../../src/state/source-files.ts'

const HOUR_AGO = Date.now() / 1000 - 3600
const SHA256_OF_ONE = '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed'

/** A file holding `text`, written an hour ago, and how it is then written anew. */
function fileWith(t: Test, text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'janus-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'zone')
  const write = (text: string, time = HOUR_AGO) => {
    writeFileSync(path, text)
    utimesSync(path, time, time)
  }
  write(text)
  return { path, write }
}

t.test('a file that has been left alone for a while is known without its contents', async (t) => {
  const { path, write } = fileWith(t, 'one')
  const source = describeSource(path, Buffer.from('one'))!
  t.equal(source.hash, '')
  t.ok(isUnchanged(source))
  t.ok(isSame(source, readFileSync(path)))
  write('two', HOUR_AGO + 1)
  t.notOk(isUnchanged(source))
  t.notOk(isSame(source, readFileSync(path)))
  t.same(withHashes([source]), [], 'and what it held is not to be had any more')
})

t.test('with its hash it is known by its contents when its time is another', async (t) => {
  const { path, write } = fileWith(t, 'one')
  const [source] = withHashes([describeSource(path, Buffer.from('one'))!])
  t.equal(source?.hash, SHA256_OF_ONE)
  write('one', HOUR_AGO + 1)
  t.ok(isUnchanged(source!))
  t.ok(isSame(source!, readFileSync(path)))
  write('two', HOUR_AGO + 1)
  t.notOk(isUnchanged(source!))
})

t.test('a file that was written just now is known by its contents from the start', async (t) => {
  const { path, write } = fileWith(t, '')
  write('one', Date.now() / 1000)
  const source = describeSource(path, Buffer.from('one'))!
  t.equal(source.hash, SHA256_OF_ONE)
  t.equal(source.changed, '')
  t.same(withHashes([source]), [source])
  write('two', Date.now() / 1000)
  t.notOk(isUnchanged(source))
})

t.test('a file that is gone, or of another size than what was read, is not known', async (t) => {
  const { path } = fileWith(t, 'one')
  t.equal(describeSource(path, Buffer.from('longer')), undefined)
  t.equal(describeSource(`${path}.not`, Buffer.from('one')), undefined)
})
