// What is known of a zone's files, and when it still holds.

import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { describeSource, foundAgain, isSame, type SourceFile, withHashes } from '../../src/state/source-files.ts'
import { Folders } from '../../src/system/folders.ts'
import { readSource, type Source } from '../../src/text/zonefile/source.ts'
import { messageOf } from '../support/english.ts'

const SHA256_OF_ONE = '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed'

/** A file holding `text`, and how it is then written anew with the same time of change. */
function fileWith(t: Test, text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'janus-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'zone')
  const time = Date.now() / 1000 - 3600
  const write = (text: string) => {
    writeFileSync(path, text)
    utimesSync(path, time, time)
  }
  write(text)
  return { folder, path, write }
}

/** As it is read; `settled`: long after it was written. */
function sourceOf(path: string, { settled }: { settled: boolean }): Source {
  const source = readSource(path)
  if ('rule' in source) throw new Error(messageOf(source))
  return { ...source, stamp: { ...source.stamp!, settled } }
}

function describe(path: string, settled = true): SourceFile {
  return describeSource(sourceOf(path, { settled }))!
}

const isFound = (source: SourceFile) => foundAgain([source]) !== undefined

t.test('a file that has been left alone for a while is known without its contents', async (t) => {
  const { path, write } = fileWith(t, 'one')
  const source = describe(path)
  t.equal(source.hash, '')
  t.same(foundAgain([source]), [source])
  t.ok(isSame(source, readFileSync(path)))
  write('two')
  t.notOk(isFound(source), 'size and time of change are those of the file before')
  t.notOk(isSame(source, readFileSync(path)))
  t.same(withHashes([source]), [], 'and what it held is not to be had any more')
})

t.test('with its hash it is known by its contents when its time is another', async (t) => {
  const { path, write } = fileWith(t, 'one')
  const [source] = withHashes([describe(path)])
  t.equal(source?.hash, SHA256_OF_ONE)
  write('one')
  const again = foundAgain([source!])
  t.match(again, [{ path, hash: SHA256_OF_ONE }])
  t.ok(isSame(source!, readFileSync(path)))
  write('two')
  t.notOk(isFound(source!))
  t.notOk(isFound(again![0]!))
})

t.test('a file that was written just now is known by its contents from the start', async (t) => {
  const { path, write } = fileWith(t, 'one')
  const source = describe(path, false)
  t.match(source, { hash: SHA256_OF_ONE, changed: '' })
  t.same(withHashes([source]), [source])
  t.ok(isFound(source))
  write('two')
  t.notOk(isFound(source))
})

t.test('a file that was written to since it was read is known by what it held then, and not found again', async (t) => {
  const { path, write } = fileWith(t, 'one')
  const source = sourceOf(path, { settled: true })
  write('two')
  t.match(describeSource(source), { hash: SHA256_OF_ONE, changed: '' })
  t.notOk(isFound(describeSource(source)!))
  rmSync(path)
  t.match(describeSource(source), { hash: SHA256_OF_ONE, changed: '' }, 'nor is one that is gone')
  t.notOk(isFound(describeSource(source)!))
  write('one')
  t.ok(isFound(describeSource(source)!), 'whoever writes the same gets the same zone')
})

t.test(
  'a file with another one in its place, of the same content and time, is known by its contents alone',
  async (t) => {
    const { folder, path, write } = fileWith(t, 'one')
    const plain = describe(path)
    const [hashed] = withHashes([plain])
    renameSync(path, join(folder, 'old'))
    write('one')
    t.notOk(isFound(plain))
    t.ok(isFound(hashed!))
  },
)

t.test('a link that is turned leads to another file, wherever in the path it is', async (t) => {
  const { folder } = fileWith(t, 'one')
  for (const release of ['a', 'b']) {
    mkdirSync(join(folder, release, 'deep'), { recursive: true })
    writeFileSync(join(folder, release, 'deep/zone'), 'one')
  }
  const turn = (name: string, target: string) => {
    symlinkSync(target, join(folder, 'next'))
    renameSync(join(folder, 'next'), join(folder, name))
  }
  turn('current', 'a')
  turn('latest', 'current')
  turn('file', 'latest/deep/zone')
  for (const path of ['current/deep/zone', 'latest/deep/zone', 'file']) {
    const sources = withHashes([describe(join(folder, path))])
    t.ok(foundAgain(sources), path)
    turn('current', 'b')
    t.notOk(foundAgain(sources), `${path}, though both files hold the same`)
    turn('current', 'a')
  }
})

t.test('one look at many files follows their folder once; links of files are followed each', async (t) => {
  const { folder } = fileWith(t, 'one')
  for (const release of ['a', 'b']) {
    mkdirSync(join(folder, release))
    for (const file of ['first', 'second']) writeFileSync(join(folder, release, file), file)
  }
  symlinkSync('a', join(folder, 'current'))
  symlinkSync('a/first', join(folder, 'linked'))
  const files = ['current/first', 'current/second', 'linked']
  const sources = files.map((file) => withHashes([describe(join(folder, file))]))
  const found = (folders?: Folders) => sources.map((source) => foundAgain(source, folders) !== undefined)
  t.same(found(new Folders()), [true, true, true])
  const folders = new Folders()
  t.ok(foundAgain(sources[0]!, folders))
  for (const [name, target] of [
    ['current', 'b'],
    ['linked', 'b/first'],
  ] as const) {
    rmSync(join(folder, name))
    symlinkSync(target, join(folder, name))
  }
  t.same(found(folders), [true, true, false], 'what the look has begun with holds to its end')
  t.same(found(), [false, false, false], 'and no longer')
})

t.test('what is no file any more is not opened', async (t) => {
  const { path } = fileWith(t, 'one')
  const [source] = withHashes([describe(path)])
  const kinds: Record<string, () => void> = {
    'a folder': () => mkdirSync(path),
    'a link to itself': () => symlinkSync(path, path),
    'a device without an end': () => symlinkSync('/dev/zero', path),
    nothing: () => {},
  }
  for (const [kind, make] of Object.entries(kinds)) {
    rmSync(path)
    make()
    t.notOk(isFound(source!), kind)
    rmSync(path, { recursive: true, force: true })
    writeFileSync(path, 'one')
    t.ok(isFound(source!))
  }
})

t.test('a file that may not be read any more is another', async (t) => {
  const { path } = fileWith(t, 'one')
  const source = describe(path)
  chmodSync(path, 0)
  t.notOk(isFound(source))
})

t.test('a second name for a file changes nothing in it', async (t) => {
  const { folder, path } = fileWith(t, 'one')
  const [source] = withHashes([describe(path)])
  linkSync(path, join(folder, 'second'))
  t.ok(isFound(source!))
})

t.test('nothing is found again of what nobody knew', async (t) => {
  t.equal(foundAgain([]), undefined)
})

t.test('a look at many small files takes little memory', async (t) => {
  const { folder } = fileWith(t, 'one')
  const sources = Array.from({ length: 400 }, (_, i) => {
    const path = join(folder, String(i))
    writeFileSync(path, 'one')
    return describeSource(sourceOf(path, { settled: false }))!
  })
  const before = process.memoryUsage().arrayBuffers
  for (const source of sources) t.equal(foundAgain([source])?.[0]?.hash, SHA256_OF_ONE)
  t.ok(process.memoryUsage().arrayBuffers - before < 8 << 20, 'not the memory that one large file takes, for each')
})

t.test('a file is hashed whole, however many pieces it takes, and one of nothing too', async (t) => {
  const { folder } = fileWith(t, 'one')
  for (const size of [0, 1, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, 3 << 18]) {
    const path = join(folder, String(size))
    writeFileSync(path, Buffer.alloc(size, 'x'))
    const source = describeSource(sourceOf(path, { settled: false }))!
    t.ok(isFound(source), String(size))
    writeFileSync(path, Buffer.alloc(size, 'x').fill('y', Math.max(0, size - 1)))
    t.equal(isFound(source), size === 0, 'another last octet')
  }
})
