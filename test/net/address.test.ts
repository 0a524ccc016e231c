import { BlockList, isIPv6 } from 'node:net'
import t from 'tap'
import { setAddress } from '../../src/net/address.ts'
import { Address } from '../../src/net/peer.ts'
import fc from '../support/properties.ts'

const cases = [
  { text: '192.0.2.10', family: 4, octets: 'c000020a' },
  { text: '0.0.0.0', family: 4, octets: '00000000' },
  { text: '255.255.255.255', family: 4, octets: 'ffffffff' },
  { text: '::', family: 6, octets: '00000000000000000000000000000000' },
  { text: '::1', family: 6, octets: '00000000000000000000000000000001' },
  { text: '1::', family: 6, octets: '00010000000000000000000000000000' },
  { text: '2001:db8::5', family: 6, octets: '20010db8000000000000000000000005' },
  { text: '2001:DB8:0:1:2:3:4:abcd', family: 6, octets: '20010db800000001000200030004abcd' },
  { text: 'fe80::1%eth0', family: 6, octets: 'fe800000000000000000000000000001' },
  { text: '::ffff:192.0.2.10', family: 4, octets: 'c000020a' },
  // RFC 4291 §2.5.5.1: the system writes them so, and none of them is the IPv4 host.
  { text: '::192.0.2.10', family: 6, octets: '000000000000000000000000c000020a' },
  { text: '::10.0.0.5', family: 6, octets: '0000000000000000000000000a000005' },
  { text: '::0.2.0.3%eth0', family: 6, octets: '00000000000000000000000000020003' },
]

t.test('an address as the system writes it becomes octets', (t) => {
  const address = new Address()
  for (const { text, family, octets } of cases) {
    address.octets.fill(0x55)
    setAddress(address, text)
    t.equal(address.family, family, `family of ${text}`)
    t.equal(Buffer.from(address.octets).toString('hex').slice(0, octets.length), octets, text)
  }
  t.end()
})

t.test('every IPv6 address is read as node:net reads it', (t) => {
  const address = new Address()
  fc.assert(
    fc.property(
      fc.ipV6().filter((text) => isIPv6(text) && !text.includes('.')),
      (text) => {
        setAddress(address, text)
        const groups = Buffer.from(address.octets).toString('hex').match(/..../g)!
        const same = new BlockList()
        same.addAddress(groups.join(':'), 'ipv6')
        return address.family === 6 && same.check(text, 'ipv6')
      },
    ),
  )
  t.end()
})
