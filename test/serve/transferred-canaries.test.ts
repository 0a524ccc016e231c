// A canary protects what comes whole from a primary as it protects what comes from a file.

import t, { type Test } from 'tap'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'
import { why } from '../support/why.ts'
import { Primary } from '../transfer/primary.ts'
import { APEX, messagesOf } from '../transfer/streams.ts'

const soa = (serial: number) => `@ SOA ns hostmaster ${serial} 1d 2h 4w 1h`
const www = { 7: '192.0.2.2', 8: '192.0.2.3', 9: '192.0.2.2' }
type Serial = keyof typeof www
const zone = (serial: Serial) => ['@ NS ns', 'ns A 192.0.2.1', `www A ${www[serial]}`, `v TXT ${serial}`]

async function following(t: Test, canaries: string) {
  let serial: Serial = 7
  const primary = await Primary.start(({ type }) =>
    type === 'SOA'
      ? messagesOf([soa(serial)], { type: 'SOA' })
      : messagesOf([soa(serial), ...zone(serial), soa(serial)]),
  )
  t.teardown(() => primary.close())
  const site = new Site(
    folderOf(t, {
      'janus.yaml': `listen: ["127.0.0.1:0"]\nudp: portable\nviews: {inside: [any]}\nprimaries: {hidden: {address: ["127.0.0.1:${primary.port}"]}}\nzones: {example.com: {inside: {primary: hidden}}}\n${canaries}`,
    }),
  )
  await site.start()
  t.teardown(() => site.stop())
  const name = { view: 'inside', origin: APEX }
  return {
    primary,
    site,
    is: (next: Serial) => {
      serial = next
    },
    fetch: async () => why(await site.server.upstream!.fetch(name)),
    served: () => site.served[0]!.text?.match(/www.* A (.*)/)?.[1],
  }
}

const canary = 'canaries: [{from: 127.0.0.1, ask: www.example.com A, expect: 192.0.2.2}]\n'

t.test('a zone that comes whole and whose canary is wrong is not served, nor found by the next start', async (t) => {
  const { primary, site, is, fetch, served } = await following(t, canary)
  t.equal(await fetch(), undefined)
  t.equal(served(), '192.0.2.2')
  is(8)
  t.match(
    await fetch(),
    /would get 192\.0\.2\.3, and expects 192\.0\.2\.2: correct the zone at hidden, .*janus\.yaml:\d+:\d+/,
  )
  t.equal(served(), '192.0.2.2')
  await primary.close()
  await site.restart()
  t.equal(served(), '192.0.2.2')
})

t.test('the next version that the canary lets by is served, and found by the next start', async (t) => {
  const { primary, site, is, fetch, served } = await following(t, canary)
  await fetch()
  is(8)
  await fetch()
  is(9)
  t.equal(await fetch(), undefined)
  t.match(site.served[0]!.text, /v.* TXT "?9/)
  await primary.close()
  await site.restart()
  t.equal(served(), '192.0.2.2')
  t.match(site.served[0]!.text, /v.* TXT "?9/)
})

t.test('a canary that is wrong already refuses no version that leaves it as it is', async (t) => {
  const { site, is, fetch } = await following(t, canary.replace('2.2}', '2.99}'))
  t.equal(await fetch(), undefined, 'where nothing is served, the first is')
  t.match(site.said.join(''), /canaries have wrong answers/)
  is(9)
  t.equal(await fetch(), undefined)
  t.match(site.served[0]!.text, /v.* TXT "?9/)
  is(8)
  t.match(await fetch(), /would get 192\.0\.2\.3/, 'wrong in another way')
})
