// Somebody gives files of other programs as zone files: one finding says what each is.

import { globSync, readFileSync } from 'node:fs'
import t from 'tap'
import { inEnglish } from '../../../src/supply/english.ts'
import { speaker } from '../../../src/text/findings/wording.ts'
import { contentOf } from '../../../src/text/zonefile/content.ts'
import { otherFormat } from '../../../src/text/zonefile/other-format.ts'
import { say, zonefileSays } from '../../../src/text/zonefile/says.ts'
import { textSource } from '../../../src/text/zonefile/source.ts'
import { readText } from './harness.ts'

const english = speaker(zonefileSays, 'en')

const whatIs = (text: string) => {
  const content = contentOf(text)
  const what = 'rule' in content ? content.why : otherFormat(content)
  return what && english.text('what' in what ? say(what.what) : what)
}

t.test('a file of another program is known', async (t) => {
  const cases: [string, string][] = [
    ['=www.univ.example:192.0.2.80\n', 'data of tinydns'],
    ['# hosts\n\n+www.univ.example:192.0.2.80:300\nCftp.univ.example:www.univ.example\n', 'data of tinydns'],
    ['server=/univ.example/192.0.2.53\nno-resolv\n', 'a configuration of dnsmasq'],
    ['server:\n  local-data: "www.univ.example. A 192.0.2.80"\n', 'a configuration of Unbound or NSD'],
    ['listen: [127.0.0.1]\nzones:\n  univ.example: a.zone\n', 'a configuration of Janus'],
    ['zone:\n  - domain: univ.example\n    file: a.zone\n', 'YAML'],
    ['[{"name": "www"}]', 'JSON'],
    ['{\n  "www": ["192.0.2.80"]\n}\n', 'JSON'],
    ['terraform {\n  required_version = ">= 1.0"\n}\n', 'a file of Terraform'],
    ['// mine\noptions {\n\tdirectory "/var";\n};\n', 'a configuration of BIND'],
    ['host pc17 {\n  fixed-address 192.0.2.17;\n}\n', 'a configuration with blocks in braces'],
    ['```\nwww A 192.0.2.80\n```\n', 'a page of Markdown'],
    ['# Zone\n\n| www | A |\n', 'a page of Markdown'],
    ['<html>\n', 'HTML or XML'],
    ['#!/bin/sh\necho\n', 'a program'],
    ['192.0.2.1 www.univ.example www\n2001:db8::1 www\n', 'a list of hosts, as in /etc/hosts'],
    ['name,type,value\nwww,A,192.0.2.80\n', 'a table with commas'],
    ['--- a.zone\n+++ b.zone\n@@ -1 +1 @@\n-www A 192.0.2.1\n', 'a patch'],
    ['update add www.univ.example 300 A 192.0.2.80\nsend\n', 'a script for nsupdate'],
  ]
  for (const [text, what] of cases) t.equal(whatIs(text), what, text)
})

t.test('it is told in one finding, and what it is is told for each included file', async (t) => {
  const { problems } = readText('server:\n  local-zone: univ.example static\n  local-data: "a A 192.0.2.1"\n')
  t.strictSame(
    inEnglish(problems).map(({ message }) => message),
    ['cannot read the file: it is a configuration of Unbound or NSD, and no zone file'],
  )
  const main = '$TTL 60\n$INCLUDE a.json\n$INCLUDE b.json\nwww AAA 192.0.2.1\n'
  const included = readText(main, { 'a.json': '{"a": 1,\n"b": 2}', 'b.json': '[\n1\n]' })
  t.strictSame(
    included.problems.map(({ place, rule }) => `${place.file}:${place.line} ${rule}`),
    ['a.json:1 syntax', 'b.json:1 syntax', 'main.zone:4 unknown-type'],
  )
})

t.test('a zone file with wrong lines is one all the same', async (t) => {
  const record = 'www A 192.0.2.1\n'
  const cases = [
    `# Hosts\n${record}- item\nB\n`,
    `// mine\n${record}`,
    `${record}=www.univ.example:192.0.2.80\n`,
    `2.0.0.127 A 127.0.0.2\n3.0.0.127 IN TXTT "listed, twice, at least"\n`,
    `1.2.3.4 PTR host.\n1.2.3.5 PRT host.\n`,
    `{% if x %}\n${record}{% endif %}\n`,
    `{{ header }}\n${record}`,
    `<<<<<<< mine\n${record}=======\n${record}>>>>>>> theirs\n`,
    `@ TXT "a", "b", "c"\n`,
    `- A 192.0.2.1\n`,
  ]
  for (const text of cases) t.equal(whatIs(text), undefined, text)
})

t.test('no zone file of ours is taken for one of others', async (t) => {
  const zones = new URL('../../../', import.meta.url).pathname
  const files = globSync('{zones,test/check/written}/**/*.zone', { cwd: zones })
  t.ok(files.length > 100)
  for (const file of files) {
    const source = textSource(file, readFileSync(`${zones}${file}`))
    if ('rule' in source || otherFormat(source) === undefined) continue
    t.notMatch(Buffer.from(source.bytes).toString('latin1'), /^[^#`]*\sSOA\s/, file)
  }
})
