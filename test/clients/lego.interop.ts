// lego with its provider rfc2136, as `janus acme config` prints it, against a real ACME server that asks from outside.

import { join } from 'node:path'
import t from 'tap'
import { missing } from '../support/janus.ts'
import { DIRECTORY, startAcmeServer } from './acme-server.ts'
import { Campus } from './campus.ts'
import { noNamespaces } from './namespace.ts'
import { provedWildcard } from './proved-wildcard.ts'

const skip = (await noNamespaces()) || (await missing('lego', 'pebble', 'openssl', 'dig'))

t.test('lego gets a certificate for a name and all below it', { skip }, async (t) => {
  const campus = await Campus.start(t)
  const ca = await startAcmeServer(t, campus)
  const text = await campus.printed('acme', 'lego')
  const kept = join(campus.folder, 'kept')
  // The text has the real ACME server: a program of the same name in front of it names ours.
  const { code, stdout, stderr } = await campus.namespace.script(
    `${text}cp /etc/lego/certificates/univ.example.crt ${kept}`,
    `export LEGO_CA_CERTIFICATES=${ca} RFC2136_SEQUENCE_INTERVAL=1 PATH=${campus.folder}/bin:$PATH
    mkdir -p /etc/lego ${campus.folder}/bin && mount -t tmpfs none /etc/lego
    printf '#!/bin/sh\\nexec /usr/bin/lego --server ${DIRECTORY} "$@"\\n' >${campus.folder}/bin/lego
    chmod +x ${campus.folder}/bin/lego`,
  )
  t.equal(code, 0, `${stdout}${stderr}`)
  const updates = await provedWildcard(t, campus, kept)
  t.ok(updates.length >= 2)
})
