// An image with room is kept as what it holds: its room takes no place on the disk, and none in memory when it is read.

import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readZoneFile, writeZoneFile, writeZoneFileAside } from '../../src/state/zone-file.ts'
import { contentDigest } from '../../src/zone/content-digest.ts'
import { isEditable } from '../../src/zone/editable.ts'
import { Editor } from '../../src/zone/editor.ts'
import { fold, USUAL_ROOM } from '../../src/zone/fold.ts'
import { usedStretches } from '../../src/zone/image.ts'
import { serialChange } from '../../src/zone/soa-serial.ts'
import { Zone } from '../../src/zone/zone.ts'
import { folderOf } from '../support/janus.ts'
import { zoneOf } from '../support/zones.ts'

const lines = Array.from({ length: 3000 }, (_, i) => `host${i} A 10.0.${i >> 8}.${i & 255}\n`).join('')
const zone = zoneOf('a.example', `$TTL 60\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n${lines}`)
const description = {
  ...{ zone: 'a.example', saved: '', configured: ['inside'], clients: '', sources: [] },
  ...{ lines: { files: [], runs: [] } as never, judged: '', problems: [] },
}

function kept(t: Test, one: Zone): { readonly path: string; readonly read: ReturnType<typeof readZoneFile> } {
  const path = join(folderOf(t, {}), 'one.zone')
  writeZoneFile(path, { description, zone: one })
  return { path, read: readZoneFile(path) }
}

t.test('what is read is what was written, octet by octet, with room or without', async (t) => {
  for (const one of [zone, fold(zone, USUAL_ROOM)]) {
    const { path, read } = kept(t, one)
    if (typeof read !== 'object') return t.fail(read ?? 'nothing')
    t.equal(Buffer.compare(new Uint8Array(read.zone.image), new Uint8Array(one.image)), 0)
    t.equal(statSync(path).size > one.image.byteLength, true)
    t.equal(contentDigest(read.zone), contentDigest(zone))
  }
})

t.test('room is a hole', async (t) => {
  const roomy = fold(zone, { ...USUAL_ROOM, heap: 1 << 24 })
  const { path } = kept(t, roomy)
  const { size, blocks } = statSync(path)
  t.ok(size > 1 << 24)
  t.ok(blocks * 512 < 1 << 21, `${blocks * 512} octets`)
  const used = usedStretches(roomy.columns)
  t.equal(used[0]!.from, 0)
  t.ok(used.every(({ from, to }, i) => from < to && (i === 0 || from > used[i - 1]!.to)))
  t.same(usedStretches(zone.columns), [{ from: 0, to: zone.image.byteLength }])
})

t.test('it can be edited when it is read, and cannot where it was written after somebody had edited it', async (t) => {
  const roomy = fold(zone, USUAL_ROOM)
  const { read } = kept(t, roomy)
  if (typeof read !== 'object') return t.fail(read ?? 'nothing')
  t.ok(isEditable(read.zone))
  const edition = new Editor(roomy).edit(serialChange(roomy, 2))
  t.ok(edition instanceof Zone)
  const later = kept(t, roomy).read
  if (typeof later !== 'object') return t.fail(later ?? 'nothing')
  t.notOk(isEditable(later.zone))
  t.equal(contentDigest(later.zone), contentDigest(zone), 'it is the first edition all the same')
})

t.test('an octet in a hole is damage like any other', async (t) => {
  const roomy = fold(zone, USUAL_ROOM)
  const { path } = kept(t, roomy)
  const [first, second] = usedStretches(roomy.columns)
  const octets = readFileSync(path)
  const hole = octets.length - roomy.image.byteLength + first!.to
  t.ok(first!.to < second!.from)
  t.equal(octets[hole], 0)
  octets[hole] = 1
  writeFileSync(path, octets)
  t.match(readZoneFile(path), /checksum/)
  writeFileSync(path, octets.subarray(0, octets.length - 1))
  t.match(readZoneFile(path), /not whole/)
})

t.test('who writes it aside has his turn before it is on the disk, and it has its name after that', async (t) => {
  const { path } = kept(t, zone)
  const aside = join(folderOf(t, {}), 'aside.zone')
  const done = writeZoneFileAside(aside, { description, zone })
  t.notOk(existsSync(aside), 'nobody waits for the disk, and nobody finds what is not there yet')
  await done
  t.strictSame(readFileSync(aside), readFileSync(path), 'the same octets')
})

t.test('who writes it aside where it cannot be hears of that as of anything that fails later', async (t) => {
  const done = writeZoneFileAside(join(folderOf(t, {}), 'nowhere', 'aside.zone'), { description, zone })
  await t.rejects(done, { code: 'ENOENT' })
})
