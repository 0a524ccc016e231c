// A name of many addresses: each is found among them, and a few are enough to tell what it has.

import t from 'tap'
import { heading, problemsOfView } from './harness.ts'

t.test('a PTR is compared with all addresses of its name, and five of them are told', async (t) => {
  const numbers = Array.from({ length: 60 }, (_, i) => i + 1)
  for (const count of [3, 30]) {
    const own = numbers.slice(0, count).map((i) => `many A 192.0.2.${i}`)
    const six = numbers.slice(0, count).map((i) => `many AAAA 2001:db8::${i}`)
    const reverse = [
      '$ORIGIN 2.0.192.in-addr.arpa.',
      '$TTL 1h',
      '@ SOA ns.example.com. hostmaster.example.com. 2026010101 1d 2h 4w 1h',
      '@ NS ns.example.com.',
      '@ NS ns.example.net.',
      ...numbers.map((i) => `${i} PTR many.example.com.`),
      '53 PTR ns.example.com.',
    ]
    const problems = problemsOfView({
      'example.com.': `${[...heading, ...own, ...six].join('\n')}\n`,
      '2.0.192.in-addr.arpa.': `${reverse.join('\n')}\n`,
    }).filter(({ rule }) => rule === 'ptr-without-address')
    t.equal(problems.length, numbers.length - count, 'those that it does not have')
    const shown = count === 3 ? ['2001:db8::1', '2001:db8::2'] : ['192.0.2.4', '192.0.2.5']
    t.equal(
      problems[0]!.message,
      `"many.example.com." does not have the address 192.0.2.${count + 1}: it has ${['192.0.2.1', '192.0.2.2', '192.0.2.3', ...shown].join(', ')}, …`,
    )
  }
})
