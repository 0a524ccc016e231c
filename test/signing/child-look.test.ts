// Which servers of a zone below are asked, as the zone above has them.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { serversBelow } from '../../src/signing/child-look.ts'
import { isRouted } from '../../src/signing/routes.ts'
import { zoneOf } from '../support/zones.ts'

const glue = (count: number) => Array.from({ length: count }, (_, i) => `ns.dept A 192.0.2.${i}\n`).join('')
const below = (count: number) =>
  serversBelow(
    zoneOf(
      'univ.example.',
      `$TTL 300\n@ SOA ns h 1 1d 2h 4w 60\n@ NS ns\nns A 192.0.2.1\ndept NS ns.dept\n${glue(count)}`,
    ),
    nameFromText('dept.univ.example.'),
    undefined,
  )

t.test('a server of several addresses is asked at each to which a route leads', async (t) => {
  const text =
    '$TTL 300\n@ SOA ns h 1 1d 2h 4w 60\n@ NS ns\nns A 192.0.2.1\ndept NS ns.dept\nns.dept A 192.0.2.7\nns.dept AAAA 2001:db8::7\n'
  const asked = async (...unreached: string[]) => {
    const isReached = async (address: string) => !unreached.includes(address)
    const servers = await serversBelow(
      zoneOf('univ.example.', text),
      nameFromText('dept.univ.example.'),
      undefined,
      isReached,
    )
    return 'code' in servers ? servers : servers.map(({ address, family }) => `${family} ${address}`)
  }
  t.same(await asked(), ['4 192.0.2.7', '6 2001:db8::7'])
  t.same(await asked('2001:db8::7'), ['4 192.0.2.7'])
  t.same(await asked('192.0.2.7'), ['6 2001:db8::7'])
  t.same(await asked('192.0.2.7', '2001:db8::7'), ['4 192.0.2.7', '6 2001:db8::7'], 'who asks says that nobody can')
})

t.test('this machine gets to itself, and to nobody by an address of no use', async (t) => {
  t.equal(await isRouted('127.0.0.1'), true)
  t.equal(await isRouted('255.255.255.255'), false)
})

t.test('nobody is asked where there are more addresses than any zone needs', async (t) => {
  t.match(await below(32), { length: 32 })
  t.same(await below(33), { code: 'addresses-many', parameters: { count: 32 } })
})
