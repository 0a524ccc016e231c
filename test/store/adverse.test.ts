// What goes wrong around a change costs neither what was accepted nor what a person published: files that break, folds that come
// late, and disks that take nothing.

import t, { type Test } from 'tap'
import { Comparing } from '../../src/store/comparing.ts'
import type { House } from '../../src/store/house.ts'
import { Store } from '../../src/store/store.ts'
import { contentDigest } from '../../src/zone/content-digest.ts'
import { diff } from '../../src/zone/diff.ts'
import { childrenOf } from '../../src/zone/editor.ts'
import { fold } from '../../src/zone/fold.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { changeTo } from '../support/edits.ts'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'
import { zoneOf } from '../support/zones.ts'

const text = (serial: number, lines = '') =>
  `$TTL 60\n@ SOA ns hostmaster ${serial} 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n${lines}`
const zone = (serial: number, lines = '') => zoneOf('a.example.', text(serial, lines))
const config =
  'listen: ["127.0.0.1:0"]\nudp: portable\nstate: state\nviews: {inside: [127.0.0.1], world: [any]}\nzones: {a.example: a.zone, b.example: b.zone}\n'

async function siteOf(t: Test): Promise<Site> {
  const site = new Site(folderOf(t, { 'janus.yaml': config, 'a.zone': text(1), 'b.zone': text(1) }))
  await site.start()
  t.teardown(() => site.stop())
  return site
}

/** What the view inside serves of a.example, without what all versions have. */
function served(site: Site): string | undefined {
  const found = site.served.find(({ face }) => face === 'inside a.example.')?.text
  return found && [...found.matchAll(/192\.0\.2\.(?!1\b)\d+/g)].join(' ')
}

const two = zone(2, 'www A 192.0.2.2\n')
const three = zone(3, 'www A 192.0.2.2\nftp A 192.0.2.3\n')

t.test('what is accepted while a file is broken stays when the file is repaired', async (t) => {
  const site = await siteOf(t)
  const { store } = site.server
  t.match(await store.accept(changeTo('inside', zone(1), two)), { kind: 'accepted' })
  site.write('a.zone', `${text(1)}broken`)
  t.match(await site.reload(), { good: false })
  t.match(await store.accept(changeTo('inside', two, three)), { kind: 'accepted' })
  t.equal(served(site), '192.0.2.3 192.0.2.2')
  site.write('a.zone', text(1))
  await site.reload()
  t.equal(served(site), '192.0.2.3 192.0.2.2')
})

t.test('what is accepted while a file is broken is served after a restart, and after another', async (t) => {
  const site = await siteOf(t)
  t.match(await site.server.store.accept(changeTo('inside', zone(1), two)), { kind: 'accepted' })
  site.write('a.zone', `${text(1)}broken`)
  t.match(await site.reload(), { good: false })
  t.match(await site.server.store.accept(changeTo('inside', two, three)), { kind: 'accepted' })
  await site.restart()
  t.equal(served(site), '192.0.2.3 192.0.2.2')
  const four = zone(4, 'ftp A 192.0.2.3\n')
  t.match(await site.server.store.accept(changeTo('inside', three, four)), { kind: 'accepted' })
  await site.restart()
  t.equal(served(site), '192.0.2.3')
  site.write('a.zone', text(1))
  await site.restart()
  t.equal(served(site), '192.0.2.3')
})

t.test('a face that comes back with a reload has what was accepted, as after a restart', async (t) => {
  const site = await siteOf(t)
  t.match(await site.server.store.accept(changeTo('inside', zone(1), two)), { kind: 'accepted' })
  site.write('janus.yaml', config.replace('a.example: a.zone, ', ''))
  await site.restart()
  t.equal(served(site), undefined)
  site.write('janus.yaml', config)
  await site.reload()
  t.equal(served(site), '192.0.2.2')
  t.match(await site.server.store.accept(changeTo('inside', two, three)), { kind: 'accepted' })
  await site.restart()
  t.equal(served(site), '192.0.2.3 192.0.2.2')
  site.write('a.zone', text(9, 'new A 192.0.2.9\n'))
  await site.restart()
  t.equal(served(site), '192.0.2.9', 'what a person published')
  site.write('a.zone', text(1))
  await site.reload()
  t.equal(served(site), '192.0.2.3 192.0.2.2', 'and has taken back')
})

t.test('a face that a reload takes away and another brings back has what was accepted', async (t) => {
  const site = await siteOf(t)
  const { store } = site.server
  t.match(await store.accept(changeTo('inside', zone(1), two)), { kind: 'accepted' })
  site.write('janus.yaml', config.replace('a.example: a.zone, ', ''))
  await site.reload()
  t.match(await store.accept(changeTo('inside', two, three)), { kind: 'unknown-face' })
  site.write('janus.yaml', config)
  await site.reload()
  t.equal(served(site), '192.0.2.2')
  t.match(await store.accept(changeTo('inside', two, three)), { kind: 'accepted' })
  await site.restart()
  t.equal(served(site), '192.0.2.3 192.0.2.2')
})

/** A store whose images are made, and whose journal writes, when a test says so. */
function storeOf(first: Zone) {
  let sources = first
  let now = first
  const folds: (() => void)[] = []
  const disk = { isFull: false }
  const faults: string[] = []
  const fault = { isThere: false }
  const house: House = {
    hasFace: () => true,
    faceAt: () => ({ base: sources, served: now }),
    judge: () => undefined,
    publish: ([published]) => {
      if (fault.isThere) throw new Error('a fault of ours')
      now = published?.edition ?? now
    },
  }
  const store = new Store({
    house,
    journal: {
      chains: new Map(),
      append: async () => {
        if (disk.isFull) throw new Error('the disk is full')
      },
    },
    comparing: new Comparing(),
    fold: (from, room, base) => {
      const zone = fold(from, room)
      const begin = base && { digest: contentDigest(base), changes: diff(base, from)! }
      return new Promise((resolve) => folds.push(() => resolve({ zone, children: childrenOf(zone), begin })))
    },
    onFault: (reason) => {
      if (!fault.isThere) throw new Error(reason)
      faults.push(reason)
    },
  })
  return {
    store,
    disk,
    fault,
    faults,
    served: () => now,
    /** Hands over every image that is waited for. */
    foldAll: async () => {
      for (await settled(); folds.length > 0; await settled()) folds.shift()!()
    },
    publish: (zone: Zone) =>
      store.alone(() => {
        sources = zone
        now = zone
      }),
  }
}

const differs = (a: Zone, b: Zone) => diff(a, b)!.added.count

/** Lets everything go on that can. */
async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve))
}

t.test('an image that is made when something else is published meanwhile is not served', async (t) => {
  const { store, served, foldAll, publish } = storeOf(zone(1))
  const outcome = store.accept(changeTo('inside', zone(1), two))
  await settled()
  const published = zone(9, 'new A 192.0.2.9\n')
  await publish(published)
  await foldAll()
  t.match(await outcome, { kind: 'misfit' })
  t.equal(differs(served(), published), 0, 'what a person published')
})

t.test('a disk that takes nothing leaves nothing in an image that is made meanwhile', async (t) => {
  const { store, disk, served, foldAll } = storeOf(zone(1))
  const first = store.accept(changeTo('inside', zone(1), two))
  await foldAll()
  t.match(await first, { kind: 'accepted' })
  disk.isFull = true
  const many = Array.from({ length: 20_000 }, (_, i) => `many A 10.0.${i >> 8}.${i & 255}\n`).join('')
  const refused = store.accept(changeTo('inside', two, three))
  const large = store.accept(changeTo('inside', three, zone(4, `www A 192.0.2.2\nftp A 192.0.2.3\n${many}`)))
  t.match(await refused, { kind: 'failed' })
  await foldAll()
  t.match(await large, { kind: 'misfit' }, 'it rests on what was refused')
  t.equal(differs(served(), two), 0)
  disk.isFull = false
  const again = store.accept(changeTo('inside', two, three))
  await foldAll()
  t.match(await again, { kind: 'accepted' })
  t.equal(differs(served(), three), 0)
})

t.test('who waits for what cannot be published hears of it, and others have their turn', async (t) => {
  const { store, fault, faults, served, foldAll } = storeOf(zone(1))
  fault.isThere = true
  const first = store.accept(changeTo('inside', zone(1), two))
  await foldAll()
  t.match(await first, { kind: 'failed', reason: 'a fault of ours' })
  t.same(faults.splice(0), ['a fault of ours'])
  fault.isThere = false
  const again = store.accept(changeTo('inside', zone(1), two))
  await foldAll()
  t.match(await again, { kind: 'accepted' })
  t.equal(differs(served(), two), 0)
})
