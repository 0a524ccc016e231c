// Debian's pre-commit runs our hook in a repository of zones, with the zonecheck of the machine and without a network.

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { folderOf, missing, run } from '../support/janus.ts'
import { checkout, zonecheckProgram } from '../support/program.ts'

const skip = await missing('pre-commit', 'git')

const zone = '$TTL 1h\n@ SOA ns hostmaster 1 1d 2h 4w 5m\n NS ns\n NS ns.example.edu.\nns A 192.0.2.1\n'

/** A repository of zones that takes the hook with these arguments from a repository of ours. */
async function repository(t: Test, args: readonly string[]) {
  const folder = folderOf(t, { 'bin/zonecheck': `#!/bin/sh\nexec "${process.execPath}" "${zonecheckProgram}" "$@"\n` })
  const environment = [
    ...['GIT_DIR', 'GIT_INDEX_FILE', 'GIT_WORK_TREE'].flatMap((name) => ['-u', name]),
    `HOME=${folder}`,
    `PRE_COMMIT_HOME=${join(folder, 'kept')}`,
    `PATH=${join(folder, 'bin')}:${process.env.PATH}`,
    'GIT_CONFIG_NOSYSTEM=1',
    'GIT_AUTHOR_NAME=a',
    'GIT_AUTHOR_EMAIL=a@example.com',
    'GIT_COMMITTER_NAME=a',
    'GIT_COMMITTER_EMAIL=a@example.com',
  ]
  const at = (cwd: string, ...words: string[]) => run('env', [...environment, ...words], join(folder, cwd))
  await run('chmod', ['755', join(folder, 'bin/zonecheck')])
  for (const name of ['ours', 'zones']) {
    mkdirSync(join(folder, name))
    await at(name, 'git', 'init', '--quiet')
  }
  copyFileSync(join(checkout, '.pre-commit-hooks.yaml'), join(folder, 'ours/.pre-commit-hooks.yaml'))
  await at('ours', 'git', 'add', '.')
  await at('ours', 'git', 'commit', '--quiet', '-m', 'hooks')
  const { stdout } = await at('ours', 'git', 'rev-parse', 'HEAD')
  const hook = { id: 'zonecheck-system', args }
  const config = { repos: [{ repo: join(folder, 'ours'), rev: stdout.trim(), hooks: [hook] }] }
  // JSON is YAML.
  writeFileSync(join(folder, 'zones/.pre-commit-config.yaml'), JSON.stringify(config))
  t.equal((await at('zones', 'pre-commit', 'install')).code, 0)
  /** What a commit of this file says. */
  return async (name: string, text: string) => {
    writeFileSync(join(folder, 'zones', name), text)
    await at('zones', 'git', 'add', '.')
    const { code, stdout, stderr } = await at('zones', 'git', 'commit', '-m', name)
    const { stdout: log } = await at('zones', 'git', 'log', '--format=%s')
    return { code, said: stdout + stderr, commits: log.split('\n').filter((line) => line !== '') }
  }
}

t.test('a commit with an error is not made, and says where it is', { skip }, async (t) => {
  const commit = await repository(t, ['--strict'])
  const good = await commit('example.com.zone', zone)
  t.match(good.said, /zonecheck\.+Passed/)
  const bad = await commit('example.com.zone', `${zone}a A 192.0.2\n`)
  t.equal(bad.code, 1)
  t.match(bad.said, /zonecheck\.+Failed/)
  t.match(bad.said, 'example.com.zone:6:5: error: ')
  t.same(bad.commits, ['example.com.zone'], 'the good one alone')
  t.match((await commit('example.com.zone', `${zone}a 8w A 192.0.2.2\n`)).said, /:6:3: warning: .*\[ttl-long\]/)
  t.match((await commit('example.com.zone', `${zone}a A 192.0.2.2\n`)).said, /zonecheck\.+Passed/)
})

t.test('files of other kinds do not concern it, and a name with blanks does', { skip }, async (t) => {
  const commit = await repository(t, ['--origin', 'example.org=db of org.db'])
  t.match((await commit('notes.txt', 'a A 192.0.2\n')).said, /zonecheck\.+\(no files to check\)Skipped/)
  t.match((await commit('db of org.db', zone)).said, /zonecheck\.+Passed/)
  t.match((await commit('db of org.db', `${zone}a A 192.0.2\n`)).said, 'db of org.db:6:5: error: ')
})
