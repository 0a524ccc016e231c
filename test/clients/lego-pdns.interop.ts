// lego with its provider for PowerDNS: a user of the outside alone is all that it needs, and a real ACME server asks from there.

import { join } from 'node:path'
import t from 'tap'
import { janus, missing } from '../support/janus.ts'
import { DIRECTORY, startAcmeServer } from './acme-server.ts'
import { Campus } from './campus.ts'
import { noNamespaces, OUTSIDE } from './namespace.ts'

const skip = (await noNamespaces()) || (await missing('lego', 'pebble', 'openssl', 'dig'))

t.test('lego proves a name and all below it by the API of PowerDNS', { skip }, async (t) => {
  const campus = await Campus.start(t, 'http: {listen: ["127.0.0.1:9353"], users: users.json, edit: apply}\n')
  const add = ['user', 'add', 'lego', '--role', 'editor', '--view', 'external', '--config', campus.config]
  t.equal((await janus(...add)).code, 0)
  const { stdout: token } = await janus('user', 'token', 'lego', '--config', campus.config)
  await campus.namespace.run('chown', 'nobody', join(campus.folder, 'users.json'))
  const ca = await startAcmeServer(t, campus)
  const kept = join(campus.folder, 'lego')
  const { code, stdout, stderr } = await campus.namespace.script(
    `lego --server ${DIRECTORY} --accept-tos --email a@univ.example --path ${kept} --dns pdns \\
      --dns.disable-cp --dns.resolvers ${OUTSIDE}:53 --domains univ.example --domains '*.univ.example' run`,
    `export LEGO_CA_CERTIFICATES=${ca} PDNS_API_URL=http://127.0.0.1:9353 PDNS_API_KEY=${token.trim()} PDNS_POLLING_INTERVAL=1`,
  )
  t.equal(code, 0, `${stdout}${stderr}`)
  const words = ['x509', '-in', join(kept, 'certificates/univ.example.crt'), '-noout', '-ext', 'subjectAltName']
  t.match((await campus.namespace.run('openssl', ...words)).stdout, 'DNS:univ.example, DNS:*.univ.example')
  const trail = await janus('audit', '--what', 'change', '--json', '--config', campus.config)
  const changes: object[] = JSON.parse(trail.stdout)
  t.ok(changes.length >= 2)
  for (const one of changes) t.match(one, { who: 'lego', way: 'http', zone: 'univ.example.', views: ['external'] })
  t.same(await campus.ask('_acme-challenge.univ.example', 'TXT'), { internal: [], external: [] }, 'nothing is left')
})
