// unbound and dnsmasq with local data before, Janus after: what is theirs to say is said alike to each client.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nameText } from '../../../src/dns/name-text.ts'
import type { Message } from '../../../src/wire/message.ts'
import { installed } from '../../peers/process.ts'
import { folderOf, freePort } from '../../support/janus.ts'
import { sameFromBoth, started } from './both-sides.ts'
import { brief } from './named.ts'

const numbers = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i + 1))
/** Of the name that was asked: unbound does not follow local aliases, and no resolver has an SOA to show. */
const answers = (message: Message) => {
  const [first] = message.answer
  const own = message.answer.filter(({ name }) => first && nameText(name) === nameText(first.name))
  // Neither says always that it is an authority.
  return brief({ ...message, flags: message.flags & ~0x400, answer: own, authority: [] })
}

t.test(
  'unbound before and Janus after say the same in each view',
  { skip: !installed('unbound') && 'unbound is not installed' },
  async (t) => {
    const port = await freePort()
    const configuration = `# a campus
server:
  interface: 127.0.0.1@${port}
  do-daemonize: no
  use-syslog: no
  chroot: ""
  username: ""
  pidfile: ""
  directory: "."
  num-threads: 1
  access-control: 127.0.0.0/8 allow
  access-control: 127.66.0.0/16 refuse
  access-control-view: 127.9.0.0/16 inside
  access-control-view: 127.9.3.0/24 lab
  access-control-view: 127.9.4.0/24 bare
  rrset-roundrobin: no
  local-zone: "corp.example." static
  local-data: "corp.example. 600 IN SOA ns.corp.example. host.corp.example. 7 3600 600 86400 60"
  local-data: 'corp.example. NS ns.corp.example.'
  local-data: 'ns.corp.example. A 192.0.2.1'
  local-data: "mail.corp.example 120 IN MX 10 mx.corp.example"
  local-data: "mx.corp.example. IN AAAA 2001:db8::25"
  local-data: 'text.corp.example TXT "a; b" "c # d"'
  local-data: "alias.corp.example CNAME www1.corp.example."
  local-data: "_sip._tcp.corp.example. SRV 1 2 5060 www1.corp.example."
  local-zone: "all.example" redirect
  local-data: "all.example 60 A 192.0.2.9"
  local-data: "all.example 60 TXT all"
  local-zone: "2.0.192.in-addr.arpa" static
  local-data-ptr: "192.0.2.80 www.corp.example"
  local-data-ptr: "192.0.2.81 77 www1.corp.example"
  local-data-ptr: "10.1.2.3 deep.corp.example"
  local-data: "single.elsewhere.example. A 198.51.100.1"
${numbers(90, (i) => `  local-data: "www${i}.corp.example. ${i} IN A 192.0.2.${i}"`).join('\n')}
view:
  name: "inside"
  view-first: yes
  local-zone: "in.example" static
  local-data: "in.example. IN A 10.0.0.1"
${numbers(40, (i) => `  local-data: "h${i}.in.example. IN A 10.0.0.${i}"`).join('\n')}
view:
  name: "lab"
  local-zone: "corp.example" static
${numbers(30, (i) => `  local-data: "www${i}.corp.example. IN A 10.3.0.${i}"`).join('\n')}
view:
  name: "bare"
  view-first: no
auth-zone:
  name: "file.example"
  zonefile: "file.zone"
  for-upstream: no
remote-control:
  control-enable: no
`
    const folder = folderOf(t, {
      'unbound.conf': configuration,
      'file.zone':
        '$ORIGIN file.example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.2\n',
    })
    t.ok(configuration.split('\n').length > 200)
    started(t, installed('unbound')!, ['-d', '-p', '-c', join(folder, 'unbound.conf')], folder)
    const own = [
      '',
      'ns.',
      'mail.',
      'mx.',
      'text.',
      'alias.',
      '_sip._tcp.',
      'none.',
      ...numbers(9, (i) => `www${i * 10}.`),
    ].map((name) => `${name}corp.example`)
    const common = {
      folder,
      file: 'unbound.conf',
      from: 'unbound',
      servers: ['127.0.0.1'],
      port,
      types: ['A', 'AAAA', 'MX', 'TXT', 'SRV', 'PTR'],
      said: answers,
    }
    const asked = await sameFromBoth(t, {
      ...common,
      clients: ['127.0.0.1', '127.9.0.1', '127.9.4.1'],
      zone: 'corp.example',
      names: [
        ...own,
        'all.example',
        'x.all.example',
        'y.x.all.example',
        '80.2.0.192.in-addr.arpa',
        '81.2.0.192.in-addr.arpa',
        '82.2.0.192.in-addr.arpa',
        '3.2.1.10.in-addr.arpa',
        '4.2.1.10.in-addr.arpa',
        'single.elsewhere.example',
        'www.file.example',
        'no.file.example',
      ],
      report: [
        /recursion: unbound asked others/,
        /"rrset-roundrobin: no"|zone "all.example."/,
        /zone "2.0.192.in-addr.arpa." has no SOA/,
        /zone "single/,
        /zone "in.example."/,
        /zone "corp.example."/,
      ],
    })
    t.ok(asked > 400, `${asked} questions, no difference`)
  },
)

t.test(
  'dnsmasq before and Janus after say the same to its clients',
  { skip: !installed('dnsmasq') && 'dnsmasq is not installed' },
  async (t) => {
    const port = await freePort()
    const folder = folderOf(t, {
      hosts: `10.1.0.1 router router.home.example\n${numbers(60, (i) => `10.1.1.${i} pc${i}.home.example # of ${i}`).join('\n')}\n`,
    })
    const configuration = `# at home
port=${port}
listen-address=127.0.0.1
bind-interfaces
no-resolv
no-hosts
addn-hosts=${join(folder, 'hosts')}
user=root
local=/home.example/
local=/example.org/
bogus-priv
local-ttl=60
auth-ttl=60
auth-server=ns.example.org,127.0.0.3
auth-soa=7,host.example.org,1200,120,604800
auth-sec-servers=ns2.example.net
auth-zone=example.org,203.0.113.0/24,198.51.100.0/24
address=/all.example/192.0.2.9
address=/six.example/2001:db8::9
host-record=www.example.org,203.0.113.80,2001:db8::80
host-record=both.example.org,203.0.113.81
host-record=ttl.home.example,10.1.0.82,77
cname=alias.example.org,www.example.org
mx-host=example.org,mail.example.org,10
host-record=mail.example.org,198.51.100.25
srv-host=_sip._tcp.example.org,www.example.org,5060,1,2
txt-record=text.example.org,"a, b",c
caa-record=example.org,0,issue,"ca.example.net"
naptr-record=n.example.org,10,20,"s","SIP+D2U","",_sip._udp.example.org
dns-rr=raw.example.org,65400,01:02:03
${numbers(90, (i) => `host-record=h${i}.example.org,203.0.113.${i}`).join('\n')}
${numbers(20, (i) => `txt-record=t${i}.home.example,"text ${i}"`).join('\n')}
`
    writeFileSync(join(folder, 'dnsmasq.conf'), configuration)
    t.ok(configuration.split('\n').length + 61 > 190)
    started(t, installed('dnsmasq')!, ['-k', '-C', join(folder, 'dnsmasq.conf')], folder)
    const asked = await sameFromBoth(t, {
      folder,
      file: 'dnsmasq.conf',
      from: 'dnsmasq',
      servers: ['127.0.0.1'],
      port,
      clients: ['127.0.0.1'],
      zone: 'www.example.org',
      names: [
        'www.example.org',
        'both.example.org',
        'alias.example.org',
        'mail.example.org',
        '_sip._tcp.example.org',
        'text.example.org',
        'none.example.org',
        ...numbers(9, (i) => `h${i * 10}.example.org`),
      ],
      types: ['A', 'TXT', 'SRV', 'CNAME'],
      said: answers,
      report: [
        /recursion: dnsmasq asked others/,
        /reverse zones of its subnets/,
        /zone "home\.example\." has no SOA and no NS/,
        /zone "example\.org\."/,
        /zone "all\.example\."/,
        /zone "six\.example\."/,
        /zone "router\."/,
      ],
    })
    t.ok(asked >= 64, `${asked} questions, no difference`)
  },
)
