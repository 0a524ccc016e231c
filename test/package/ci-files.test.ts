// The files with which other people's CI checks zones: they have the form that their readers ask for, name commands, options and
// versions that there are, and the script of the GitHub Action does what it says.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { parse } from 'yaml'
import { type Files, folderOf, run } from '../support/janus.ts'
import { checkout, janusProgram } from '../support/program.ts'

const read = (path: string) => readFileSync(join(checkout, path), 'utf8')
const manifest = JSON.parse(read('package.json'))

type Step = { uses?: string; run?: string; shell?: string; env?: Record<string, string> }
type Action = {
  name: string
  description: string
  inputs: Record<string, { description: string; default?: string; required?: boolean }>
  runs: { using: string; steps: Step[] }
}
const action: Action = parse(read('packaging/ci/github/action.yml'))

t.test('the GitHub Action has what GitHub asks for', async (t) => {
  for (const text of [action.name, action.description]) t.match(text, /\w/)
  t.equal(action.runs.using, 'composite')
  for (const [name, { description, default: value }] of Object.entries(action.inputs)) {
    t.match(description, /\w/, name)
    t.type(value, 'string', `${name}: GitHub knows strings alone`)
  }
  for (const { uses, run, shell } of action.runs.steps) {
    t.not(uses === undefined, run === undefined, 'a step uses or runs')
    if (uses !== undefined) t.match(uses, /^[\w-]+\/[\w-]+@v\d+$/)
    if (run !== undefined) t.equal(shell, 'bash')
  }
})

t.test('what a workflow passes on is no part of a script', async (t) => {
  for (const { run = '' } of action.runs.steps) t.notMatch(run, '${{')
  const passed = action.runs.steps.flatMap(({ env = {} }) => Object.entries(env))
  t.same(
    passed.map(([variable, value]) => [variable.toLowerCase(), value]),
    Object.keys(action.inputs).map((input) => [input, `\${{ inputs.${input} }}`]),
  )
})

t.test('the files that its steps name are there', async (t) => {
  const named = action.runs.steps.flatMap(({ run = '' }) => [...run.matchAll(/"\$GITHUB_ACTION_PATH\/([^"]+)"/g)])
  t.same(
    named.map(([, path]) => path),
    ['../../..', 'check.sh'],
  )
  for (const [, path] of named) t.ok(existsSync(join(checkout, 'packaging/ci/github', path!)), path!)
  t.ok(statSync(join(checkout, 'packaging/ci/github/check.sh')).mode & 0o100)
})

const zone = (more = '') =>
  `$TTL 1h\n@ SOA ns hostmaster 1 1d 2h 4w 5m\n NS ns\n NS ns.example.edu.\nns A 192.0.2.1\n${more}`
const site = {
  'example.com.zone': zone('a 8w A 192.0.2.2\n'),
  'deep/er/example.org.zone': zone('a A 192.0.2\n'),
  'with blank/example.net.zone': zone(),
  'janus.yaml': 'listen: ["127.0.0.1:0"]\nzones: {example.com: example.com.zone}\n',
}

/** The step as GitHub runs it, with defaults where nothing else is said. */
async function check(t: Test, inputs: Record<string, string>, files: Files = site) {
  const folder = folderOf(t, files)
  const defaults = Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? ''] as const)
  const env = Object.entries({ ...Object.fromEntries(defaults), ...inputs }).map(
    ([name, value]) => `${name.toUpperCase()}=${value}`,
  )
  const script = join(checkout, 'packaging/ci/github/check.sh')
  const ran = await run('env', [...env, 'bash', script], folder)
  const written = (name: string) =>
    existsSync(join(folder, name)) ? JSON.parse(readFileSync(join(folder, name), 'utf8')) : undefined
  return { ...ran, folder, written }
}

t.test('the action annotates files, and exits as the command does', async (t) => {
  const rows: readonly [what: string, inputs: Record<string, string>, code: number, said: RegExp][] = [
    ['all zone files', {}, 1, /^::error file=deep\/er\/example\.org\.zone,line=6,/m],
    ['warnings fail', { files: 'example.com.zone' }, 1, /^::warning file=example\.com\.zone,line=6,/m],
    ['or do not', { files: 'example.com.zone', strict: 'false' }, 0, /^::warning /m],
    ['blanks in a path', { files: 'with blank/*.zone' }, 0, /^$/],
    ['several lines', { files: 'with blank/*.zone\n\nexample.com.zone\n' }, 1, /^::warning /m],
    ['a configuration', { config: 'janus.yaml' }, 1, /^::warning file=example\.com\.zone,line=6,/m],
    ['options', { files: 'example.com.zone', options: '--rule\nttl-long=off' }, 0, /^$/],
    ['nothing matches', { files: '*.db' }, 2, /^::error::no file matches "\*\.db"/m],
    ['a file is missing', { files: 'no-such.zone' }, 2, /no-such\.zone/],
    ['strict is something else', { strict: 'yes' }, 2, /^::error::strict is "yes": write true or false/m],
    [
      'strict is a command',
      { strict: 'a\n::add-mask::b\r::c%' },
      2,
      /^::error::strict is "a%0A::add-mask::b%0D::c%25"/,
    ],
    [
      'patterns that are commands',
      { files: '*.x\n::add-mask::*\n' },
      2,
      /^::error::no file matches "\*\.x%0A::add-mask::\*/,
    ],
    ['an option that there is not', { options: '--nope' }, 2, /unknown option/],
    ['a file that looks like an option', { files: '--fix' }, 2, /--fix/],
    ['a file that looks like a command', { files: '$(touch gone)`touch gone`; touch gone' }, 2, /touch/],
  ]
  for (const [what, inputs, code, said] of rows) {
    const ran = await check(t, inputs)
    t.equal(ran.code, code, what)
    t.match(ran.stdout + ran.stderr, said, what)
    t.notOk(existsSync(join(ran.folder, 'gone')), what)
  }
})

t.test('SARIF and the badge are written where they are wanted, and no old ones stay', async (t) => {
  const wanted = { sarif: 'zones.sarif', badge: 'badge.json' }
  const found = await check(t, { ...wanted, files: 'deep/**/*.zone' })
  t.equal(found.code, 1)
  t.match(found.written('zones.sarif'), { version: '2.1.0', runs: [{ results: [{ level: 'error' }] }] })
  t.match(found.written('badge.json'), { schemaVersion: 1, message: '1 error' })
  const old = { ...site, 'zones.sarif': '{}', 'badge.json': '{}' }
  const failed = await check(t, { ...wanted, options: '--nope' }, old)
  t.equal(failed.code, 2)
  t.same([failed.written('zones.sarif'), failed.written('badge.json')], [undefined, undefined])
})

t.test('the GitLab template runs commands of this version', async (t) => {
  const { zonecheck: job, ...others } = parse(read('packaging/ci/gitlab/zonecheck.gitlab-ci.yml'))
  t.same(others, {})
  t.same(Object.keys(job).sort(), ['artifacts', 'before_script', 'image', 'script', 'stage', 'variables'])
  t.equal(job.variables.JANUS_PACKAGE, `${manifest.name}@${manifest.version}`)
  t.match(job.before_script, [/^npm install --global .*"\$JANUS_PACKAGE"$/])
  for (const value of Object.values(job.variables)) t.type(value, 'string')
  const written = job.script.flatMap((line: string) => [...line.matchAll(/> (\S+)/g)].map(([, name]) => name))
  t.same(written, [job.artifacts.reports.junit, ...job.artifacts.paths])
  t.equal(job.artifacts.when, 'always', 'a report of what failed is what it is for')
})

t.test('the lines of the GitLab template end as the findings say', async (t) => {
  const { zonecheck: job } = parse(read('packaging/ci/gitlab/zonecheck.gitlab-ci.yml'))
  const rows: readonly [what: string, zone: string, code: number, tests: RegExp, listen?: string][] = [
    ['good', zone(), 0, /failures="0"/],
    ['a broken configuration', zone(), 2, /<failure .*janus\.yaml/s, 'nowhere'],
    ['a warning', zone('a 8w A 192.0.2.2\n'), 1, /failures="1"/],
  ]
  for (const [what, text, code, tests, listen = '127.0.0.1:0'] of rows) {
    const folder = folderOf(t, {
      'janus.yaml': site['janus.yaml'].replace('127.0.0.1:0', listen),
      'example.com.zone': text,
    })
    const variables = Object.entries(job.variables).map(([name, value]) => `${name}=${value}`)
    const janus = `janus() { "${process.execPath}" "${janusProgram}" "$@"; }`
    const ran = await run('env', [...variables, 'bash', '-c', ['set -e', janus, ...job.script].join('\n')], folder)
    t.equal(ran.code, code, what)
    t.match(ran.stdout, code === 0 ? 'no problems' : /^\S+:\d+:\d+: (error|warning): /, `${what}: the log tells it`)
    t.match(readFileSync(join(folder, 'zonecheck.xml'), 'utf8'), tests, what)
    t.match(JSON.parse(readFileSync(join(folder, 'zonecheck-badge.json'), 'utf8')), { label: 'zones' }, what)
  }
})
