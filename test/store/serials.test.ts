// Whatever changes what is served, no secondary misses it: every content has a serial that is newer than that of the content before,
// and content that stays keeps its serial.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nextSerial, serialFor } from '../../src/store/serials.ts'
import { changeTo, faceOf } from '../support/edits.ts'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'
import { why } from '../support/why.ts'
import { zoneOf } from '../support/zones.ts'

const rule: readonly { source: number; last: number; same: number; changed: number }[] = [
  { source: 7, last: 5, same: 7, changed: 7 },
  { source: 5, last: 5, same: 5, changed: 6 },
  { source: 4, last: 5, same: 5, changed: 6 },
  { source: 0, last: 2 ** 32 - 1, same: 0, changed: 0 },
  { source: 2 ** 32 - 1, last: 2 ** 32 - 1, same: 2 ** 32 - 1, changed: 1 },
  { source: 2 ** 31 + 5, last: 5, same: 5, changed: 6 },
  { source: 2 ** 31 + 4, last: 5, same: 2 ** 31 + 4, changed: 2 ** 31 + 4 },
]

for (const { source, last, same, changed } of rule)
  t.test(`a source at ${source} after ${last} was served`, async (t) => {
    t.equal(serialFor(source, last, true), same, 'with the same content')
    t.equal(serialFor(source, last, false), changed, 'with another')
  })

t.test('no serial that is counted up is 0', async (t) => {
  t.equal(nextSerial(2 ** 32 - 1), 1)
})

const text = (serial: number, lines = '', ttl = 60) =>
  `$TTL ${ttl}\n@ SOA ns hostmaster ${serial} 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n${lines}`
const config =
  'listen: ["127.0.0.1:0"]\nudp: portable\nstate: state\nviews: {inside: [127.0.0.1]}\nzones: {a.example: a.zone}\n'

async function siteOf(t: Test, files: Readonly<Record<string, string>> = {}): Promise<Site> {
  const site = new Site(folderOf(t, { 'janus.yaml': config, 'a.zone': text(5), ...files }))
  await site.start()
  t.teardown(() => site.stop())
  return site
}

const serial = (site: Site) => site.server.current.candidate.loaded.faces[0]!.served?.serial
const history = (site: Site, since: number) => site.server.history.since(faceOf('inside', 'a.example.'), since)?.length
const www = 'www A 192.0.2.2\n'
const ftp = 'ftp A 192.0.2.3\n'

/** A file as it is written, one after the other, and the serial with which it is served. */
const stories: readonly { what: string; files: readonly (readonly [string, number])[] }[] = [
  {
    what: 'is counted up with each change',
    files: [
      [text(6, www), 6],
      [text(9, ftp), 9],
    ],
  },
  {
    what: 'stays, and is counted up here',
    files: [
      [text(5, www), 6],
      [text(5, ftp), 7],
      [text(5), 8],
    ],
  },
  {
    what: 'is counted up, but less than here',
    files: [
      [text(5, www), 6],
      [text(5), 7],
      [text(7, ftp), 8],
      [text(9, ftp), 9],
    ],
  },
  {
    what: 'goes back',
    files: [
      [text(4), 5],
      [text(3, www), 6],
    ],
  },
  {
    what: 'is all that changes',
    files: [
      [text(6), 6],
      [text(5), 6],
      [text(7), 7],
    ],
  },
  {
    what: 'stays with content that stays',
    files: [
      [`; a comment\n${text(5)}`, 5],
      [text(5, '\n\n'), 5],
    ],
  },
  { what: 'stays while a TTL changes', files: [[text(5, '', 61), 6]] },
]

for (const { what, files } of stories)
  for (const how of ['reload', 'restart'] as const)
    t.test(`${how}: the serial of a file ${what}`, async (t) => {
      const site = await siteOf(t)
      let before = serial(site)!
      for (const [file, wanted] of files) {
        site.write('a.zone', file)
        await site[how]()
        t.equal(serial(site), wanted)
        if (how === 'reload') t.equal(history(site, before), wanted === before ? history(site, before) : 1)
        before = wanted
      }
      await site.restart()
      t.equal(serial(site), before, 'and after a restart')
    })

const bySource = config.replace('a.zone', '{inside: {file: a.zone, serial: source}}')
const told = (lines: readonly string[]) => lines.filter((line) => line.includes('a.example. in view inside'))

/** A file as it is written, one after the other; the serial is the file's, and this is said of secondaries. */
const ofSource: readonly { what: string; how: 'reload' | 'restart'; files: readonly (readonly [string, RegExp?])[] }[] =
  [
    {
      what: 'is raised, goes back, goes on there, passes where it was, and stays',
      how: 'reload',
      files: [
        [text(6, www)],
        [text(3, www), /went back from 6 to 3/],
        [text(4, ftp)],
        [text(7)],
        [`; a comment\n${text(7)}`],
        [text(7, www), /its serial is still 7, so that no secondary notices: raise it/],
        [text(7, ftp), /its serial is still 7, so that no secondary notices: raise it/],
        [text(2 ** 31 + 7, ftp), /went back/],
      ],
    },
    {
      what: 'stays while something else changes, and goes back',
      how: 'restart',
      files: [
        [text(5, www), /its serial is still 5, so that no secondary notices: raise it/],
        [text(5, www)],
        [text(4), /went back from 5 to 4/],
      ],
    },
  ]

for (const { what, how, files } of ofSource)
  t.test(`${how}: a serial that is left to the file ${what}`, async (t) => {
    const site = await siteOf(t, { 'janus.yaml': bySource })
    for (const [file, warning] of files) {
      site.write('a.zone', file)
      const report = await site[how]()
      t.equal(serial(site), Number(/hostmaster (\d+)/.exec(file)![1]))
      const said = told(report ? report.warnings.map((one) => why(one)) : site.said)
      t.equal(said.length, warning ? 1 : 0, said.join())
      if (warning) t.match(said[0]!, warning)
    }
  })

t.test('a rollback of a face whose serial is left to the file goes back with it, and says so', async (t) => {
  const site = await siteOf(t, { 'janus.yaml': bySource })
  site.write('a.zone', text(6, www))
  await site.reload()
  t.equal(history(site, 5), 1)
  await site.server.rollBack()
  t.equal(serial(site), 5)
  t.notMatch(site.served[0]!.text, 'www')
  t.equal(told(site.said).length, 1)
  t.match(told(site.said)[0]!, /went back from 6 to 5/)
  t.equal(history(site, 5), undefined, 'what led to another content of that serial is forgotten')
})

t.test(
  'a serial that was counted up goes on from there when it is not left to the file any more, and the reverse',
  async (t) => {
    const site = await siteOf(t)
    site.write('a.zone', text(5, www))
    await site.reload()
    t.equal(serial(site), 6)
    site.write('janus.yaml', bySource)
    await site.reload()
    t.equal(serial(site), 6, 'nothing that is served has changed')
    site.write('a.zone', text(5, ftp))
    t.equal(told((await site.reload()).warnings.map((one) => why(one))).length, 1)
    t.equal(serial(site), 5)
    site.write('janus.yaml', config)
    site.write('a.zone', text(5))
    await site.reload()
    t.equal(serial(site), 6)
  },
)

t.test('whoever has an earlier version of a face that comes whole from elsewhere gets it whole', async (t) => {
  const site = await siteOf(t)
  const zone = (serial: number, lines = '') => zoneOf('a.example.', text(serial, lines))
  await site.server.store.accept(changeTo('inside', zone(5), zone(6, www)))
  t.equal(history(site, 5), 1)
  for (const serial of [6, 5, 9]) {
    await site.server.store.replace(faceOf('inside', 'a.example.'), zone(serial, ftp))
    t.equal(history(site, 5), undefined, `its serial is ${serial}`)
  }
})

t.test('a rollback is a change like any other, and so is the reload after it', async (t) => {
  const site = await siteOf(t)
  site.write('a.zone', text(6, www))
  await site.reload()
  await site.server.rollBack()
  t.equal(serial(site), 7)
  t.notMatch(site.served[0]!.text, 'www')
  t.equal(history(site, 5), 2)
  await site.reload()
  t.equal(serial(site), 8)
  t.match(site.served[0]!.text, 'www')
  await site.restart()
  t.equal(serial(site), 8)
})

t.test('what a change of a single face has counted up is not served again with other content', async (t) => {
  const site = await siteOf(t)
  const zone = (serial: number, lines = '') => zoneOf('a.example.', text(serial, lines))
  await site.server.store.accept(changeTo('inside', zone(5), zone(20, www)))
  site.write('a.zone', text(6, ftp))
  await site.reload()
  t.equal(serial(site), 21)
  t.equal(history(site, 5), 2)
  await site.server.store.accept(changeTo('inside', zone(21, ftp), zone(30, www)))
  await site.stop()
  site.write('a.zone', text(7))
  await site.start()
  t.equal(serial(site), 31, 'nor where the file has changed meanwhile')
})

t.test('a face that is taken out and comes back goes on where it was', async (t) => {
  const site = await siteOf(t)
  site.write('a.zone', text(5, www))
  await site.reload()
  site.write('janus.yaml', config.replace('a.example: a.zone', 'b.example: a.zone'))
  await site.reload()
  t.equal(serial(site), 5)
  site.write('janus.yaml', config)
  site.write('a.zone', text(5))
  await site.reload()
  t.equal(serial(site), 7)
})

t.test('the past of a face outlives a restart, as far as it leads to what is served', async (t) => {
  const site = await siteOf(t)
  const zone = (serial: number, lines = '') => zoneOf('a.example.', text(serial, lines))
  site.write('a.zone', text(6, www))
  await site.reload()
  await site.server.store.accept(changeTo('inside', zone(6, www), zone(7, ftp)))
  await site.server.store.accept(changeTo('inside', zone(7, ftp), zone(8)))
  t.equal(history(site, 5), 3)
  await site.restart()
  t.equal(history(site, 5), 3)
  t.equal(history(site, 8), 0)
  await site.server.store.accept(changeTo('inside', zone(8), zone(9, www)))
  await site.restart()
  t.equal(history(site, 5), 4)
  await site.stop()
  site.write('a.zone', text(20, ftp))
  await site.start()
  t.equal(history(site, 5), undefined, 'a file that changed meanwhile has none')
  site.write('a.zone', text(21, www))
  await site.reload()
  await site.restart()
  t.equal(history(site, 20), 1)
  t.equal(history(site, 9), undefined)
})

t.test('the past belongs to a content: another one under the same serial has none', async (t) => {
  const site = await siteOf(t)
  site.write('a.zone', text(6, www))
  await site.reload()
  await site.restart()
  t.equal(history(site, 5), 1)
  const became = async (file: string) => {
    await site.stop()
    // Nothing says any more that the serial was another content's.
    rmSync(join(site.folder, 'state', 'kept', 'serials'))
    site.write('a.zone', file)
    await site.start()
    t.equal(serial(site), 6)
    return history(site, 5)
  }
  t.equal(await became(text(6, ftp)), undefined)
  t.equal(history(site, 6), undefined)
  t.equal(await became(text(6, www)), 1, 'and what was there comes back with it')
})

t.test('a zone that has its own digest is served with its own serial, or not at all', async (t) => {
  const seal = (serial: number) => `@ ZONEMD ${serial} 1 240 ${'00'.repeat(48)}\n`
  const site = await siteOf(t, { 'a.zone': text(5, seal(5)) })
  site.write('a.zone', text(5, seal(5) + www))
  const report = await site.reload()
  t.equal(serial(site), 5)
  t.notMatch(site.served[0]!.text, 'www')
  t.match(
    report.warnings.map((one) => why(one)),
    [/a\.example\. in view inside .* raise it above 5/],
  )
  t.equal(site.served[0]!.state, 'stale-source')
  site.write('a.zone', text(6, seal(6) + www))
  await site.reload()
  t.equal(serial(site), 6)
  t.equal(history(site, 5), 1)
  await site.server.rollBack()
  t.equal(serial(site), 6, 'a rollback of it is refused')
  t.match(site.served[0]!.text, 'www')
  t.ok(site.said.some((line) => line.includes('raise it above 6')))
})

t.test('where the record of serials is lost, that is said once', async (t) => {
  const site = await siteOf(t)
  const said = () => site.said.some((line) => line.includes('the record of serials is gone'))
  await site.restart()
  t.notOk(said())
  await site.stop()
  rmSync(join(site.folder, 'state', 'kept', 'serials'))
  await site.start()
  t.ok(said())
  await site.restart()
  t.notOk(said())
})
