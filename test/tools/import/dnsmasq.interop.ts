// dnsmasq before, Janus after, with every option that the import claims: its clients get the same of local names, and the world the
// same of its auth-zones.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nameText } from '../../../src/dns/name-text.ts'
import { OPTIONS_READ } from '../../../src/tools/import/dnsmasq/options.ts'
import type { Message } from '../../../src/wire/message.ts'
import { installed } from '../../peers/process.ts'
import { freePort } from '../../support/free-port.ts'
import { folderOf } from '../../support/janus.ts'
import { sameFromBoth, started } from './both-sides.ts'
import { brief } from './named.ts'

const numbers = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i + 1))

const INSIDE = '127.0.0.1'
const OUTSIDE = '127.0.0.3'

/** Of the name that was asked: a resolver has no SOA to show, and does not say always that it is an authority. */
const told = (message: Message) => {
  const [first] = message.answer
  const own = message.answer.filter(({ name }) => first && nameText(name) === nameText(first.name))
  return brief({ ...message, flags: message.flags & ~0x400, answer: own, authority: [] })
}

const configuration = (port: number, folder: string) => `# at home
port=${port}
listen-address=${INSIDE}
no-resolv
no-hosts
addn-hosts=${folder}/hosts
hostsdir=${folder}/hosts.d
expand-hosts
domain=home.example
user=root
local=/home.example/
server=/corp.example/
local=/example.org/   # all of it is here
bogus-priv
local-ttl=60
auth-ttl=90
auth-server=ns.example.org,${OUTSIDE}
auth-soa=7,host.example.org,1200,120,604800
auth-sec-servers=ns2.example.net
auth-zone=example.org,203.0.113.0/24,198.51.100.0/24,exclude:203.0.113.66/32
local=/all.example/more.example/six.example/none.example/
address=/all.example/more.example/192.0.2.9
host-record=in.all.example,192.0.2.11
txt-record=tx.deep.all.example,x
local=/loc.all.example/
host-record=i.loc.all.example,192.0.2.13
address=/far.between.all.example/192.0.2.14
address=/six.example/2001:db8::9
address=/none.example/#
host-record=www.example.org,203.0.113.80,2001:db8::80
host-record=ns.example.org,203.0.113.2
host-record=both.example.org,other.example.org,203.0.113.81
host-record=hidden.example.org,203.0.113.66
host-record=private.example.org,10.9.9.9
host-record=ttl.home.example,10.1.0.82,77
cname=alias.example.org,second.example.org,www.example.org
cname=short.home.example,pc1.home.example,33
mx-target=mail.example.org
mx-host=example.org,mail.example.org,10
mx-host=example.org,other.example.org,20
mx-host=corp.example
host-record=mail.example.org,198.51.100.25
srv-host=_sip._tcp.example.org,www.example.org,5060,1,2
srv-host=_none._tcp.example.org
srv-host=_ldap._tcp,pc2.home.example,389
txt-record=text.example.org,"a, b",c
txt-record=empty.example.org
ptr-record=_http._tcp.home.example,"page._http._tcp.home.example"
caa-record=example.org,0,issue,"ca.example.net"
naptr-record=n.example.org,10,20,"s","SIP+D2U","",_sip._udp.example.org
dns-rr=raw.example.org,65400,01:02:03
conf-file=${folder}/more.conf
conf-dir=${folder}/conf.d,*.conf
${numbers(80, (i) => `host-record=h${i}.example.org,203.0.113.${i + 100}`).join('\n')}
${numbers(20, (i) => `txt-record=t${i}.home.example,"text ${i}"`).join('\n')}
${numbers(10, (i) => `cname=c${i}.corp.example,www.corp.example`).join('\n')}
`

const names = [
  ...['', 'www.', 'both.', 'other.', 'hidden.', 'private.', 'alias.', 'second.', 'mail.', '_sip._tcp.', '_none._tcp.'],
  ...['text.', 'empty.', 'n.', 'raw.', 'none.', 'x.www.', '_tcp.', 'ns.'],
  ...numbers(8, (i) => `h${i * 10}.`),
].map((name) => `${name}example.org`)

const inner = [
  ...['home.example', 'pc1.home.example', 'pc60.home.example', 'pc1', 'router.home.example', 'ttl.home.example'],
  ...['short.home.example', '_ldap._tcp.home.example', '_http._tcp.home.example', 't7.home.example', 'no.home.example'],
  ...[
    'www.corp.example',
    'c3.corp.example',
    'corp.example',
    'no.corp.example',
    'more.home.example',
    'dir.home.example',
  ],
  ...[
    'all.example',
    'x.all.example',
    'y.x.all.example',
    ...['in', 'z.in', 'deep', 'q.deep', 'tx.deep', 'q.tx.deep', 'i.loc', 'q.i.loc', 'q.loc'].map(
      (name) => `${name}.all.example`,
    ),
    ...['between', 'q.between', 'far.between', 'q.far.between'].map((name) => `${name}.all.example`),
    'more.example',
    'six.example',
    'a.six.example',
    'none.example',
  ],
  ...[
    '1.1.1.10.in-addr.arpa',
    '60.1.1.10.in-addr.arpa',
    '82.0.1.10.in-addr.arpa',
    '99.1.1.10.in-addr.arpa',
    'late.home.example',
  ],
]

/** But what the import says that it does not carry over: what is asked of others, and names that have nothing to show. */
function isAsked(name: string, type: string, server: string): boolean {
  if (name.endsWith('.arpa')) return type === 'PTR'
  if (name === 'pc1') return type === 'A'
  // What has an address from above does not exist to dnsmasq when it is asked for something else.
  if (/\b(in|deep|loc|between)\.all\.example$/.test(name)) return type === 'A'
  if (server === OUTSIDE && /^(hidden|private)\./.test(name)) return false
  return name.endsWith('example.org') || (type !== 'SOA' && type !== 'NS')
}

t.test(
  'dnsmasq before and Janus after say the same to its clients, and to the world',
  { skip: !installed('dnsmasq') && 'dnsmasq is not installed' },
  async (t) => {
    const port = await freePort()
    const folder = folderOf(t, {
      hosts: `10.1.0.1 router router.home.example\n${numbers(60, (i) => `10.1.1.${i} pc${i}${i === 1 ? '' : '.home.example'} # of ${i}`).join('\n')}\n`,
      'hosts.d/late': '10.1.2.1 late.home.example\n2001:db8:1::1 late.home.example\n',
      'more.conf': 'host-record=more.home.example,10.1.3.1\nhost-record=www.corp.example,10.2.0.1\n',
      'conf.d/a.conf': 'host-record=dir.home.example,10.1.3.2\n',
      'conf.d/a.bak': 'host-record=no.home.example,10.1.3.3\n',
    })
    const text = configuration(port, folder)
    writeFileSync(join(folder, 'dnsmasq.conf'), text)
    t.ok(text.split('\n').length > 150)
    const has = (key: string) => new RegExp(`^${key}(=|$)`, 'm').test(text)
    t.same(
      [...OPTIONS_READ].filter((key) => !has(key)),
      [],
      'every option that the import reads stands here',
    )
    started(t, installed('dnsmasq')!, ['-k', '-C', join(folder, 'dnsmasq.conf')], folder)
    const asked = await sameFromBoth(t, {
      folder,
      file: 'dnsmasq.conf',
      from: 'dnsmasq',
      servers: [INSIDE, OUTSIDE],
      port,
      clients: ['127.0.0.1'],
      zone: 'www.example.org',
      names: [...names, ...inner],
      types: ['SOA', 'NS', 'A', 'AAAA', 'MX', 'TXT', 'SRV', 'CNAME', 'PTR', 'NAPTR', 'CAA', 'TYPE65400'],
      said: told,
      isAsked,
      report: [
        /recursion: dnsmasq asked others/,
        /reverse zones of its subnets/,
        /addresses outside of its subnets alone were there/,
        ...[
          'home.example.',
          'all.example.',
          'more.example.',
          'six.example.',
          'none.example.',
          'loc.all.example.',
          'corp.example.',
          'far.between.all.example.',
          'router.',
          'pc1.',
        ].map((zone) => new RegExp(`zone "${zone}" has no SOA and no NS`)),
      ],
    })
    t.ok(asked > 1000, `${asked} questions`)
  },
)
