// Branches that are made of one file, in repositories that are set up and laid out as people have them.

import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { isInWorkTree, makeBranch, NoBranch } from '../../../src/tools/edit/git-branch.ts'
import { folderOf } from '../../support/janus.ts'

const env = { PATH: process.env.PATH, HOME: '/nonexistent', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
const identity = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com']

async function whyNot(made: Promise<unknown>): Promise<unknown> {
  const error = await made.catch((error: unknown) => error)
  return error instanceof NoBranch ? error.said : error
}

/** A work tree with one commit, and one file in it. */
function treeWith(t: Test) {
  const folder = folderOf(t, { 'zones/a.zone': 'as it was\n' })
  const git = (...args: readonly string[]) =>
    execFileSync('git', [...identity, ...args], {
      ...{ cwd: folder, encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] },
    }).trimEnd()
  git('init', '-q', '-b', 'main')
  git('add', '.')
  git('commit', '-q', '-m', 'one')
  const make = (name: string, more: { readonly path?: string; readonly subject?: string } = {}) =>
    makeBranch({
      ...{ path: join(folder, 'zones/a.zone'), before: 'as it was\n', after: `changed by ${name}\n`, name },
      ...{ author: 'ada', subject: 'a change', scratch: join(folder, '.git/scratch'), ...more },
    })
  return { folder, git, make }
}

t.test('a branch may be called after any name of a file', async (t) => {
  const { git, make } = treeWith(t)
  const cases = [
    ['2026-ada-univ.example.zone', 'janus/2026-ada-univ.example.zone'],
    ['2026-ada-univ.example.', 'janus/2026-ada-univ.example_'],
    ['2026-ada-univ..example', 'janus/2026-ada-univ.example'],
    ['2026-ada-univ...', 'janus/2026-ada-univ_'],
    ['2026-ada-univ.lock', 'janus/2026-ada-univ_lock'],
    ['2026-ada-univ.lock.', 'janus/2026-ada-univ.lock_'],
    ['2026-ada@-@', 'janus/2026-ada@-@'],
  ] as const
  for (const [name, branch] of cases) {
    t.equal((await make(name)).branch, branch, name)
    t.equal(git('show', `${branch}:zones/a.zone`), `changed by ${name}`, name)
  }
})

t.test('what a repository is set to leaves nothing behind, and no sentence in another encoding', async (t) => {
  const { folder, git, make } = treeWith(t)
  const settings = { 'core.splitIndex': 'true', 'i18n.commitEncoding': 'ISO-8859-1', 'core.autocrlf': 'true' }
  for (const [key, value] of Object.entries(settings)) git('config', key, value)
  const { branch } = await make('one', { subject: 'Überall 大学' })
  t.equal(git('log', '-1', '--format=%s', branch), 'Überall 大学')
  t.notMatch(git('cat-file', 'commit', branch), /^encoding/m)
  t.same(
    readdirSync(join(folder, '.git')).filter((file) => /^(sharedindex|scratch)/.test(file)),
    [],
  )
})

t.test('where a branch "janus" stands in the way nothing is written into the repository', async (t) => {
  const { git, make } = treeWith(t)
  git('branch', 'janus')
  const objects = git('count-objects')
  t.same(await whyNot(make('one')), { code: 'git-name-taken', parameters: { name: 'janus' } })
  t.equal(git('count-objects'), objects)
})

t.test(
  'a folder of zones that is a link into a work tree, a tree beside another one, the middle of a rebase',
  async (t) => {
    const { folder, git, make } = treeWith(t)
    const outside = folderOf(t, {})
    symlinkSync(join(folder, 'zones'), join(outside, 'zones'))
    const path = join(outside, 'zones/a.zone')
    t.equal(isInWorkTree(path), true, 'a link')
    t.equal((await make('linked', { path })).branch, 'janus/linked')

    git('worktree', 'add', '-q', '-b', 'beside', join(outside, 'beside'))
    t.equal(isInWorkTree(join(outside, 'beside/zones/a.zone')), true, 'beside')
    const beside = await make('beside', { path: join(outside, 'beside/zones/a.zone') })
    t.equal(git('rev-parse', `${beside.branch}^`), git('rev-parse', 'beside'))

    git('checkout', '-q', '-b', 'other')
    writeFileSync(join(folder, 'b.zone'), 'other\n')
    git('add', '.')
    git('commit', '-q', '-m', 'other')
    git('checkout', '-q', 'main')
    writeFileSync(join(folder, 'b.zone'), 'main\n')
    git('add', '.')
    git('commit', '-q', '-m', 'main')
    t.throws(() => git('rebase', '-q', 'other'), 'it stops at a conflict')
    const state = () => [git('status', '--porcelain'), readFileSync(join(folder, '.git/HEAD'), 'utf8')]
    const before = state()
    t.equal((await make('rebased')).branch, 'janus/rebased')
    t.same(state(), before, 'who is in the middle of it finds it as it was')

    mkdirSync(join(outside, 'bare'))
    git('init', '-q', '--bare', join(outside, 'bare'))
    writeFileSync(join(outside, 'bare/a.zone'), 'as it was\n')
    t.equal(isInWorkTree(join(outside, 'bare/a.zone')), false)
    t.match(await whyNot(make('bare', { path: join(outside, 'bare/a.zone') })), {
      ...{ code: 'git-says', parameters: { line: /must be run in a work tree/ } },
    })
  },
)
