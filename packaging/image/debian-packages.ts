// Debian packages of any architecture, unpacked into a folder. apt looks for them where this machine's apt looks, and checks
// signatures and hashes as it does there; its state and cache are its own, so nothing on the machine changes.

import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Tells what was unpacked, such as `libc6 2.36-9+deb12u10`. `architecture` is Debian's word. Throws where apt finds one not. */
export function unpackDebian(names: readonly string[], architecture: string, root: string): string[] {
  const scratch = mkdtempSync(join(tmpdir(), 'janus-apt-'))
  try {
    for (const path of ['state/lists/partial', 'cache/archives/partial'])
      mkdirSync(join(scratch, path), { recursive: true })
    writeFileSync(join(scratch, 'status'), '')
    const options = [
      `Dir::State=${join(scratch, 'state')}`,
      `Dir::State::status=${join(scratch, 'status')}`,
      `Dir::Cache=${join(scratch, 'cache')}`,
      `APT::Architecture=${architecture}`,
      `APT::Architectures=${architecture}`,
      'APT::Sandbox::User=root',
      'Acquire::Languages=none',
    ]
    const apt = (...words: string[]) =>
      execFileSync('apt-get', [...options.flatMap((option) => ['-o', option]), '--quiet', '--quiet', ...words], {
        cwd: scratch,
        stdio: ['ignore', 'ignore', 'inherit'],
      })
    apt('update')
    const fetch = (wanted: readonly string[]) => {
      apt('download', ...wanted)
      const files = globSync('*.deb', { cwd: scratch }).sort()
      return files.map((file) => {
        const found = unpack(join(scratch, file), root)
        rmSync(join(scratch, file))
        return found
      })
    }
    const unpacked = fetch(names)
    const elsewhere = documentedElsewhere(root)
    return elsewhere.length === 0 ? unpacked : [...unpacked, ...fetch(elsewhere)]
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** A package of a family may have its licence in another one, to which it links. */
function documentedElsewhere(root: string): string[] {
  const documents = join(root, 'usr/share/doc')
  const links = readdirSync(documents, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink())
  const targets = links.map(({ name }) => readlinkSync(join(documents, name)))
  return [...new Set(targets)].filter((name) => !existsSync(join(documents, name)))
}

/** One file, whose name and version are told. */
export function unpack(deb: string, root: string): string {
  mkdirSync(root, { recursive: true })
  execFileSync('dpkg-deb', ['--extract', deb, root])
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the form is dpkg's
  return execFileSync('dpkg-deb', ['--show', '--showformat', '${Package} ${Version}', deb], { encoding: 'utf8' })
}
