// All files of a commit take their places, or none does, wherever it stopped.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { commitTogether, recoverFolder, waitingName } from '../../src/state/commit.ts'

const names = ['in/a', 'in/b', 'out/a']

function folderWithOld(t: { teardown: (end: () => void) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'janus-commit-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  for (const view of ['in', 'out']) mkdirSync(join(folder, view))
  for (const name of names) writeFileSync(join(folder, name), 'old')
  return folder
}

const isOurs = (name: string) => /^[ab]\.next(?:\.\d+\.new)?$/.test(name)
const contents = (folder: string) => names.map((name) => readFileSync(join(folder, name), 'utf8')).join(' ')
const paths = (folder: string) => names.map((name) => join(folder, name))

function stage(folder: string): void {
  for (const path of paths(folder)) writeFileSync(waitingName(path), 'new')
}

t.test('a commit', async (t) => {
  const folder = folderWithOld(t)
  stage(folder)
  commitTogether(folder, paths(folder))
  t.equal(contents(folder), 'new new new')
  t.same(readdirSync(folder, { recursive: true }).length, 5, 'nothing else is left')
})

t.test('broken off before the record: all old, and nothing is left behind', async (t) => {
  const folder = folderWithOld(t)
  stage(folder)
  writeFileSync(join(folder, 'commit.json.new'), '["in/a"')
  recoverFolder(folder, isOurs)
  t.equal(contents(folder), 'old old old')
  t.same(readdirSync(folder, { recursive: true }).length, 5)
})

t.test('files of other people stay, whatever they are called', async (t) => {
  const folder = folderWithOld(t)
  const theirs = ['db.example.new', 'in/b.example.next', 'out/a.new', 'in/c.next']
  for (const name of theirs) writeFileSync(join(folder, name), 'precious')
  stage(folder)
  recoverFolder(folder, isOurs)
  for (const name of theirs) t.equal(readFileSync(join(folder, name), 'utf8'), 'precious', name)
  t.equal(readdirSync(folder, { recursive: true }).length, 5 + theirs.length, 'what is ours is cleared away')
})

t.test('broken off behind the record, at any file: all new', async (t) => {
  for (let done = 0; done <= names.length; done++) {
    const folder = folderWithOld(t)
    stage(folder)
    writeFileSync(join(folder, 'commit.json'), JSON.stringify(names))
    for (const path of paths(folder).slice(0, done)) renameSync(waitingName(path), path)
    recoverFolder(folder, isOurs)
    t.equal(contents(folder), 'new new new', `${done} had taken their places`)
    t.notOk(existsSync(join(folder, 'commit.json')))
  }
})

t.test('a record that leads out of the folder, or is no record, moves nothing', async (t) => {
  for (const record of ['["../outside/a"]', '{"a": 1}', '[1]', 'x']) {
    const folder = folderWithOld(t)
    mkdirSync(join(folder, '../outside'), { recursive: true })
    const outside = join(folder, '../outside/a')
    writeFileSync(waitingName(outside), 'evil')
    writeFileSync(join(folder, 'commit.json'), record)
    recoverFolder(folder, isOurs)
    t.notOk(existsSync(outside), record)
    t.equal(contents(folder), 'old old old')
    rmSync(join(folder, '../outside'), { recursive: true })
  }
})

t.test('what links in the folder lead to is neither moved nor cleared away', async (t) => {
  const folder = folderWithOld(t)
  const outside = mkdtempSync(join(tmpdir(), 'janus-outside-'))
  t.teardown(() => rmSync(outside, { recursive: true }))
  for (const name of ['a.new', 'b.next', 'c', 'c.next']) writeFileSync(join(outside, name), 'precious')
  symlinkSync(outside, join(folder, 'link'))
  writeFileSync(join(folder, 'commit.json'), '["link/c"]')
  recoverFolder(folder, isOurs)
  t.same(readdirSync(outside).sort(), ['a.new', 'b.next', 'c', 'c.next'])
  const behind = join(outside, 'zones')
  symlinkSync(outside, behind)
  recoverFolder(behind, isOurs)
  t.same(readdirSync(outside).sort(), ['a.new', 'b.next', 'c', 'c.next', 'zones'])
})

t.test('a link in the place of a new file is not written through', async (t) => {
  const folder = folderWithOld(t)
  const precious = join(folder, 'precious')
  writeFileSync(precious, 'precious')
  symlinkSync(precious, join(folder, 'commit.json.new'))
  stage(folder)
  commitTogether(folder, paths(folder))
  t.equal(readFileSync(precious, 'utf8'), 'precious')
  t.equal(contents(folder), 'new new new')
})

t.test('a folder that is not there', async (t) => {
  t.doesNotThrow(() => recoverFolder('/nonexistent/folder', isOurs))
})
