// tinydns with locations before, Janus with views after: the same to each client, wildcards and all.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { installed } from '../../peers/process.ts'
import { folderOf } from '../../support/janus.ts'
import { sameFromBoth, started } from './both-sides.ts'

const numbers = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i + 1))

const DATA = [
  '# the campus, as its locations see it',
  '%in:127.9',
  '%in:10',
  '%la:127.9.3',
  '%ex:',
  '.example.com:192.0.2.1:a:259200',
  '.example.com:192.0.2.2:b',
  'Zexample.org:ns.example.org:host.example.org:7:3600:600:86400:300:300',
  '&example.org:192.0.2.3:ns.example.org:7200',
  '.2.0.192.in-addr.arpa::a.ns.example.com',
  'Zinner.example:ns.inner.example:host.inner.example::::::::in',
  '&inner.example:10.0.0.1:ns.inner.example:::in',
  '+www.inner.example:10.0.0.2:::in',
  '&sub.example.com:192.0.2.7:ns.sub.example.com:600',
  '@example.com:192.0.2.25:mx:10:3600',
  '@example.com::mail.example.org:20:3600',
  '=both.example.com:192.0.2.180:300::ex',
  '=both.example.com:10.0.0.80:300::in',
  '+both.example.com:10.3.0.80:300::la',
  '+*.example.com:192.0.2.99:60',
  '+*.wild.example.com:192.0.2.98:60::in',
  '+under.wild.example.com:192.0.2.97',
  '+deep.under.wild.example.com:192.0.2.96',
  "'txt.example.com:v=spf1 ip4\\072192.0.2.0/24 -all",
  `'long.example.com:${'x'.repeat(300)}:90`,
  '\'odd.example.com:\\000\\377"\\134;',
  'Calias.example.com:www1.example.com:120',
  '^9.2.0.192.in-addr.arpa:nine.example.com:90',
  ':srv.example.com:33:\\000\\001\\000\\002\\000\\120\\003www\\007example\\003com\\000:600',
  ':caa.example.com:257:\\000\\005issueca.example.net',
  ':new.example.com:65400:\\001\\002\\003:50',
  '+old.example.com:192.0.2.5:0:400000003b9aca00',
  '+since.example.com:192.0.2.6:60:400000003b9aca00',
  '-gone.example.com:192.0.2.4',
  '+octal\\055name.example.com:192.0.2.44',
  ...numbers(90, (i) => `=www${i}.example.com:192.0.2.${i}:${i * 10}`),
  ...numbers(40, (i) => `+host${i}.example.org:198.51.100.${i}::${i % 2 ? '' : ':in'}`.replace('::', ':60:')),
  ...numbers(40, (i) => `+host${i}.example.org:203.0.113.${i}:60::ex`).filter((_, i) => i % 2),
  ...numbers(20, (i) => `Cc${i}.example.org:www${i}.example.com:30`),
]

const names = [
  'example.com',
  'a.ns.example.com',
  'b.ns.example.com',
  'example.org',
  'ns.example.org',
  'inner.example',
  'www.inner.example',
  'sub.example.com',
  'x.sub.example.com',
  'mx.mx.example.com',
  'both.example.com',
  'none.example.com',
  'a.none.example.com',
  'below.www1.example.com',
  'a.below.www1.example.com',
  'wild.example.com',
  'x.wild.example.com',
  'under.wild.example.com',
  'x.under.wild.example.com',
  'deep.under.wild.example.com',
  'x.deep.under.wild.example.com',
  'txt.example.com',
  'long.example.com',
  'odd.example.com',
  '9.2.0.192.in-addr.arpa',
  '80.2.0.192.in-addr.arpa',
  '200.2.0.192.in-addr.arpa',
  '2.0.192.in-addr.arpa',
  'srv.example.com',
  'caa.example.com',
  'new.example.com',
  'old.example.com',
  'since.example.com',
  'gone.example.com',
  'octal-name.example.com',
  'no.example.org',
  ...numbers(12, (i) => `www${i * 6}.example.com`),
  ...numbers(20, (i) => `host${i * 2 - (i % 2)}.example.org`),
  'both.EXAMPLE.com',
]

t.test(
  'tinydns before and Janus after say the same to each location',
  {
    skip:
      (!installed('tinydns-data') && 'tinydns is not installed') ||
      (process.getuid?.() !== 0 && 'tinydns takes port 53'),
  },
  async (t) => {
    t.ok(DATA.length > 200, `${DATA.length} lines`)
    const at = `127.${64 + Math.floor(Math.random() * 60)}.${process.pid % 250}.${1 + Math.floor(Math.random() * 250)}`
    const folder = folderOf(t, { 'root/data': `${DATA.join('\n')}\n`, 'env/IP': `${at}\n` })
    const root = join(folder, 'root')
    t.equal(spawnSync('tinydns-data', { cwd: root }).status, 0)
    started(t, installed('tinydns')!, [], root, { ROOT: root, IP: at, UID: '0', GID: '0' })
    const asked = await sameFromBoth(t, {
      folder,
      file: 'root/data',
      from: 'tinydns',
      servers: [at],
      port: 53,
      clients: ['127.9.0.1', '127.9.3.1', '127.0.0.1'],
      zone: 'example.com',
      names,
      types: ['A', 'NS', 'MX', 'TXT', 'SOA', 'CNAME', 'PTR', 'SRV', 'CAA', 'TYPE65400'],
      report: [],
    })
    t.ok(asked > 1500, `${asked} questions, no difference`)
  },
)
