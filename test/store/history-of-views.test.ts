// What a face was before its view became one for everybody is told to nobody: neither at once nor after a start, and whether the view became
// so while the server ran or before it started.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { History } from '../../src/store/history.ts'
import { HistoryFile, leadingTo } from '../../src/store/history-file.ts'
import { writeEntry } from '../../src/store/journal.ts'
import { Log } from '../../src/store/log.ts'
import { diff } from '../../src/zone/diff.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { faceOf } from '../support/edits.ts'
import { folderOf } from '../support/janus.ts'
import { zoneOf } from '../support/zones.ts'

const faces = ['partners', 'guests'].map((view) => faceOf(view, 'a.example.'))
const versions = [1, 2, 3, 4].map((serial) =>
  zoneOf('a.example.', `@ 60 SOA ns hostmaster ${serial} 2 3 4 5\n@ 60 NS ns\nns 60 A 192.0.2.${serial}\n`),
)

/** One that runs: its history in one file with those before it. `known`: the serials since which a face's changes are told. */
class Run {
  readonly history = new History()
  readonly #file: HistoryFile
  #served: Zone

  private constructor(file: HistoryFile, served: Zone) {
    this.#file = file
    this.#served = served
  }

  static async start(path: string, open: readonly string[], served: Zone, bulky?: number): Promise<Run> {
    const file = await HistoryFile.open(
      path,
      (error) => {
        throw error
      },
      bulky,
    )
    if (typeof file === 'string') throw new Error(file)
    const run = new Run(file, served)
    run.show(open)
    run.history.keepIn(file)
    for (const { name, steps } of file.takeFound())
      run.history.restore(name, served, leadingTo(steps, String(served.serial)))
    return run
  }

  show(open: readonly string[]): void {
    this.history.use(faces.map(({ view }) => ({ name: view, public: open.includes(view) })))
  }

  publish(after: Zone): void {
    const before = this.#served
    this.#served = after
    for (const name of faces)
      this.history.add({ name, before, after, changes: diff(before, after)!, digest: String(after.serial) })
  }

  known(view: string): number[] {
    const name = faces.find((face) => face.view === view)!
    return versions.flatMap(({ serial }) => (this.history.since(name, serial)?.length ? [serial] : []))
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

const pathIn = (t: Test) => join(folderOf(t, {}), 'history')

t.test('a view becomes public while a server runs', async (t) => {
  const path = pathIn(t)
  const first = await Run.start(path, [], versions[0]!)
  first.publish(versions[1]!)
  first.publish(versions[2]!)
  first.show(['partners'])
  t.same(first.known('partners'), [])
  t.same(first.known('guests'), [1, 2])
  first.publish(versions[3]!)
  t.same(first.known('partners'), [3])
  await first.close()
  const second = await Run.start(path, ['partners'], versions[3]!)
  t.same(second.known('partners'), [3])
  t.same(second.known('guests'), [1, 2, 3])
  second.show([])
  second.show(['guests'])
  t.same(second.known('partners'), [3], 'everybody knew it already')
  t.same(second.known('guests'), [])
  await second.close()
})

t.test('a view becomes public while no server runs', async (t) => {
  const path = pathIn(t)
  const first = await Run.start(path, [], versions[0]!)
  first.publish(versions[1]!)
  await first.close()
  const second = await Run.start(path, ['partners'], versions[1]!)
  t.same(second.known('partners'), [])
  t.same(second.known('guests'), [1])
  second.publish(versions[2]!)
  await second.close()
  const third = await Run.start(path, ['partners'], versions[2]!)
  t.same(third.known('partners'), [2], 'and what came then is told after the next start')
  await third.close()
  const fourth = await Run.start(path, [], versions[2]!)
  fourth.publish(versions[3]!)
  await fourth.close()
  const fifth = await Run.start(path, ['partners'], versions[3]!)
  t.same(fifth.known('partners'), [], 'some alone saw the last step')
  await fifth.close()
})

t.test('a file that is written anew still says who saw what', async (t) => {
  const path = pathIn(t)
  const anew = 1
  const first = await Run.start(path, ['partners'], versions[0]!, anew)
  first.publish(versions[1]!)
  await first.close()
  const second = await Run.start(path, ['partners', 'guests'], versions[1]!)
  t.same(second.known('partners'), [1])
  t.same(second.known('guests'), [])
  await second.close()
})

t.test('a large zone is recognized only after its view became public', (t) => {
  const history = new History()
  const use = (isPublic: boolean) => history.use(faces.map(({ view }) => ({ name: view, public: isPublic })))
  use(false)
  use(true)
  const [before, after] = versions as [Zone, Zone]
  history.restore(faces[0]!, after, [{ changes: diff(before, after)!, digest: '' }])
  t.equal(history.since(faces[0]!, before.serial), undefined)
  const other = new History()
  other.restore(faces[0]!, after, [{ changes: diff(before, after)!, digest: '' }])
  t.equal(other.since(faces[0]!, before.serial)?.length, 1)
  t.end()
})

t.test('an older version that does not know who saw what', async (t) => {
  const path = pathIn(t)
  const first = await Run.start(path, ['partners'], versions[0]!)
  first.publish(versions[1]!)
  await first.close()
  const before = readFileSync(path)
  t.match(await older(path), /a newer version of Janus has written/, 'must not write what only some see behind that')
  t.same(readFileSync(path), before)
  // It can while the file has nothing. Its steps are told to those who alone may have seen them.
  const other = pathIn(t)
  const log = (await older(other)) as Log
  for (const name of faces) {
    const changes = diff(versions[0]!, versions[1]!)!
    await log.append([writeEntry({ name, digest: String(versions[1]!.serial), changes })])
  }
  await log.close()
  const second = await Run.start(other, ['partners'], versions[1]!)
  t.same([second.known('partners'), second.known('guests')], [[], [1]])
  second.publish(versions[2]!)
  await second.close()
  const third = await Run.start(other, ['partners'], versions[2]!)
  t.same([third.known('partners'), third.known('guests')], [[2], [1, 2]])
  await third.close()
})

/** The history as a version opens it that writes no notes about views. */
const older = (path: string) => Log.open(path, { version: 1, onTorn: () => {} }, () => {})
