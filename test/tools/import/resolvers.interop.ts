// unbound with local data before, Janus after: what is its to say is said alike to each client.

import { join } from 'node:path'
import t from 'tap'
import { nameText } from '../../../src/dns/name-text.ts'
import { AUTH_READ, SERVER_READ, VIEW_READ } from '../../../src/tools/import/unbound/options.ts'
import type { Message } from '../../../src/wire/message.ts'
import { installed } from '../../peers/process.ts'
import { freePort } from '../../support/free-port.ts'
import { folderOf, serve } from '../../support/janus.ts'
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

/** Who maintains a zone that the others fetch. */
const DEPARTMENT = {
  'janus.yaml':
    'listen: ["127.0.0.2:0"]\nworkers: 1\nviews: {internal: [any]}\nzones: {fetched.example: z.zone}\ntransfers: [{from: [127.0.0.0/8]}]\n',
  'z.zone': '$TTL 60\n@ SOA ns host 1 2 3 4000 5\n@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.3\n',
}

t.test(
  'unbound before and Janus after say the same in each view',
  { skip: !installed('unbound') && 'unbound is not installed' },
  async (t) => {
    const port = await freePort()
    const department = await serve(t, folderOf(t, DEPARTMENT))
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
  identity: "campus"
  version: "of ours"
  port: ${port}
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
  for-downstream: yes
  fallback-enabled: no
auth-zone:
  name: "fetched.example"
  primary: 127.0.0.2@${department.port()}
remote-control:
  control-enable: no
`
    const folder = folderOf(t, {
      'unbound.conf': configuration,
      'file.zone':
        '$ORIGIN file.example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.2\n',
    })
    t.ok(configuration.split('\n').length > 200)
    const claims = [...SERVER_READ, ...AUTH_READ, ...VIEW_READ]
    const missing = claims.filter((key) => !new RegExp(`^ *${key}:`, 'm').test(configuration))
    // Other words for interface and primary; and what is left out and listed.
    t.same(missing, ['ip-address', 'local-zone-tag', 'master'], 'every option that the import reads stands here')
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
      arrives: 'fetched.example',
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
        'www.fetched.example',
        'no.fetched.example',
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
