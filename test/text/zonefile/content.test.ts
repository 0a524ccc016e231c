// What is read of a file while somebody writes it, or puts something else in its place. The moment is chosen: whoever reads calls
// the functions of node:fs, and these do it.

import fs, {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readContent } from '../../../src/text/zonefile/content.ts'
import { readConfined } from '../../../src/text/zonefile/source.ts'

const own = { readSync: fs.readSync, openSync: fs.openSync }

/** Calls `change` before every call of the function. */
function before(t: Test, name: keyof typeof own, change: (call: number) => void): void {
  let calls = 0
  const real = own[name] as (...given: unknown[]) => number
  Object.assign(fs, {
    [name]: (...given: unknown[]) => {
      change(++calls)
      return real(...given)
    },
  })
  syncBuiltinESMExports()
  t.teardown(() => {
    Object.assign(fs, own)
    syncBuiltinESMExports()
  })
}

function folderOf(t: Test): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'janus-')))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return folder
}

function textOf(content: ReturnType<typeof readContent>): string {
  return 'rule' in content ? content.why.code : Buffer.from(content.bytes.subarray(0, content.size)).toString()
}

t.test('a file that somebody writes while it is read is read in one version, or refused', async (t) => {
  const cases: Readonly<
    Record<string, { readonly change: (path: string, call: number) => void; readonly read: string }>
  > = {
    'written once, of the same length': {
      change: (path, call) => call === 1 && writeFileSync(path, 'two'),
      read: 'two',
    },
    'written once, shorter': { change: (path, call) => call === 1 && writeFileSync(path, '2'), read: '2' },
    'written again and again': { change: (path, call) => writeFileSync(path, `${call % 10}wo`), read: 'file-restless' },
    'cut again and again': {
      change: (path, call) => (call % 2 ? truncateSync(path, 1) : writeFileSync(path, 'one')),
      read: 'file-restless',
    },
    'grown once': { change: (path, call) => call === 1 && appendFileSync(path, ' more'), read: 'one more' },
  }
  for (const [what, { change, read }] of Object.entries(cases))
    await t.test(what, async (t) => {
      const path = join(folderOf(t), 'a.zone')
      writeFileSync(path, 'one')
      // So that the time of a change shows, whatever the file system's clock.
      fs.utimesSync(path, 1, 1)
      before(t, 'readSync', (call) => change(path, call))
      t.equal(textOf(readContent(path, 100)), read)
    })
  await t.test('a file that grows all the time is taken as long as it was', async (t) => {
    const path = join(folderOf(t), 'a.zone')
    writeFileSync(path, 'one')
    before(t, 'readSync', () => appendFileSync(path, '1'))
    t.match(textOf(readContent(path, 100)), /^one1*$/)
  })
})

t.test('a link that takes the place of a file, or of its folder, while it is opened leads nowhere', async (t) => {
  for (const part of ['zones/a.zone', 'zones'])
    await t.test(part, async (t) => {
      const folder = folderOf(t)
      mkdirSync(join(folder, 'zones'))
      mkdirSync(join(folder, 'secret'))
      writeFileSync(join(folder, 'zones/a.zone'), 'open')
      writeFileSync(join(folder, 'secret/a.zone'), 'secret')
      before(t, 'openSync', () => {
        rmSync(join(folder, part), { recursive: true })
        symlinkSync(join(folder, part.replace('zones', 'secret')), join(folder, part))
      })
      const read = readConfined(join(folder, 'zones/a.zone'))
      t.match(read, { rule: 'unreadable-file' })
      t.notMatch(JSON.stringify(read), /secret"/)
    })
})
