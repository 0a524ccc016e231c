// A client subnet in a question, and read back from an answer.

import t from 'tap'
import { addressFromText } from '../../src/dns/address.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { readMessage } from '../../src/wire/message.ts'
import { queryMessage } from '../../src/wire/query-message.ts'
import { subnetOf, withSubnet } from '../../src/wire/subnet-option.ts'

const question = queryMessage(nameFromText('example.'), 1, false, 1232)

t.test('as many octets as the length takes', async (t) => {
  for (const [address, bits, octets] of [
    ['10.0.0.0', 8, 5],
    ['10.128.0.0', 9, 6],
    ['192.0.2.1', 32, 8],
    ['0.0.0.0', 0, 4],
    ['2001:db8::', 32, 8],
    ['2001:db8::1', 128, 20],
    ['::', 0, 4],
  ] as const) {
    const message = withSubnet(question, addressFromText(address)!, bits)
    const { opt } = readMessage(message)!
    t.same(
      opt!.options.map(({ code, data }) => [code, data.length]),
      [[8, octets]],
      address,
    )
    t.same(subnetOf(opt), { network: `${address}/${bits}`, scope: 0 })
  }
})

t.test('an option that is none', async (t) => {
  const opt = (data: number[]) => ({
    ...{ udpSize: 1232, version: 0, dnssecOk: false },
    options: [{ code: 8, data: Uint8Array.from(data) }],
  })
  t.equal(subnetOf(undefined), undefined)
  t.equal(subnetOf(opt([])), undefined)
  t.equal(subnetOf(opt([0, 1, 24])), undefined)
  t.same(subnetOf(opt([0, 1, 24, 8, 10, 1, 2, 3, 4, 5])), { network: '10.1.2.3/24', scope: 8 }, 'more than there is')
})
