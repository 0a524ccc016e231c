// Root gives a folder to a user, and nothing of what leads out of it.

import {
  chownSync,
  existsSync,
  lchownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { giveFolder } from '../../src/system/give-folder.ts'

const skip = process.getuid?.() !== 0 && 'only root gives files away'

/** Users who need not exist. */
const account = { uid: 54321, gid: 54321 }
const before = { uid: 54320, gid: 54320 }

/** A folder `state` of `owner` with files in it, and beside it what is root's. */
function folders(t: Test, owner = 0) {
  const folder = mkdtempSync(join(tmpdir(), 'janus-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const at = (name: string) => join(folder, name)
  for (const name of ['state', 'state/zones', 'state/zones/in', 'precious', 'precious/deep']) mkdirSync(at(name))
  for (const name of ['state/lock', 'state/zones/in/a.zone-image', 'precious/file', 'precious/deep/file'])
    writeFileSync(at(name), 'x')
  for (const name of ours) chownSync(at(name), owner, owner)
  const ownerOf = (name: string) => lstatSync(at(name)).uid
  return { at, ownerOf }
}

const ours = ['state', 'state/lock', 'state/zones', 'state/zones/in', 'state/zones/in/a.zone-image']
const precious = ['precious', 'precious/file', 'precious/deep', 'precious/deep/file']

for (const [who, owner] of [
  ['root', 0],
  ['another user', before.uid],
] as const)
  t.test(`a folder of ${who} is given with all that is in it`, { skip }, async (t) => {
    const { at, ownerOf } = folders(t, owner)
    t.same(giveFolder(at('state'), account), [])
    for (const name of ours) t.equal(ownerOf(name), account.uid, name)
    for (const name of precious) t.equal(ownerOf(name), 0, name)
  })

t.test('a folder that is not there is made', { skip }, async (t) => {
  const { at, ownerOf } = folders(t)
  t.same(giveFolder(at('new/state'), account), [])
  t.equal(ownerOf('new/state'), account.uid)
  t.equal(ownerOf('new'), 0)
})

t.test('links in the folder are left alone, and so is what they lead to', { skip }, async (t) => {
  for (const owner of [0, before.uid]) {
    const { at, ownerOf } = folders(t, owner)
    const links = { 'state/folder': 'precious', 'state/zones/in/file': 'precious/file', 'state/gone': 'nothing' }
    for (const [name, target] of Object.entries(links)) {
      symlinkSync(at(target), at(name))
      lchownSync(at(name), owner, owner)
    }
    t.same(
      giveFolder(at('state'), account).sort(),
      Object.keys(links)
        .map((name) => `${at(name)} is a link`)
        .sort(),
    )
    for (const name of ours) t.equal(ownerOf(name), account.uid, name)
    for (const name of [...precious, ...Object.keys(links).filter(() => owner === 0)]) t.equal(ownerOf(name), 0, name)
  }
})

t.test('a file with another name elsewhere, and one of somebody else, are not given', { skip }, async (t) => {
  const { at, ownerOf } = folders(t, before.uid)
  linkSync(at('precious/file'), at('state/hard'))
  linkSync(at('state/lock'), at('precious/second'))
  writeFileSync(at('state/roots'), 'x')
  t.same(giveFolder(at('state'), account).sort(), [
    `${at('state/hard')} belongs to another user`,
    `${at('state/lock')} has another name elsewhere`,
    `${at('state/roots')} belongs to another user`,
  ])
  t.equal(ownerOf('precious/file'), 0)
  t.equal(ownerOf('state'), account.uid)
})

t.test('a folder that is a link: root made it, or nothing is given', { skip }, async (t) => {
  const { at, ownerOf } = folders(t)
  symlinkSync('state', at('of root'))
  t.same(giveFolder(at('of root'), account), [])
  t.equal(ownerOf('state'), account.uid)
  symlinkSync('precious', at('of another'))
  lchownSync(at('of another'), before.uid, before.gid)
  t.same(giveFolder(at('of another'), account), [
    `${at('of another')} is reached through ${at('of another')}, which belongs to another user`,
  ])
  for (const name of precious) t.equal(ownerOf(name), 0, name)
})

t.test('in a folder of somebody else root neither makes nor gives anything', { skip }, async (t) => {
  const { at, ownerOf } = folders(t)
  mkdirSync(at('home'))
  mkdirSync(at('home/state'))
  chownSync(at('home'), before.uid, before.gid)
  t.match(giveFolder(at('home/state'), account), [/home\/state is reached through .*home, which belongs to another/])
  t.equal(ownerOf('home/state'), 0)
  t.same(giveFolder(at('home/new'), account), [])
  t.notOk(existsSync(at('home/new')))
  chownSync(at('home/state'), account.uid, account.gid)
  t.same(giveFolder(at('home/state'), account), [], 'what the user has already is no news')
})

t.test('what the user has already is not walked through', { skip }, async (t) => {
  const { at, ownerOf } = folders(t, account.uid)
  writeFileSync(at('state/roots'), 'x')
  t.same(giveFolder(at('state'), account), [])
  t.equal(ownerOf('state/roots'), 0)
})
