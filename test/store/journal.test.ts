// What was accepted outlives the process, for as long as a face's sources give what they gave.

import { existsSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { compactJournal } from '../../src/store/compacting.ts'
import { Journal, readEntry, writeEntry } from '../../src/store/journal.ts'
import { netChanges } from '../../src/store/net-changes.ts'
import type { Changeset } from '../../src/zone/changeset.ts'
import { contentDigest } from '../../src/zone/content-digest.ts'
import { diff } from '../../src/zone/diff.ts'
import { Editor } from '../../src/zone/editor.ts'
import { fold, USUAL_ROOM } from '../../src/zone/fold.ts'
import { sameContent } from '../../src/zone/same-content.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { changeTo, faceOf } from '../support/edits.ts'
import { folderOf } from '../support/janus.ts'
import fc from '../support/properties.ts'
import { Site } from '../support/site.ts'
import { zoneOf } from '../support/zones.ts'

const head = (serial: number) => `$TTL 60\n@ SOA ns hostmaster ${serial} 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n`
const text = (serial: number, lines = '') => `${head(serial)}${lines}`
const zone = (serial: number, lines = '') => zoneOf('a.example.', text(serial, lines))
const config =
  'listen: ["127.0.0.1:0"]\nudp: portable\nstate: state\nviews: {inside: [127.0.0.1], world: [any]}\nzones: {a.example: a.zone, b.example: b.zone}\n'

async function siteOf(t: Test): Promise<Site> {
  const site = new Site(folderOf(t, { 'janus.yaml': config, 'a.zone': text(1), 'b.zone': text(1) }))
  await site.start()
  t.teardown(() => site.stop())
  return site
}

/** What the view serves of a.example, without what all versions have. */
function served(site: Site, view = 'inside'): string | undefined {
  const found = site.served.find(({ face }) => face === `${view} a.example.`)?.text
  return found && [...found.matchAll(/192\.0\.2\.(?!1\b)\d+/g)].join(' ')
}

t.test('a restart serves what was accepted last', async (t) => {
  const site = await siteOf(t)
  const versions = [
    zone(1),
    zone(2, 'www A 192.0.2.2\n'),
    zone(3, 'www A 192.0.2.3\nx.y A 192.0.2.4\n'),
    zone(4, 'x.y A 192.0.2.5\n'),
  ]
  for (const [i, after] of versions.slice(1).entries()) {
    t.match(await site.server.store.accept(changeTo('inside', versions[i]!, after)), { kind: 'accepted' })
    const before = site.served
    await site.restart()
    t.same(site.served, before)
  }
  t.equal(served(site), '192.0.2.5')
  t.equal(served(site, 'world'), '')
  t.match(await site.server.store.accept(changeTo('inside', versions.at(-1)!, zone(5))), { kind: 'accepted' })
  await site.restart()
  t.equal(served(site), '')
})

t.test('the same records on other lines are the same content; others are what a person published', async (t) => {
  const site = await siteOf(t)
  await site.server.store.accept(changeTo('inside', zone(1), zone(2, 'www A 192.0.2.2\n')))
  await site.stop()
  writeFileSync(
    join(site.folder, 'a.zone'),
    `; moved\n$TTL 60\nns A 192.0.2.1\n@ NS NS\n@ SOA ns hostmaster 1 2 3 4 5\n`.replace('NS NS', 'NS ns'),
  )
  await site.start()
  t.equal(served(site), '192.0.2.2')
  await site.stop()
  writeFileSync(join(site.folder, 'a.zone'), text(1, 'ftp A 192.0.2.7\n'))
  await site.start()
  t.equal(served(site), '192.0.2.7')
  await site.stop()
  writeFileSync(join(site.folder, 'a.zone'), text(1))
  await site.start()
  t.equal(served(site), '192.0.2.2', 'nothing was thrown away meanwhile')
})

t.test('after a change of the file changes begin anew', async (t) => {
  const site = await siteOf(t)
  await site.server.store.accept(changeTo('inside', zone(1), zone(2, 'www A 192.0.2.2\n')))
  writeFileSync(join(site.folder, 'a.zone'), text(5, 'ftp A 192.0.2.7\n'))
  await site.reload()
  await site.restart()
  t.equal(served(site), '192.0.2.7')
  const before = zone(5, 'ftp A 192.0.2.7\n')
  t.match(await site.server.store.accept(changeTo('inside', before, zone(6, 'ftp A 192.0.2.8\n'))), {
    kind: 'accepted',
  })
  await site.restart()
  t.equal(served(site), '192.0.2.8')
})

t.test('what is changed after a rollback begins with what was rolled back to', async (t) => {
  const site = await siteOf(t)
  await site.server.store.accept(changeTo('inside', zone(1), zone(2, 'www A 192.0.2.2\n')))
  writeFileSync(join(site.folder, 'b.zone'), text(2))
  await site.reload()
  await site.server.store.accept(changeTo('inside', zone(2, 'www A 192.0.2.2\n'), zone(3, 'www A 192.0.2.3\n')))
  await site.server.rollBack()
  const change = changeTo('inside', zone(4, 'www A 192.0.2.2\n'), zone(5, 'www A 192.0.2.2\nftp A 192.0.2.4\n'))
  t.match(await site.server.store.accept(change), { kind: 'accepted' })
  t.equal(served(site), '192.0.2.4 192.0.2.2')
  await site.restart()
  t.equal(served(site), '192.0.2.4 192.0.2.2')
})

t.test('without a journal files are served, and no change is accepted', async (t) => {
  const site = await siteOf(t)
  const journal = join(site.folder, 'state', 'kept', 'journal')
  await site.server.store.accept(changeTo('inside', zone(1), zone(2, 'www A 192.0.2.2\n')))
  await site.stop()
  renameSync(journal, `${journal}.real`)
  writeFileSync(journal, 'somebody put his notes here')
  await site.start()
  t.equal(served(site), '')
  t.match(await site.server.store.accept(changeTo('inside', zone(1), zone(2, 'www A 192.0.2.2\n'))), {
    kind: 'failed',
    reason: /no log of changes/,
  })
  t.equal(served(site), '')
  await site.stop()
  renameSync(`${journal}.real`, journal)
  await site.start()
  t.equal(served(site), '192.0.2.2')
})

t.test('the folder of what nothing else can make again is made once, and missed after that', async (t) => {
  const site = await siteOf(t)
  const state = join(site.folder, 'state')
  t.ok(existsSync(join(state, 'kept')))
  await site.stop()
  // As an older version leaves it.
  rmSync(join(state, 'kept'), { recursive: true })
  rmSync(join(state, 'kept.made'))
  await site.start()
  t.notOk(site.said.some((line) => line.includes('is gone')))
  await site.restart()
  t.notOk(site.said.some((line) => line.includes('is gone')))
  await site.stop()
  rmSync(join(state, 'kept'), { recursive: true })
  await site.start()
  t.ok(site.said.some((line) => line.includes('is gone')))
  t.same(readdirSync(state).includes('kept'), true)
})

t.test(
  'a journal that is missing from its folder is missed once, and a folder that lies elsewhere is none that is gone',
  async (t) => {
    const site = await siteOf(t)
    const kept = join(site.folder, 'state', 'kept')
    const gone = () => site.said.filter((line) => line.includes('is gone')).length
    await site.server.store.accept(changeTo('inside', zone(1), zone(2, 'www A 192.0.2.2\n')))
    await site.stop()
    renameSync(kept, join(site.folder, 'elsewhere'))
    symlinkSync('../elsewhere', kept)
    await site.start()
    t.equal(gone(), 0)
    t.equal(served(site), '192.0.2.2')
    await site.stop()
    rmSync(join(kept, 'journal'))
    await site.start()
    t.equal(gone(), 1)
    t.ok(site.said.some((line) => line.includes('the journal of changes is gone')))
    t.equal(served(site), '')
    await site.restart()
    t.equal(gone(), 0)
  },
)

const version = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom('a', 'B.a', 'c', '*.c', 'x.y'),
      fc.constantFrom('60 A 192.0.2.2', '61 A 192.0.2.2', '60 TXT x'),
    ),
    {
      selector: String,
      maxLength: 8,
    },
  )
  .map((lines) => lines.map(([owner, data]) => `${owner} ${data}\n`).join(''))

t.test('many changes are worth what one is that says the same', async () => {
  fc.assert(
    fc.property(fc.array(version, { minLength: 2, maxLength: 6 }), (texts) => {
      const zones = texts.map((lines, i) => zone(i, lines.replaceAll('61 A', texts.length % 2 === 0 ? '61 A' : '60 A')))
      const changes = zones.slice(1).map((after, i) => diff(zones[i]!, after)!)
      const edited = new Editor(fold(zones[0]!, USUAL_ROOM)).edit(netChanges(changes))
      if ('kind' in edited || !sameContent(fold(edited), fold(zones.at(-1)!))) throw new Error('they differ')
      if (contentDigest(edited) !== contentDigest(zones.at(-1)!)) throw new Error('their digests differ')
      if (texts.length > 1 && contentDigest(zones[0]!) === contentDigest(zones[1]!))
        throw new Error('digests are the same')
    }),
  )
})

t.test('an entry is read as it was written', async (t) => {
  const changes = diff(zone(1), zone(2, 'www A 192.0.2.2\n'))!
  for (const digest of [undefined, '0123']) {
    const entry = { name: faceOf('Innen & außen', 'a.example.'), ...(digest && { digest }), changes }
    t.same(plain(readEntry(writeEntry(entry))), plain(entry))
  }
})

t.test('a journal is made smaller without losing what its faces have become', async (t) => {
  const path = join(folderOf(t, {}), 'journal')
  const options = { rewrite: compactJournal, onBulky: () => t.fail(), onTorn: () => t.fail(), bulky: 20_000 }
  const opened = async () => {
    const journal = await Journal.open(path, options)
    if (typeof journal === 'string') throw new Error(journal)
    return journal
  }
  let journal = await opened()
  const names = [faceOf('inside', 'a.example.'), faceOf('inside', 'b.example.'), faceOf('world', 'a.example.')]
  const versions = names.map(() => zone(1))
  const over = diff(zone(1), zone(2, 'over A 192.0.2.9\n'))!
  await journal.append([{ name: names[0]!, digest: 'other', changes: over }])
  await journal.append(names.map((name) => ({ name, digest: 'base', changes: diff(zone(1), zone(1))! })))
  for (let i = 2; i < 300; i++) {
    const face = i % 3
    const next = zone(i, `www A 192.0.2.${i % 200}\nx${i % 5}.y A 192.0.2.3\n`)
    await journal.append([{ name: names[face]!, changes: diff(versions[face]!, next)! }])
    versions[face] = next
  }
  await journal.close()
  journal = await opened()
  for (const [i, { digest, changes }] of [...journal.chains.values()].entries()) {
    t.equal(digest, 'base')
    t.ok(changes.length < 90, `${changes.length} changes`)
    t.ok(sameContent(fold(editedBy(zone(1), changes)), fold(versions[i]!)))
  }
  await journal.close()
})

t.test('a face that changes and comes whole by turns leaves no more behind than what it is now', async (t) => {
  const path = join(folderOf(t, {}), 'journal')
  const options = { rewrite: compactJournal, onBulky: () => t.fail(), onTorn: () => t.fail(), bulky: 2_000 }
  const journal = await Journal.open(path, options)
  if (typeof journal === 'string') throw new Error(journal)
  const name = faceOf('inside', 'a.example.')
  const changes = diff(zone(1), zone(2, 'over A 192.0.2.9\n'))!
  for (let i = 0; i < 200; i++) await journal.append([{ name, digest: `${i}`, changes }])
  await journal.close()
  const few = statSync(path).size
  t.ok(few < 20_000, `${few} octets`)
  const again = await Journal.open(path, options)
  if (typeof again === 'string') throw new Error(again)
  t.same(
    [...again.chains.values()].map(({ digest }) => digest),
    ['199'],
  )
  await again.close()
})

function editedBy(base: Zone, changes: readonly Changeset[]): Zone {
  const editor = new Editor(fold(base, USUAL_ROOM))
  for (const one of changes) if ('kind' in editor.edit(one)) throw new Error('it does not fit')
  return editor.newest
}

function plain({ name, digest, changes }: ReturnType<typeof readEntry>): unknown {
  return [name.view, [...name.origin], digest, [...changes.removed.bytes], [...changes.added.bytes]]
}
