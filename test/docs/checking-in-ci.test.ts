// docs/checking-in-ci.md: its YAML is what GitHub, GitLab and pre-commit read, and names hooks, inputs and variables that there are.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { problemsBadge } from '../../src/text/findings/badge.ts'
import { blocksOf } from '../readme/blocks.ts'
import { checkout } from '../support/program.ts'

const read = (path: string) => readFileSync(join(checkout, path), 'utf8')
const page = read('docs/checking-in-ci.md')
const documents = blocksOf(page)
  .filter(({ language }) => language === 'yaml')
  .map(({ text }) => parse(text))
const { version } = JSON.parse(read('package.json'))

type Step = { readonly uses: string; readonly with?: Readonly<Record<string, string>> }
type Job = { readonly 'runs-on': string; readonly steps: readonly Step[] }

t.test('the hooks of pre-commit are ours, at this version', async (t) => {
  const hooks: { id: string }[] = parse(read('.pre-commit-hooks.yaml'))
  const [{ repos }] = documents.filter(({ repos }) => repos)
  for (const { rev, hooks: named } of repos) {
    t.equal(rev, `v${version}`)
    for (const { id } of named)
      t.ok(
        hooks.some((hook) => hook.id === id),
        id,
      )
  }
  for (const { id } of hooks) t.match(page, new RegExp(`(id: |\`)${id}\\b`))
})

t.test('workflows use our action at this version, with inputs that it has', async (t) => {
  const { inputs } = parse(read('packaging/ci/github/action.yml'))
  const jobs = documents.flatMap(({ jobs = {} }) => Object.values<Job>(jobs))
  t.equal(jobs.length, 2)
  for (const { steps, 'runs-on': machine } of jobs) {
    t.match(machine, /^ubuntu-/)
    const [own] = steps.filter(({ uses }) => uses.includes('/packaging/'))
    const [, folder, at] = /^\w+\/[\w-]+\/([^@]+)@v(.*)$/.exec(own!.uses)!
    t.ok(existsSync(join(checkout, folder!, 'action.yml')))
    t.equal(at, version)
    for (const input of Object.keys(own!.with!)) t.ok(Object.hasOwn(inputs, input), input)
    for (const upload of steps.filter(({ uses }) => uses.includes('upload-sarif')))
      t.equal(upload.with!.sarif_file, own!.with!.sarif)
  }
})

t.test('the table has all inputs of the action, in their order', async (t) => {
  const { inputs } = parse(read('packaging/ci/github/action.yml'))
  const table = page.slice(page.indexOf('| input |'), page.indexOf('Findings as alerts'))
  t.same(
    [...table.matchAll(/^\| `(\w+)`/gm)].map(([, input]) => input),
    Object.keys(inputs),
  )
})

t.test('the variables set for GitLab are those of the template', async (t) => {
  const template = parse(read('packaging/ci/gitlab/zonecheck.gitlab-ci.yml'))
  const [{ include, zonecheck }] = documents.filter(({ include }) => include)
  t.ok(existsSync(join(checkout, 'packaging/ci/gitlab', include[0].local)))
  for (const name of Object.keys(zonecheck.variables)) t.ok(Object.hasOwn(template.zonecheck.variables, name), name)
  for (const name of template.zonecheck.artifacts.paths) t.match(page, `\`${name}\``)
})

t.test('the badge has the fields that it has in the page', async (t) => {
  const place = { file: 'a.zone', line: 1, column: 1, length: 1 }
  const shown = blocksOf(page).find(({ language }) => language === 'json')!
  const problems = (['error', 'warning', 'warning'] as const).map((severity) => ({ severity, place }))
  t.equal(`${problemsBadge(problems)}\n`, shown.text)
})
