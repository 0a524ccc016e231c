// `janus check` beside the state folder of a server: what a start would make of these files, and no file says, is remarked.

import { readdirSync } from 'node:fs'
import t, { type Test } from 'tap'
import { allSays } from '../../../src/cli/all-says.ts'
import { loadWords } from '../../../src/cli/speaker.ts'
import { loadConfig } from '../../../src/text/config/load.ts'
import { servedProblems } from '../../../src/tools/served/problems.ts'
import { folderOf } from '../../support/janus.ts'
import { change } from '../../support/remade-site.ts'
import { Site } from '../../support/site.ts'

const top = '$TTL 300\n@ SOA ns hostmaster 7 3600 600 86400 60\n@ NS ns\nns A 192.0.2.2\n'
const files = {
  'janus.yaml': `listen: ["127.0.0.1:0"]
udp: portable
state: state
views: {internal: [127.0.0.1], external: [any]}
zones:
  a.example: {internal: a.zone, external: {from: internal, rules: [{hide: [secret]}]}}
  b.example: {internal: b.zone, external: b.zone}
`,
  'a.zone': `${top}host A 192.0.2.26\n`,
  'b.zone': `${top}@ MX 10 host.a.example.\n`,
}

/** A site whose server has taken these changes and stopped. */
async function changed(t: Test, lines: readonly (readonly [view: string, line: string])[]): Promise<Site> {
  const site = new Site(folderOf(t, files))
  t.teardown(() => site.stop())
  await site.start()
  for (const [view, line] of lines) t.equal((await change(site, view, 'a.example', line)).kind, 'one', line)
  await site.stop()
  return site
}

/** `file:line severity rule message`. */
async function remarks({ folder }: Site): Promise<string[]> {
  const { settings } = loadConfig(`${folder}/janus.yaml`)
  const written = { ...settings!, state: { ...settings!.state, path: `${folder}/state` } }
  const before = readdirSync(`${folder}/state/kept`)
  const problems = await servedProblems(written, (what) => t.fail(what))
  t.same(readdirSync(`${folder}/state/kept`), before, 'nothing is written')
  const english = await loadWords('en', allSays)
  return problems.map(({ rule, severity, said, place: { file, line } }) => {
    return `${file.split('/').at(-1)}:${line} ${severity} ${rule} ${english.text(said.message)}`
  })
}

t.test(
  'a change that leaves the MX of another zone without its host, in the view of the change and in one that is made of it',
  async (t) => {
    const site = await changed(t, [['internal', 'host.a.example A']])
    const found = await remarks(site)
    t.equal(found.length, 1, 'about a file in two views it is said once')
    t.match(
      found[0],
      /^b\.zone:5 info mx-target-gone with the changes and copies in the state folder: .*host\.a\.example/,
    )
    site.write('b.zone', top)
    t.same(await remarks(site), [], 'mended')
  },
)

t.test('changes that a start drops, as the file says something else there now', async (t) => {
  const site = await changed(t, [['internal', 'new.a.example A 192.0.2.90']])
  t.same(await remarks(site), [])
  site.write('a.zone', `${files['a.zone']}new CNAME host\n`.replace(' 7 ', ' 8 '))
  t.match(await remarks(site), [
    /^a\.zone:1 info layer-dropped the next start or reload drops 1 record that messages made at "new\.a\.example\." in the view internal: the source has/,
  ])
})
