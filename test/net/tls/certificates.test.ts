// Which certificate is shown while its files change.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { Certificates } from '../../../src/net/tls/certificates.ts'
import { selfSigned } from '../../../src/net/tls/self-signed.ts'

const DAY = 86_400_000

t.test('one that does not count yet waits for its day, and what was shown before is shown on', async (t) => {
  const folder = t.testdir()
  const files = { certificate: join(folder, 'ns.crt'), key: join(folder, 'ns.key') }
  const write = (pair: { certificate: string; key: string }) => {
    writeFileSync(files.certificate, pair.certificate)
    writeFileSync(files.key, pair.key)
  }
  let now = Date.now()
  const [old, early] = [selfSigned('old', now), selfSigned('early', now + 5 * DAY)]
  write(old)
  const shown: string[] = []
  let flaws = 0
  const certificates = new Certificates([files], {
    onChange: (_, { certificate }) => shown.push(certificate),
    onFlaws: () => flaws++,
    now: () => now,
  })
  t.equal(certificates.shown(0).certificate, old.certificate)
  write(early)
  for (let i = 0; i < 3; i++) certificates.refresh(false)
  t.equal(certificates.shown(0).certificate, old.certificate)
  t.equal(flaws, 1, 'told once')
  now += 5 * DAY
  certificates.refresh(false)
  t.equal(certificates.shown(0).certificate, early.certificate, 'nobody has to touch its files')
  t.same(shown, [early.certificate])
})

t.test('a part of a chain that is broken takes nobody down', async (t) => {
  const folder = t.testdir()
  const files = { certificate: join(folder, 'ns.crt'), key: join(folder, 'ns.key') }
  const [good, other] = [selfSigned('good'), selfSigned('other')]
  writeFileSync(files.certificate, good.certificate)
  writeFileSync(files.key, good.key)
  const changes: number[] = []
  const certificates = new Certificates([files], { onChange: (number) => changes.push(number), onFlaws: () => {} })
  const broken = other.certificate.replace(/\n.{20}/, `\n${'A'.repeat(20)}`)
  writeFileSync(files.certificate, `${good.certificate}${broken}`)
  certificates.refresh(false)
  t.same(changes, [], 'the threads that shake hands do not see it')
  t.equal(certificates.shown(0).certificate, good.certificate)
})
