// How two zones differ is looked for once, whoever asks, and a small limit of one is none of another.

import t from 'tap'
import { Comparing } from '../../src/store/comparing.ts'
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
