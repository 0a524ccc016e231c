// The bill of materials (SBOM) of what runs: node packaging/sbom.ts [cyclonedx|spdx]. `npm sbom` writes it, from the lock that `npm pack`
// ships, in a folder that has nothing else: with --omit=dev in the checkout it leaves out each package that development needs as well,
// such as yaml.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { shrinkwrap } from './shrinkwrap.ts'

const forms = ['cyclonedx', 'spdx']
const [form = 'cyclonedx', ...rest] = process.argv.slice(2)
if (!forms.includes(form) || rest.length > 0) {
  process.stderr.write(`sbom: cannot write "${[form, ...rest].join(' ')}": write one of ${forms.join(', ')}\n`)
  process.exit(2)
}

const root = join(import.meta.dirname, '..')
const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'))
const { devDependencies: _, scripts: __, ...manifest } = read('package.json')
const scratch = mkdtempSync(join(tmpdir(), 'janus-sbom-'))
try {
  // npm calls the package as the folder is called.
  const folder = join(scratch, manifest.name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(shrinkwrap(read('package-lock.json'))))
  const words = ['sbom', '--package-lock-only', '--offline', '--sbom-type=application', `--sbom-format=${form}`]
  process.stdout.write(execFileSync('npm', words, { cwd: folder, maxBuffer: 1 << 26 }))
} finally {
  rmSync(scratch, { recursive: true })
}
