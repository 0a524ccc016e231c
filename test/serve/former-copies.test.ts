// What primaries left behind when a server was last here, and somebody, or a disk, has damaged since: files are served all the same.

import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { faceKey } from '../../src/store/change.ts'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'

const face = faceKey({ view: 'world', origin: nameFromText('a.example.') })
const times = `kept/primaries/${createHash('sha256').update(face).digest('hex').slice(0, 40)}.times`
const timesOf = (serial: unknown) => JSON.stringify({ serial, refreshed: 1, expires: 2, from: '192.0.2.1' })

const cases: readonly (readonly [what: string, file: string, text: string, serial: string, warns: RegExp])[] = [
  ['a serial', times, timesOf(7), '8', /^$/],
  ['a serial above all', times, timesOf(4_294_967_303), '3', /^$/],
  ['half a file', times, timesOf(7).slice(0, 20), '3', /^$/],
  ['a file in place of the folder', 'kept/primaries', 'x', '3', /ENOTDIR|not a directory|is no folder/i],
]

for (const [what, file, text, serial, warns] of cases)
  t.test(`a zone of a file is served where its primary left ${what}`, async (t) => {
    const site = new Site(
      folderOf(t, {
        'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
state: state
views: {world: [any]}
zones: {a.example: a.zone}
`,
        'a.zone': '$TTL 60\n@ SOA ns host 3 2 3 4 5\n@ NS ns\n@ NS ns.example.net.\nns A 192.0.2.1\n',
      }),
    )
    const path = join(site.folder, 'state', file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    await site.start()
    t.teardown(() => site.stop())
    t.equal(/ SOA \S+ \S+ (\d+)/.exec(site.served[0]!.text!)?.[1], serial)
    t.match(site.said.filter((line) => line.includes('serials')).join(''), warns)
  })
