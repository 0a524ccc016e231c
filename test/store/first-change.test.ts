// A zone that came with room takes changes where it lies: nobody waits for a new image, at the first change as little as later.

import t from 'tap'
import type { FaceName } from '../../src/store/change.ts'
import { Comparing } from '../../src/store/comparing.ts'
import type { Folded } from '../../src/store/folding.ts'
import type { House } from '../../src/store/house.ts'
import { type Chain, Chains, type Entry } from '../../src/store/journal.ts'
import { Store } from '../../src/store/store.ts'
import { contentDigest } from '../../src/zone/content-digest.ts'
import { diff } from '../../src/zone/diff.ts'
import { isEditable } from '../../src/zone/editable.ts'
import { childrenOf, Editor } from '../../src/zone/editor.ts'
import { fold, USUAL_ROOM } from '../../src/zone/fold.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { changeTo } from '../support/edits.ts'
import { zoneOf } from '../support/zones.ts'

const HOSTS = Array.from({ length: 3000 }, (_, i) => `host${i} A 10.0.${i >> 8}.${i & 255}\n`).join('')
const NAME: FaceName = { view: 'inside', origin: zoneOf('a.example', '@ SOA ns h 1 2 3 4 5\n').apex }

function zone(serial: number, lines = ''): Zone {
  return zoneOf(
    'a.example',
    `$TTL 60\n@ SOA ns hostmaster ${serial} 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n${HOSTS}${lines}`,
  )
}

/** As it comes from a primary. */
function roomy(serial: number, lines = ''): Zone {
  return fold(zone(serial, lines), USUAL_ROOM)
}

const sameRecords = (a: Zone, b: Zone) => contentDigest(a) === contentDigest(b)

function storeOf(first: Zone, chains: readonly Chain[] = [], onFault: (reason: string) => void = refuse) {
  let [sources, now]: [Zone | undefined, Zone | undefined] = [first, first]
  const written: Entry[] = []
  const seen = { folds: 0 }
  const comparing = new Comparing()
  const house: House = {
    hasFace: () => true,
    faceAt: () => now && { base: sources, served: now },
    judge: () => undefined,
    publish: (all) => {
      for (const { edition, isBase } of all) {
        if (isBase) sources = edition
        now = edition
      }
    },
  }
  const store = new Store({
    house,
    journal: {
      chains: new Map(
        chains.map((chain) => [`${chain.name.view}\0${Buffer.from(chain.name.origin).toString('hex')}`, chain]),
      ),
      append: async (entries) => void written.push(...entries),
    },
    comparing,
    fold: async (from, room, base): Promise<Folded> => {
      seen.folds++
      const made = fold(from, room)
      const begin = base && { digest: contentDigest(base), changes: diff(base, from)! }
      return { zone: made, children: childrenOf(made), begin }
    },
    onFault,
  })
  return { store, written, seen, comparing, served: () => now! }
}

function refuse(reason: string): never {
  throw new Error(reason)
}

t.test('the first change is made in the image that came, and later ones too', async (t) => {
  const { store, written, seen, served } = storeOf(zone(0))
  const came = roomy(1)
  t.equal(await store.replace(NAME, came), undefined)
  t.match(await store.accept(changeTo('inside', zone(1), zone(2, 'www A 192.0.2.2\n'))), {
    kind: 'accepted',
    serial: 2,
  })
  t.match(await store.accept(changeTo('inside', zone(2, 'www A 192.0.2.2\n'), zone(3, 'ftp A 192.0.2.3\n'))), {
    kind: 'accepted',
    serial: 3,
  })
  t.equal(seen.folds, 0)
  t.equal(served().image, came.image)
  t.ok(sameRecords(served(), zone(3, 'ftp A 192.0.2.3\n')))
  t.ok(sameRecords(came, zone(1)), 'who reads the one that came reads on')
  t.same(
    written.map(({ digest, changes: { removed, added } }) => [digest, removed.count, added.count]),
    [
      [contentDigest(zone(1)), 0, 0],
      [undefined, 1, 2],
      [undefined, 2, 2],
    ],
    'the journal has what came, and both changes',
  )
})

t.test('the first change that comes while nobody knows the digest waits for that alone', async (t) => {
  const { store, seen, served } = storeOf(roomy(1))
  const [one, two] = [zone(2, 'www A 192.0.2.2\n'), zone(3, 'www A 192.0.2.2\nftp A 192.0.2.3\n')]
  const outcomes = await Promise.all([
    store.accept(changeTo('inside', zone(1), one)),
    store.accept(changeTo('inside', one, two)),
  ])
  t.match(outcomes, [{ kind: 'accepted' }, { kind: 'accepted' }])
  t.equal(seen.folds, 0)
  t.ok(sameRecords(served(), two))
})

t.test('what has no place in the room gets a new image, and nothing is lost', async (t) => {
  const { store, seen, served } = storeOf(roomy(1))
  const many = Array.from({ length: 20_000 }, (_, i) => `many A 10.1.${i >> 8}.${i & 255}\n`).join('')
  const [one, two] = [zone(2, 'www A 192.0.2.2\n'), zone(3, `www A 192.0.2.2\n${many}`)]
  t.match(await store.accept(changeTo('inside', zone(1), one)), { kind: 'accepted' })
  t.match(await store.accept(changeTo('inside', one, two)), { kind: 'accepted' })
  t.equal(seen.folds, 1)
  t.ok(sameRecords(served(), two))
})

t.test('an image that somebody has written to belongs to nobody else', async (t) => {
  const came = roomy(1)
  t.ok(isEditable(came))
  const first = storeOf(came)
  t.match(await first.store.accept(changeTo('inside', zone(1), zone(2))), { kind: 'accepted' })
  t.notOk(isEditable(came))
  t.notOk(isEditable(first.served()))
  // As after a rollback to what had come.
  const second = storeOf(came)
  t.match(await second.store.accept(changeTo('inside', zone(1), zone(5))), { kind: 'accepted' })
  t.equal(second.seen.folds, 1)
  t.not(second.served().image, came.image)
  t.ok(sameRecords(first.served(), zone(2)))
  const third = roomy(1)
  new Editor(third)
  t.notOk(isEditable(third), 'it has an editor that has written nothing yet')
  t.notOk(isEditable(zone(1)), 'it has no room')
})

t.test('what a journal has of it is restored where it lies', async (t) => {
  const [base, next] = [roomy(1), zone(2, 'www A 192.0.2.2\n')]
  const chain = { name: NAME, digest: contentDigest(base), changes: [changeTo('inside', zone(1), next).changes] }
  const { store, seen, served } = storeOf(base, [chain])
  await store.restore(({ why }) => t.fail(why))
  t.equal(seen.folds, 0)
  t.equal(served().image, base.image)
  t.ok(sameRecords(served(), next))
  t.match(await store.accept(changeTo('inside', next, zone(3))), { kind: 'accepted', serial: 3 })
  t.ok(sameRecords(served(), zone(3)))
  const large = Array.from({ length: 20_000 }, (_, i) => `many A 10.1.${i >> 8}.${i & 255}\n`).join('')
  const grown = zone(2, large)
  const other = roomy(1)
  const larger = storeOf(other, [{ ...chain, changes: [changeTo('inside', zone(1), grown).changes] }])
  await larger.store.restore(({ why }) => t.fail(why))
  t.equal(larger.seen.folds, 1, 'there was no room')
  t.ok(sameRecords(larger.served(), grown))
})

t.test('a journal of another content is over', async (t) => {
  const chain = { name: NAME, digest: contentDigest(zone(7)), changes: [] }
  const { store, seen, served } = storeOf(roomy(1), [chain])
  const over: string[] = []
  await store.restore(({ why }) => over.push(why))
  t.same(over, ['other-content'])
  t.equal(seen.folds, 0)
  t.ok(sameRecords(served(), zone(1)))
})

t.test('what had been changed before a zone came whole is over, also where it comes as it had come once', async (t) => {
  for (const make of [roomy, zone]) {
    const { store, written } = storeOf(zone(0))
    await store.replace(NAME, make(1))
    t.match(await store.accept(changeTo('inside', zone(1), zone(2))), { kind: 'accepted' })
    // Its primary has been set back, and somebody has it fetched.
    t.equal(await store.replace(NAME, make(1)), undefined)
    const chains = new Chains()
    for (const entry of written) chains.add(entry)
    const again = storeOf(make(1), [...chains.newest.values()])
    await again.store.restore(({ why }) => t.fail(why))
    t.ok(sameRecords(again.served(), zone(1)), 'as it came last')
    t.match(await again.store.accept(changeTo('inside', zone(1), zone(4))), { kind: 'accepted' })
    for (const entry of again.written) chains.add(entry)
    const third = storeOf(make(1), [...chains.newest.values()])
    await third.store.restore(({ why }) => t.fail(why))
    t.ok(sameRecords(third.served(), zone(4)), 'and what was changed since')
  }
})

t.test('a server that ends while the digest of a zone is made has met no fault', async (t) => {
  const faults: string[] = []
  const { store, comparing, served } = storeOf(zone(0), [], (reason) => void faults.push(reason))
  t.equal(await store.replace(NAME, roomy(1)), undefined)
  comparing.close()
  // Rejects when the thread has ended.
  await comparing.digest(served()).catch(() => {})
  t.same(faults, [])
})
