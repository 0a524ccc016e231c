// The root of the container, from nothing: the Debian package, the libraries that it depends on, a shell for the commands and the
// health check, and one user.
//
//   node packaging/image/root.ts FOLDER [ARCHITECTURE [DEB]]
//
// ARCHITECTURE is x64 or arm64, this machine's unless told; DEB a package for this machine that is made already.

import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { unpack, unpackDebian } from './debian-packages.ts'
import { exchangeMachineCode } from './machine-code.ts'

/** Debian's word for what Node.js calls `process.arch`. */
export const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

/** Who runs the server, and owns what it writes. */
export const USER = 1000

/** The folders that are written, with their modes. */
export const VOLUMES: Readonly<Record<string, number>> = { 'var/lib/janus': 0o750, 'var/lib/janus-keys': 0o700 }

/** What nobody in a container looks at; licences stay. */
const LEFT_OUT = [
  'lib/systemd',
  'etc/{logrotate.d,janus/janus.yaml,ld.so.conf.d}',
  'usr/lib/sysusers.d',
  'usr/lib/*/{gconv,audit}',
  'usr/share/{bash-completion,fish,zsh,lintian,man,menu,debianutils,gcc,gdb}',
  'usr/share/doc/*/!(copyright)',
]

/** `folder` must not exist; `deb` is made where none is given. Tells the Debian packages that are in it, Janus's own first. */
export function makeRoot(folder: string, architecture: string, deb?: string): string[] {
  const debian = ARCHITECTURES[architecture]
  if (debian === undefined) throw new Error(`cannot make an image for ${architecture}: take x64 or arm64`)
  if (existsSync(folder)) throw new Error(`${folder} is there already: name a folder that is not`)
  if (deb === undefined) return withPackage((made) => makeRoot(folder, architecture, made))
  const own = unpack(deb, folder)
  const others = unpackDebian([...librariesOf(deb), 'dash'], debian, folder)
  if (architecture !== process.arch) exchangeMachineCode(folder, architecture)
  for (const path of globSync(LEFT_OUT, { cwd: folder })) rmSync(join(folder, path), { recursive: true })
  putUser(folder)
  return [own, ...others]
}

function withPackage<T>(use: (deb: string) => T): T {
  const scratch = mkdtempSync(join(tmpdir(), 'janus-image-'))
  try {
    execFileSync(process.execPath, [join(import.meta.dirname, '../debian/build.ts'), scratch, '0'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    return use(join(scratch, globSync('*.deb', { cwd: scratch })[0]!))
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function librariesOf(deb: string): string[] {
  const depends = execFileSync('dpkg-deb', ['--field', deb, 'Depends'], { encoding: 'utf8' })
  return depends.split(',').flatMap((one) => /^\s*(lib\S+)/.exec(one)?.[1] ?? [])
}

function putUser(root: string): void {
  mkdirSync(join(root, 'etc/janus'), { recursive: true })
  writeFileSync(
    join(root, 'etc/passwd'),
    `root:x:0:0:root:/:/bin/sh\njanus:x:${USER}:${USER}:Janus:/var/lib/janus:/bin/sh\n`,
  )
  writeFileSync(join(root, 'etc/group'), `root:x:0:\njanus:x:${USER}:\n`)
  for (const [path, mode] of Object.entries({ tmp: 0o1777, ...VOLUMES })) {
    mkdirSync(join(root, path), { recursive: true })
    chmodSync(join(root, path), mode)
  }
}

if (import.meta.main) {
  const [folder, architecture = process.arch, deb] = process.argv.slice(2)
  if (folder === undefined) throw new Error('name the folder of the root: node packaging/image/root.ts FOLDER')
  process.stdout.write(`${makeRoot(resolve(folder), architecture, deb).join('\n')}\n`)
}
