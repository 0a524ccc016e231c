// certbot with its plugin dns-rfc2136, as `janus acme config` prints it, against a real ACME server that asks from outside.

import { join } from 'node:path'
import t from 'tap'
import { missing } from '../support/janus.ts'
import { DIRECTORY, startAcmeServer } from './acme-server.ts'
import { Campus } from './campus.ts'
import { INSIDE, noNamespaces } from './namespace.ts'
import { provedWildcard } from './proved-wildcard.ts'

const skip = (await noNamespaces()) || (await missing('certbot', 'pebble', 'openssl', 'dig'))

const kinds = [
  ['a name and all below it', ''],
  ['the same in a zone that we sign', 'sign: {univ.example: {parents: []}}\n'],
] as const

for (const [what, more] of kinds)
  t.test(`certbot gets a certificate for ${what}`, { skip }, async (t) => {
    const campus = await Campus.start(t, more)
    const ca = await startAcmeServer(t, campus)
    const text = await campus.printed('acme', 'certbot')
    const kept = join(campus.folder, 'kept')
    const { code, stdout, stderr } = await campus.namespace.script(
      `${text}cp /etc/letsencrypt/live/univ.example/cert.pem ${kept}`,
      `export HOME=${campus.folder} REQUESTS_CA_BUNDLE=${ca}
    for folder in /etc/letsencrypt /var/lib/letsencrypt /var/log/letsencrypt; do
      mkdir -p $folder && mount -t tmpfs none $folder
    done
    mkdir -p $HOME/.config/letsencrypt
    printf '%s\\n' 'server = ${DIRECTORY}' 'agree-tos = true' 'non-interactive = true' \\
      'register-unsafely-without-email = true' >$HOME/.config/letsencrypt/cli.ini`,
    )
    t.equal(code, 0, `${stdout}${stderr}`)
    const updates = await provedWildcard(t, campus, kept)
    const { stdout: shown } = await campus.namespace.run('dig', '+dnssec', `@${INSIDE}`, 'univ.example', 'SOA')
    t.equal(shown.includes('RRSIG'), more !== '')
    t.equal(updates.length, 4, 'two values beside each other, added and taken away')
  })
