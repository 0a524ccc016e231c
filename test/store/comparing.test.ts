// How two zones differ is looked for once, whoever asks, and a small limit of one is none of another.

import { join } from 'node:path'
import t from 'tap'
import { Comparing } from '../../src/store/comparing.ts'
import { readListOf, SOA } from '../support/list.ts'
import { zoneOf } from '../support/zones.ts'

const HEAD = '@ 60 SOA ns h 1 60 60 60 60\n@ 60 NS ns\nns 60 A 192.0.2.1\n'

t.test('a difference that was too much for one limit is found by another', async (t) => {
  const comparing = new Comparing()
  t.teardown(() => comparing.close())
  const more = Array.from({ length: 20 }, (_, i) => `h${i} 60 A 192.0.2.2\n`).join('')
  const [before, after] = [HEAD, HEAD + more].map((text) => zoneOf('example.com.', text))
  t.equal(await comparing.difference(before!, after!, 10), undefined)
  const found = await comparing.difference(before!, after!, 100_000)
  t.equal(found?.added.count, 20)
  t.equal(await comparing.difference(before!, after!, 100_000), found, 'looked for once')
  t.equal(await comparing.difference(before!, after!, 10), undefined, 'who wants little gets no more')
  t.equal(await comparing.difference(before!, after!, 99_999), found)
})

t.test('a list is looked at by another thread where its entries stand for many records', async (t) => {
  const comparing = new Comparing()
  t.teardown(() => comparing.close())
  const listOf = (name: string, text: string) =>
    readListOf([{ path: join(t.testdir({ [name]: SOA + text }), name), format: 'ip4set' }]).subject!.zone
  const isAtOnce = async (text: string) => {
    let isDone = false
    const asked = comparing.difference(listOf('a', text), listOf('b', `${text}192.0.2.1\n`), 1000)
    const done = asked.then((found) => {
      isDone = true
      return found?.added.count
    })
    for (let i = 0; i < 20; i++) await undefined
    const wasDone = isDone
    t.equal(await done, 1)
    return wasDone
  }
  t.ok(await isAtOnce('10.0.0.0/24\n'))
  t.notOk(
    await isAtOnce('10.0.0.0/9\n11.0.0.0/9\n12.0.0.0/9\n13.0.0.0/9\n14.0.0.0/9\n15.0.0.0/9\n16.0.0.0/9\n17.0.0.0/9\n'),
  )
})
