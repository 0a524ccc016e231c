// EDNS compliance in the manner of ISC's tester: dig asks the real server in every way that resolvers do, and some that none
// should. Each row says what dig does and what the answer must have.

import t from 'tap'
import { folderOf, missing, run, serve } from '../support/janus.ts'

const files = (udp: string) => ({
  'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
udp: ${udp}
nsid: gw1
zones: {example.com: example.com.zone}
`,
  'example.com.zone': `@ 300 IN SOA ns hostmaster 7 3600 600 86400 60
@ 300 IN NS ns
ns 300 IN A 192.0.2.2
${Array.from({ length: 9 }, (_, i) => `@ 300 IN DNSKEY 257 3 8 ${Buffer.alloc(256, i + 1).toString('base64')}`).join('\n')}
`,
})

/** What the header says, in dig's words: status, flags; then the answer's records, OPT and TC. */
type Expected = {
  readonly status: string
  /** Exactly these. */
  readonly flags: string
  readonly soa?: boolean
  /** The EDNS version of the answer; without, no OPT may be there. */
  readonly version?: number
  readonly do?: boolean
  /** Options in the answer, as dig names them. */
  readonly options?: readonly string[]
}

const plain: Expected = { status: 'NOERROR', flags: 'qr aa', soa: true }
const edns: Expected = { ...plain, version: 0 }
const badVersion: Expected = { status: 'BADVERS', flags: 'qr', version: 0 }
const noEdns = '+noedns +nocookie'
const edns0 = '+edns=0 +nocookie'
const edns1 = '+edns=1 +noednsneg +nocookie'

const rows: readonly (readonly [name: string, asking: string, expected: Expected])[] = [
  ['plain', noEdns, plain],
  ['aaflag', `${noEdns} +aaflag`, plain],
  ['adflag', `${noEdns} +adflag`, plain],
  ['cdflag', `${noEdns} +cdflag`, plain],
  ['raflag', `${noEdns} +raflag`, plain],
  ['rdflag', `${noEdns} +rec`, { ...plain, flags: 'qr aa rd' }],
  ['tcflag', `${noEdns} +tcflag`, plain],
  ['zflag', `${noEdns} +zflag`, plain],
  ['opcode', `${noEdns} +header-only +opcode=15`, { status: 'NOTIMP', flags: 'qr' }],
  [
    'opcodeflag',
    `${noEdns} +header-only +opcode=15 +tcflag +rec +raflag +cdflag +adflag +aaflag +zflag`,
    { status: 'NOTIMP', flags: 'qr' },
  ],
  ['type666', `${noEdns} -t TYPE666`, { status: 'NOERROR', flags: 'qr aa' }],
  ['tcp', `${noEdns} +tcp`, plain],
  ['edns0', edns0, edns],
  ['edns1', edns1, badVersion],
  [
    'edns@512',
    `${edns0} +dnssec +ignore +bufsize=512 -t DNSKEY`,
    { status: 'NOERROR', flags: 'qr aa tc', version: 0, do: true },
  ],
  [
    'edns@512tcp',
    `${edns0} +dnssec +bufsize=512 -t DNSKEY`,
    { status: 'NOERROR', flags: 'qr aa', version: 0, do: true },
  ],
  ['ednsopt', `${edns0} +ednsopt=100`, edns],
  ['edns1opt', `${edns1} +ednsopt=100`, badVersion],
  ['ednsflags', `${edns0} +ednsflags=0x40`, edns],
  ['edns1flags', `${edns1} +ednsflags=0x40`, badVersion],
  ['do', `${edns0} +dnssec`, { ...edns, do: true }],
  ['edns1do', `${edns1} +dnssec`, { ...badVersion, do: true }],
  ['docookie', '+edns=0 +dnssec +cookie', { ...edns, do: true, options: ['COOKIE'] }],
  ['cookie', '+edns=0 +cookie', { ...edns, options: ['COOKIE'] }],
  ['ednsnsid', `${edns0} +nsid`, { ...edns, options: ['NSID'] }],
  ['edns1nsid', `${edns1} +nsid`, badVersion],
  // RFC 7314 §2: a primary tells the time in the SOA.
  ['ednsexpire', `${edns0} +expire`, { ...edns, options: ['EXPIRE'] }],
  ['ednssubnet', `${edns0} +subnet=0.0.0.0/0`, edns],
  ['ednspadding', `${edns0} +padding=128`, edns],
  ['ednskeepalive', `${edns0} +keepalive +tcp`, { ...edns, options: ['KEEPALIVE'] }],
  ['ednstcp', `${edns0} +tcp`, edns],
  [
    'bind11',
    '+edns=0 +dnssec +nsid +cookie +subnet=0.0.0.0/0 +expire',
    { ...edns, do: true, options: ['COOKIE', 'EXPIRE', 'NSID'] },
  ],
]

const noDig = await missing('dig')

for (const udp of ['auto', 'portable'])
  t.test(`udp: ${udp}`, { skip: noDig }, async (t) => {
    const janus = await serve(t, folderOf(t, files(udp)))
    for (const [name, asking, expected] of rows) {
      const type = asking.includes('-t ') ? [] : ['-t', 'SOA']
      const words = ['@127.0.0.1', '-p', String(janus.port()), 'example.com', '+norec', '+noad', '+tries=1', '+time=30']
      const { stdout } = await run('dig', ['-r', ...words, ...type, ...asking.split(' ')])
      t.same(
        seen(stdout),
        { soa: false, do: false, options: [], version: undefined, ...expected },
        `${name}: dig ${asking}`,
      )
    }
  })

/** An answer as dig shows it, in the words of a row. */
function seen(text: string): Expected {
  const [, status = text] = /status: (\w+)/.exec(text) ?? []
  const [, flags = ''] = /^;; flags: ([^;]*);/m.exec(text) ?? []
  const opt = /^; EDNS: version: (\d+), flags:([^;]*);/m.exec(text)
  return {
    status,
    flags,
    soa: /^example\.com\.\s+300\s+IN\s+SOA/m.test(text) && !/^;; AUTHORITY/m.test(text),
    version: opt ? Number(opt[1]) : undefined,
    do: opt?.[2]?.includes('do') ?? false,
    options: [...text.matchAll(/^; (COOKIE|NSID|TCP[ -]KEEPALIVE|OPT=\d+|PAD|EDE|EXPIRE|CLIENT-SUBNET)\b/gm)]
      .map(([, option]) => option!.replace(/TCP[ -]/, ''))
      .sort(),
  }
}
