// `npm run build:image` makes dist/image/janus_VERSION_ARCH.oci.tar: a container without a base image, out of the Debian package. It
// takes tools of Debian and npm alone, and no container engine.
//
//   node packaging/image/build.ts [FOLDER [ARCHITECTURE [DEB]]]
//
// ARCHITECTURE is x64 or arm64, this machine's unless told; DEB a package for this machine that is made already.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { writeLayout } from './layout.ts'
import { ARCHITECTURES, makeRoot, USER, VOLUMES } from './root.ts'
import { settingsOf } from './settings.ts'

const checkout = join(import.meta.dirname, '../..')
const read = (name: string) => readFileSync(join(checkout, name), 'utf8')
const { version, license, description } = JSON.parse(read('package.json'))
const folder = resolve(process.argv[2] ?? join(checkout, 'dist/image'))
const architecture = process.argv[3] ?? process.arch
const deb = process.argv[4]

process.env.SOURCE_DATE_EPOCH ??= execFileSync('git', ['log', '-1', '--format=%ct'], {
  cwd: checkout,
  encoding: 'utf8',
}).trim()
const scratch = mkdtempSync(join(tmpdir(), 'janus-root-'))
try {
  const root = join(scratch, 'root')
  const packages = makeRoot(root, architecture, deb)
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `janus_${version}_${ARCHITECTURES[architecture]}.oci.tar`)
  writeLayout(
    {
      root,
      user: USER,
      volumes: Object.keys(VOLUMES),
      architecture: ARCHITECTURES[architecture]!,
      name: `janus:${version}`,
      epoch: Number(process.env.SOURCE_DATE_EPOCH),
      config: settingsOf(read('Dockerfile')),
      annotations: {
        'org.opencontainers.image.title': 'janus',
        'org.opencontainers.image.description': description,
        'org.opencontainers.image.version': version,
        'org.opencontainers.image.licenses': license,
        'dns.janus.packages': packages.join(', '),
      },
    },
    path,
  )
  process.stdout.write(`${path}: ${(statSync(path).size / 1e6).toFixed(1)} MB\n`)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
