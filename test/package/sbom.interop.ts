// The bill of materials: exactly the packages that `npm pack` ships versions of, in both forms.

import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { shrinkwrap } from '../../packaging/shrinkwrap.ts'
import { missing } from '../support/janus.ts'
import { checkout } from '../support/program.ts'

const skip = await missing('npm')
const script = join(checkout, 'packaging/sbom.ts')
const read = (name: string) => JSON.parse(readFileSync(join(checkout, name), 'utf8'))
const { name, version, dependencies, devDependencies } = read('package.json')
const lock = read('package-lock.json')
const { packages } = lock
const env = { PATH: process.env.PATH, HOME: process.env.HOME }
const sbom = (...words: string[]) =>
  JSON.parse(execFileSync(process.execPath, [script, ...words], { env, encoding: 'utf8', maxBuffer: 1 << 26 }))
const versionOf = (one: string) => `${one}@${packages[`node_modules/${one}`].version}`

t.test('CycloneDX names every package that runs, with its hash', { skip }, async (t) => {
  const found = sbom()
  t.match(found, { bomFormat: 'CycloneDX', specVersion: /^1\.\d$/ })
  t.match(found.metadata.component, { name, version, type: 'application', purl: `pkg:npm/${name}@${version}` })
  const refs: string[] = found.components.map((component: { 'bom-ref': string }) => component['bom-ref'])
  const shipped = Object.entries(shrinkwrap(lock).packages).filter(([path]) => path !== '')
  t.same(
    refs.sort(),
    [...new Set(shipped.map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${version}`))].sort(),
  )
  for (const one of Object.keys(dependencies)) t.ok(refs.includes(versionOf(one)), one)
  for (const one of Object.keys(devDependencies)) {
    const alsoRuns = !packages[`node_modules/${one}`].dev && !packages[`node_modules/${one}`].devOptional
    t.equal(refs.includes(versionOf(one)), alsoRuns, one)
  }
  for (const { hashes, purl, licenses } of found.components) {
    t.match(hashes, [{ alg: 'SHA-512', content: /^[0-9a-f]{128}$/ }], purl)
    t.ok(licenses.length > 0, purl)
  }
  // Of koffi's library each machine has another package.
  for (const machine of ['linux-x64', 'linux-arm64'])
    t.ok(refs.some((ref) => ref.startsWith(`@koromix/koffi-${machine}@`)))
})

t.test('SPDX names the same', { skip }, async (t) => {
  const found = sbom('spdx')
  t.match(found, { spdxVersion: /^SPDX-2\.\d$/, dataLicense: 'CC0-1.0', name: `${name}@${version}` })
  const spdx = found.packages.map((one: { name: string; versionInfo: string }) => `${one.name}@${one.versionInfo}`)
  const cyclonedx = sbom().components.map((component: { 'bom-ref': string }) => component['bom-ref'])
  t.same(spdx.sort(), [...cyclonedx, `${name}@${version}`].sort())
})

t.test('another form is no form', async (t) => {
  for (const words of [['xml'], ['spdx', 'more'], ['--spdx']]) {
    const { status, stderr } = spawnSync(process.execPath, [script, ...words], { env, encoding: 'utf8' })
    t.equal(status, 2)
    t.match(stderr, 'write one of cyclonedx, spdx')
  }
})
