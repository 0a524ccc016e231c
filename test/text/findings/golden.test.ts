// The five sample problems in each form of output. `GOLDEN=write npx tap test/text/findings/golden.test.ts` writes them anew; read the
// difference.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { problemsGithub } from '../../../src/text/findings/github.ts'
import { problemsJson } from '../../../src/text/findings/json.ts'
import { problemsSarif } from '../../../src/text/findings/sarif.ts'
import { problemsText } from '../../../src/text/findings/text.ts'
import { all } from './samples.ts'

const sarif = problemsSarif(all, {
  tool: { name: 'zonecheck', version: '1.2.3', informationUri: 'https://example.com/' },
  rules: { 'mx-no-ipv4': { summary: 'An MX target has an IPv4 address.' } },
  root: '/checkout',
})

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes that are allowed
const COLOUR = /\x1b\[(?:1|2|3[1236]|39|22)m/g

const forms: { [file: string]: string } = {
  'problems.txt': problemsText(all),
  'problems.colour.txt': problemsText(all, { colour: true }),
  'problems.json': problemsJson(all),
  'problems.sarif': sarif,
  'problems.github': problemsGithub(all),
}

t.test('each form looks as its golden file', async (t) => {
  for (const [file, text] of Object.entries(forms)) {
    const golden = join(import.meta.dirname, 'golden', file)
    if (process.env.GOLDEN === 'write') writeFileSync(golden, `${text}\n`)
    t.equal(`${text}\n`, readFileSync(golden, 'utf8'), file)
  }
})

t.test('no form lets a control character but tabs, or a change of direction, through', async (t) => {
  for (const [file, text] of Object.entries(forms)) {
    if (file === 'problems.colour.txt') continue
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    t.notMatch(text, /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/, file)
  }
  t.notMatch(forms['problems.txt'], /^::error/m)
  t.equal(forms['problems.github']?.split('\n').length, all.length, 'one line for each problem')
  t.equal(forms['problems.colour.txt']?.replaceAll(COLOUR, ''), forms['problems.txt'], 'colours are all that is added')
})

t.test('what SARIF readers rely on', async (t) => {
  const { version, runs } = JSON.parse(sarif)
  t.equal(version, '2.1.0')
  const [{ tool, results }] = runs
  for (const result of results) {
    t.equal(tool.driver.rules[result.ruleIndex].id, result.ruleId)
    t.match(result.level, /^(error|warning|note)$/)
    const { artifactLocation, region } = result.locations[0].physicalLocation
    t.doesNotThrow(() => new URL(artifactLocation.uri, 'https://example.com/'))
    t.ok(region.startLine >= 1 && region.startColumn >= 1 && region.endColumn > region.startColumn)
  }
  for (const rule of tool.driver.rules)
    t.ok(rule.id && rule.shortDescription.text && rule.fullDescription.text && rule.help.text)
  t.equal(new Set(tool.driver.rules.map((rule: { id: string }) => rule.id)).size, tool.driver.rules.length)
})

t.test('nothing to tell is still a whole document', async (t) => {
  t.equal(problemsText([]), '')
  t.equal(problemsGithub([]), '')
  t.same(JSON.parse(problemsJson([])).problems, [])
  t.same(JSON.parse(problemsSarif([], { tool: { name: 'zonecheck', version: '1' }, root: '/' })).runs[0].results, [])
})
