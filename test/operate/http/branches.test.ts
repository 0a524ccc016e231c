// A proposal as a branch: what git has afterwards, what it has not, and why it may not be.

import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { folderOf } from '../../support/janus.ts'
import { everybody, operatedOf, told } from '../../support/operated.ts'
import { Site } from '../../support/site.ts'
import { campus } from '../../support/small-campus.ts'

const identity = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com']

async function served(t: Test) {
  const site = new Site(folderOf(t, campus()))
  await site.start()
  t.teardown(() => site.stop())
  const git = (...args: readonly string[]) =>
    execFileSync('git', [...identity, ...args], {
      ...{ cwd: site.folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
      env: { PATH: process.env.PATH, HOME: '/nonexistent', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    }).trimEnd()
  const out = () => readFileSync(join(site.folder, 'out.zone'), 'utf8')
  const face = { zone: 'univ.example', view: 'external' }
  const ask = async (verb: string, options: object, who = 'ada') =>
    (await told(operatedOf(site.server), { ...everybody, who }, { verb, options: { ...face, ...options } })) as {
      readonly kind: string
      readonly code?: string
      readonly error?: string
      readonly result: Record<string, string>
    }
  const propose = async (text: string, comment = 'a new host', who?: string) => {
    const { hash } = (await ask('file', {})).result
    return ask('propose', { text, hash, comment, branch: true }, who)
  }
  const patches = () =>
    existsSync(join(site.folder, 'state/proposals')) ? readdirSync(join(site.folder, 'state/proposals')) : []
  return { site, git, out, ask, propose, patches }
}

t.test('a branch has one commit of the user, and nothing that is checked out is another', async (t) => {
  const { site, git, out, ask, propose, patches } = await served(t)
  git('init', '-q', '-b', 'main')
  git('add', '*.zone')
  git('commit', '-q', '-m', 'as it was')
  writeFileSync(join(site.folder, 'other.zone'), 'somebody is in the middle of something')
  git('add', 'janus.yaml')
  // What a repository would have run, says so.
  mkdirSync(join(site.folder, '.git/hooks'), { recursive: true })
  for (const hook of ['reference-transaction', 'pre-commit', 'post-commit', 'post-checkout', 'post-index-change']) {
    writeFileSync(join(site.folder, '.git/hooks', hook), `#!/bin/sh\necho ran >> ${site.folder}/ran\n`)
    chmodSync(join(site.folder, '.git/hooks', hook), 0o755)
  }
  git('config', 'core.fsmonitor', join(site.folder, '.git/hooks/pre-commit'))
  git('config', 'commit.gpgSign', 'true')
  const state = () => [
    ...[
      out(),
      readFileSync(join(site.folder, '.git/index'), 'latin1'),
      readFileSync(join(site.folder, '.git/HEAD'), 'utf8'),
    ],
    git('rev-parse', 'main'),
  ]
  const before = state()
  t.equal((await ask('file', {})).result.versioned, true)
  const text = `${out()}new A 192.0.2.50\n`
  const { result } = await propose(text, 'a host\n\nwith "quotes" $(and) `more`', 'Ada <ada> \n Byron')
  t.same(state(), before)
  t.notOk(existsSync(join(site.folder, 'ran')), 'nothing of the repository has run')
  t.match(result.branch, /^janus\/2\d{3}-/)
  t.equal(git('rev-parse', result.branch!), result.commit)
  t.equal(git('rev-parse', `${result.branch}^`), git('rev-parse', 'main'))
  t.equal(git('show', `${result.branch}:out.zone`), text.trimEnd())
  t.equal(git('diff', '--name-only', 'main', result.branch!), 'out.zone')
  t.match(
    git('log', '-1', '--format=%an|%ae|%cn|%s|%b', result.branch!),
    /^Ada ada\s+Byron\|Ada__ada____Byron@janus\.invalid\|Janus\|a host with "quotes" \$\(and\) `more`\|$/,
  )
  t.equal(patches().length, 1, 'the patch is beside it, and nothing else is left')
  const second = await propose(`${out()}more A 192.0.2.51\n`)
  t.not(second.result.branch, result.branch)
  const audit = await told(operatedOf(site.server), everybody, { verb: 'audit', options: { what: 'propose' } })
  const entries = (audit as { readonly result: readonly { readonly detail: object }[] }).result
  t.match(entries, [{}, {}].fill({ what: 'propose', zone: 'univ.example.' }))
  const own = entries.find(({ detail }) => 'branch' in detail && detail.branch === result.branch)
  t.match(own, { who: 'Ada <ada> \n Byron', detail: { branch: result.branch, patch: result.patch } })
  t.notMatch(JSON.stringify(entries), '192.0.2.50', 'who proposed what is told, and no text of a zone')
})

t.test('where git does not take it nothing is written, and the reason is told', async (t) => {
  const { site, git, out, propose, patches } = await served(t)
  const text = `${out()}new A 192.0.2.50\n`
  const refused = async (why: RegExp, about: string) => {
    const { code, error } = await propose(text)
    t.equal(code, 'no-branch', about)
    t.match(error, why, about)
    t.same(patches(), [], about)
  }
  await refused(/not a git repository/, 'no repository')
  git('init', '-q', '-b', 'main')
  await refused(/nothing has been committed/, 'no commit')
  git('add', 'in.zone')
  git('commit', '-q', '-m', 'one')
  await refused(/in no commit yet/, 'not in it')
  git('add', 'out.zone')
  git('commit', '-q', '-m', 'two')
  const kept = out()
  writeFileSync(join(site.folder, 'out.zone'), `${kept}; not committed\n`)
  await refused(/differs from its last commit/, 'changed since')
  writeFileSync(join(site.folder, 'out.zone'), kept)
  const path = process.env.PATH
  process.env.PATH = join(site.folder, 'empty')
  await refused(/git is not installed/, 'no git').finally(() => {
    process.env.PATH = path
  })
  t.match(git('branch', '--format=%(refname:short)'), /^main$/)
  t.equal((await propose(text)).kind, 'one', 'and then it is')
})
