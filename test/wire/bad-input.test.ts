// What came in, what went out: hex with a comment per field. `-` is no answer at all.

import t from 'tap'
import { HEADER } from '../../src/wire/header.ts'
import { TestServer } from '../support/ask.ts'
import { generationOf } from '../support/zones.ts'

const zone = `
$TTL 300
@    SOA ns hostmaster 1 7200 900 604800 60
@    NS  ns
ns   A   192.0.2.53
`
const server = new TestServer(generationOf({ any: { clients: ['any'], zones: { example: zone } } }))

/** `ns.example A IN` */
const question = '026e73 07 6578616d706c65 00 0001 0001'
/** The answer's record, its owner a pointer to the question. */
const answer = 'c00c 0001 0001 0000012c 0004 c0000235'
const opt = '00 0029 04d0 00000000 0000'

const key = '036b6579 00' // key.
const sha256 = '0b686d61632d736861323536 00' // hmac-sha256.
/** TYPE, CLASS ANY, TTL 0, RDLENGTH, algorithm, time and fudge, MAC, original ID, error and other length. */
const tsigBehind = (mac: string, size = mac.length / 2) =>
  `00fa 00ff 00000000 ${hex16(29 + mac.length / 2)} ${sha256} 000069000000 012c ${hex16(size)} ${mac} 4a4e 0000 0000`
const hex16 = (value: number) => value.toString(16).padStart(4, '0')
const tsig = `${key} ${tsigBehind('5a'.repeat(32))}`
/** Unsigned, with the error BADKEY. */
const badKey = `${key} 00fa 00ff 00000000 001d ${sha256} 000069000000 012c 0000 4a4e 0011 0000`
const formerr = `4a4e 8001 0001 0000 0000 0000 ${question}`
const formerrWithOpt = `4a4e 8001 0001 0000 0000 0001 ${question} ${opt}`

/** A record whose data are pointers, each to the one before it and the first to the question, and one whose owner is behind them. */
function through(pointers: number): string {
  const at = HEADER + question.replaceAll(' ', '').length / 2 + 12
  const chain = Array.from({ length: pointers - 1 }, (_, i) => hex16(0xc000 | (i === 0 ? HEADER : at + 2 * (i - 1))))
  const owner = hex16(0xc000 | (at + 2 * (pointers - 2)))
  return `c00c 000a 0001 00000000 ${hex16(2 * chain.length)} ${chain.join(' ')} ${owner} 0001 0001 00000000 0004 c0000201`
}

const cases = [
  {
    name: 'a TSIG of a key that nobody has (RFC 8945 §5.2.1)',
    sent: `4a4e 0000 0001 0000 0000 0001 ${question} ${tsig}`,
    back: `4a4e 8009 0001 0000 0000 0001 ${question} ${badKey}`, // NOTAUTH
  },
  {
    name: 'the same behind an OPT, RD set, its key a pointer to the question',
    sent: `4a4e 0100 0001 0000 0000 0002 ${question} ${opt} c00f ${tsigBehind('5a'.repeat(32))}`,
    back: `4a4e 8109 0001 0000 0000 0002 ${question} ${opt} 07 6578616d706c65 00 ${badKey.replace(`${key} `, '')}`,
  },
  {
    name: 'a TSIG without a MAC',
    sent: `4a4e 0000 0001 0000 0000 0001 ${question} ${key} ${tsigBehind('')}`,
    back: `4a4e 8009 0001 0000 0000 0001 ${question} ${badKey}`,
  },
  {
    name: 'an empty TSIG (RFC 8945 §5.2)',
    sent: `4a4e 0000 0001 0000 0000 0001 ${question} ${key} 00fa 00ff 00000000 0000`,
    back: formerr,
  },
  {
    name: 'a TSIG that is cut within its MAC',
    sent: `4a4e 0000 0001 0000 0000 0001 ${question} ${key} ${tsigBehind('5a'.repeat(8), 32)}`,
    back: formerr,
  },
  {
    name: 'a TSIG with octets behind its other data',
    sent: `4a4e 0000 0001 0000 0000 0001 ${question} ${key} ${tsigBehind('5a'.repeat(8), 7)}`,
    back: formerr,
  },
  {
    name: 'a TSIG of class IN',
    sent: `4a4e 0000 0001 0000 0000 0001 ${question} ${tsig.replace('00ff', '0001')}`,
    back: formerr,
  },
  {
    name: 'a TSIG whose algorithm is a pointer',
    sent: `4a4e 0000 0001 0000 0000 0001 ${question} ${key} 00fa 00ff 00000000 0012 c00c 000069000000 012c 0000 4a4e 0000 0000`,
    back: formerr,
  },
  {
    name: 'two TSIG',
    sent: `4a4e 0000 0001 0000 0000 0002 ${question} ${tsig} ${tsig}`,
    back: formerr,
  },
  {
    name: 'an OPT behind a TSIG (RFC 8945 §5.1)',
    sent: `4a4e 0000 0001 0000 0000 0002 ${question} ${tsig} ${opt}`,
    back: formerr,
  },
  {
    name: 'a TSIG behind an OPT that is cut',
    sent: `4a4e 0000 0001 0000 0000 0002 ${question} ${opt} ${tsig.slice(0, -4)}`,
    back: formerrWithOpt,
  },
  {
    name: 'a TSIG in the authority section',
    sent: `4a4e 0000 0001 0000 0001 0000 ${question} ${tsig}`,
    back: formerr,
  },
  {
    name: 'a TSIG whose key is a pointer to itself',
    sent: `4a4e 0000 0001 0000 0000 0001 ${question} c01c ${tsigBehind('')}`,
    back: formerr,
  },
  ...['0001 0000 0000', '0000 0001 0000', '0000 0000 0001'].flatMap((counts) =>
    [
      ['itself (RFC 1035 §4.1.4)', 'c01c'],
      ['what comes behind it', 'c020'],
      ['a pointer within its own labels', '0161 c01c'],
      ['the header', 'c002'],
      ['the middle of a label, which goes on past the pointer', 'c00d'],
    ].map(([where, owner]) => ({
      name: `records ${counts}: an owner that is a pointer to ${where}`,
      sent: `4a4e 0000 0001 ${counts} ${question} ${owner} 0001 0001 00000000 0004 c0000201`,
      back: formerr,
    })),
  ),
  {
    name: 'an owner through 127 pointers, which is as many as labels',
    sent: `4a4e 0000 0001 0000 0000 0002 ${question} ${through(127)}`,
    back: `4a4e 8400 0001 0001 0000 0000 ${question} ${answer}`,
  },
  {
    name: 'an owner through more, of which a message holds so many that reading it takes a quarter of a second',
    sent: `4a4e 0000 0001 0000 0000 0002 ${question} ${through(128)}`,
    back: formerr,
  },
  {
    name: 'an owner of more than 255 octets through a pointer',
    sent: `4a4e 0000 0001 0000 0000 0001 ${question} ${'0161'.repeat(124)} c00c 0001 0001 00000000 0004 c0000201`,
    back: formerr,
  },
  {
    name: 'a SIG(0), which is passed over like other records',
    sent: `4a4e 0000 0001 0000 0000 0001 ${question} 00 0018 00ff 00000000 0013 0000 0d 00 00000000 69000000 68000000 0001 00`,
    back: `4a4e 8400 0001 0001 0000 0000 ${question} ${answer}`,
  },
  {
    name: 'a query as it should be',
    sent: `4a4e 0000 0001 0000 0000 0000 ${question}`,
    back: `4a4e 8400 0001 0001 0000 0000 ${question} ${answer}`, // QR AA
  },
  { name: 'nothing', sent: '', back: '-' },
  { name: 'eleven octets', sent: '4a4e 0000 0001 0000 0000 00', back: '-' },
  { name: 'a response', sent: `4a4e 8000 0001 0000 0000 0000 ${question}`, back: '-' }, // a reply to a reply never ends
  { name: 'a response with an unknown opcode', sent: `4a4e f800 0001 0000 0000 0000 ${question}`, back: '-' },
  {
    name: 'no question',
    sent: '4a4e 0000 0000 0000 0000 0000',
    back: '4a4e 8001 0000 0000 0000 0000', // FORMERR
  },
  {
    name: 'a question counted but not there',
    sent: '4a4e 0000 0001 0000 0000 0000',
    back: '4a4e 8001 0000 0000 0000 0000',
  },
  {
    name: 'two questions (RFC 9619)',
    sent: `4a4e 0000 0002 0000 0000 0000 ${question} ${question}`,
    back: '4a4e 8001 0000 0000 0000 0000',
  },
  {
    name: 'a question that ends in its class',
    sent: '4a4e 0000 0001 0000 0000 0000 026e73 00 0001 00',
    back: '4a4e 8001 0000 0000 0000 0000',
  },
  {
    name: 'a name that points to itself',
    sent: '4a4e 0000 0001 0000 0000 0000 c00c 0001 0001',
    back: '4a4e 8001 0000 0000 0000 0000',
  },
  {
    name: 'a name that points forward',
    sent: '4a4e 0000 0001 0000 0000 0000 c00e 00 0001 0001',
    back: '4a4e 8001 0000 0000 0000 0000',
  },
  {
    name: 'a label of 64 octets (RFC 1035 §2.3.4)',
    sent: `4a4e 0000 0001 0000 0000 0000 40${'61'.repeat(64)} 00 0001 0001`,
    back: '4a4e 8001 0000 0000 0000 0000',
  },
  {
    name: 'a name of 255 octets and 127 labels, which is the longest',
    sent: `4a4e 0000 0001 0000 0000 0000 ${'0161'.repeat(127)} 00 0001 0001`,
    back: `4a4e 8005 0001 0000 0000 0000 ${'0161'.repeat(127)} 00 0001 0001`, // REFUSED: not ours
  },
  {
    name: 'a name of 257 octets',
    sent: `4a4e 0000 0001 0000 0000 0000 ${'0161'.repeat(128)} 00 0001 0001`,
    back: '4a4e 8001 0000 0000 0000 0000',
  },
  {
    name: 'octets behind the last record',
    sent: `4a4e 0000 0001 0000 0000 0000 ${question} 00`,
    back: `4a4e 8001 0001 0000 0000 0000 ${question}`,
  },
  {
    name: 'a record counted but not there',
    sent: `4a4e 0000 0001 0001 0000 0000 ${question}`,
    back: `4a4e 8001 0001 0000 0000 0000 ${question}`,
  },
  {
    name: 'a record whose data ends behind the message',
    sent: `4a4e 0000 0001 0000 0000 0001 ${question} 00 0001 0001 00000000 0005 c0000201`,
    back: `4a4e 8001 0001 0000 0000 0000 ${question}`,
  },
  {
    name: 'records that nobody asked for are passed over',
    sent: `4a4e 0000 0001 0001 0000 0000 ${question} c00c 0001 0001 00000000 0004 c0000201`,
    back: `4a4e 8400 0001 0001 0000 0000 ${question} ${answer}`,
  },
  {
    name: 'all flags that mean nothing in a query, and RD and CD',
    sent: `4a4e 07f0 0001 0000 0000 0000 ${question}`, // AA TC RD RA Z AD CD
    back: `4a4e 8500 0001 0001 0000 0000 ${question} ${answer}`, // QR AA RD (RFC 4035 §3.1.6: CD is clear)
  },
  {
    name: 'an rcode in a query',
    sent: `4a4e 0003 0001 0000 0000 0000 ${question}`,
    back: `4a4e 8400 0001 0001 0000 0000 ${question} ${answer}`,
  },
  {
    name: 'an unknown opcode with all flags',
    sent: `4a4e 7ff0 0001 0000 0000 0000 ${question}`,
    back: '4a4e f804 0000 0000 0000 0000', // NOTIMP; the opcode as sent, all flags clear
  },
  {
    name: 'IQUERY (RFC 3425)',
    sent: '4a4e 0800 0000 0000 0000 0000',
    back: '4a4e 8804 0000 0000 0000 0000',
  },
  {
    name: 'class CH',
    sent: '4a4e 0000 0001 0000 0000 0000 026e73 07 6578616d706c65 00 0001 0003',
    back: '4a4e 8005 0001 0000 0000 0000 026e73 07 6578616d706c65 00 0001 0003',
  },
  {
    name: 'class ANY has the answer, but no authority (RFC 1035 §6.2)',
    sent: '4a4e 0000 0001 0000 0000 0000 026e73 07 6578616d706c65 00 0001 00ff',
    back: `4a4e 8000 0001 0001 0000 0000 026e73 07 6578616d706c65 00 0001 00ff ${answer}`,
  },
  {
    name: 'a meta type',
    sent: '4a4e 0000 0001 0000 0000 0000 026e73 07 6578616d706c65 00 00fe 0001', // MAILA
    back: '4a4e 8004 0001 0000 0000 0000 026e73 07 6578616d706c65 00 00fe 0001',
  },
  {
    name: 'EDNS version 1 (RFC 6891 §6.1.3)',
    sent: `4a4e 0000 0001 0000 0000 0001 ${question} 00 0029 04d0 00010000 0000`,
    back: `4a4e 8000 0001 0000 0000 0001 ${question} 00 0029 04d0 01000000 0000`, // BADVERS, and our version
  },
  {
    name: 'the same where the opcode is unknown too',
    sent: `4a4e 7800 0001 0000 0000 0001 ${question} 00 0029 04d0 00010000 0000`,
    back: '4a4e f800 0000 0000 0000 0001 00 0029 04d0 01000000 0000',
  },
  {
    name: 'unknown EDNS flags and options',
    sent: `4a4e 0000 0001 0000 0000 0001 ${question} 00 0029 04d0 00007fff 0006 0064 0002 0000`,
    back: `4a4e 8400 0001 0001 0000 0001 ${question} ${answer} ${opt}`,
  },
  {
    name: 'two OPT (RFC 6891 §6.1.1)',
    sent: `4a4e 0000 0001 0000 0000 0002 ${question} ${opt} ${opt}`,
    back: `4a4e 8001 0001 0000 0000 0001 ${question} ${opt}`,
  },
  {
    name: 'OPT in the answer section',
    sent: `4a4e 0000 0001 0001 0000 0000 ${question} ${opt}`,
    back: `4a4e 8001 0001 0000 0000 0000 ${question}`,
  },
  {
    name: 'OPT that is not at the root',
    sent: `4a4e 0000 0001 0000 0000 0001 ${question} 0161 ${opt}`,
    back: `4a4e 8001 0001 0000 0000 0000 ${question}`,
  },
  {
    name: 'an option that ends behind its OPT',
    sent: `4a4e 0000 0001 0000 0000 0001 ${question} 00 0029 04d0 00000000 0005 0064 0005 00`,
    back: `4a4e 8001 0001 0000 0000 0001 ${question} ${opt}`,
  },
]

for (const { name, sent, back } of cases)
  t.test(name, async (t) => {
    const answered = Buffer.from(server.send(octets(sent))).toString('hex')
    t.equal(answered, back === '-' ? '' : octets(back).toString('hex'))
  })

function octets(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex')
}
