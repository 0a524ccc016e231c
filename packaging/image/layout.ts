// An image as one file: OCI image layout 1.0 in a tar archive, which podman and Docker load and skopeo copies. One layer; the same
// root gives the same octets.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

export type Image = {
  /** Of the files, which are root's but for `volumes`, which are the user's. */
  readonly root: string
  readonly user: number
  /** Paths without the leading slash. */
  readonly volumes: readonly string[]
  /** Debian's word, which is Go's as well. */
  readonly architecture: string
  /** `janus:0.1.0` */
  readonly name: string
  /** Seconds since 1970: the time of each file, and when the image was made. */
  readonly epoch: number
  /** What OCI calls the configuration, but for the volumes and the user. */
  readonly config: Readonly<Record<string, unknown>>
  readonly annotations: Readonly<Record<string, string>>
}

type Descriptor = { readonly mediaType: string; readonly digest: string; readonly size: number }

/** Writes `path`, whole or not at all. */
export function writeLayout(image: Image, path: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'janus-oci-'))
  try {
    const blobs = join(folder, 'blobs/sha256')
    mkdirSync(blobs, { recursive: true })
    const put = (mediaType: string, content: Uint8Array | object): Descriptor => {
      const octets = content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content))
      const hash = sha256(octets)
      writeFileSync(join(blobs, hash), octets)
      return { mediaType, digest: `sha256:${hash}`, size: octets.length }
    }
    const layer = readFileSync(layerOf(image, join(folder, 'layer.tar')))
    rmSync(join(folder, 'layer.tar'))
    const created = new Date(image.epoch * 1000).toISOString()
    const config = put('application/vnd.oci.image.config.v1+json', {
      created,
      architecture: image.architecture,
      os: 'linux',
      config: {
        ...image.config,
        User: `${image.user}:${image.user}`,
        Volumes: Object.fromEntries(image.volumes.map((volume) => [`/${volume}`, {}])),
      },
      rootfs: { type: 'layers', diff_ids: [`sha256:${sha256(layer)}`] },
      history: [{ created, comment: 'from nothing, out of the Debian package' }],
    })
    const manifest = put('application/vnd.oci.image.manifest.v1+json', {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config,
      layers: [put('application/vnd.oci.image.layer.v1.tar+gzip', gzipSync(layer))],
      annotations: image.annotations,
    })
    const [, tag] = image.name.split(':')
    const names = {
      'org.opencontainers.image.ref.name': tag,
      'io.containerd.image.name': `docker.io/library/${image.name}`,
    }
    const platform = { architecture: image.architecture, os: 'linux' }
    const index = { schemaVersion: 2, manifests: [{ ...manifest, platform, annotations: names }] }
    writeFileSync(join(folder, 'index.json'), JSON.stringify(index))
    writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
    tar(image, ['--create', '--file', `${path}.new`, '--directory', folder, 'oci-layout', 'index.json', 'blobs'])
    renameSync(`${path}.new`, path)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function layerOf(image: Image, path: string): string {
  const excluded = image.volumes.map((volume) => `--exclude=./${volume}`)
  tar(image, ['--create', '--file', path, '--directory', image.root, ...excluded, '.'])
  const owner = [`--owner=${image.user}`, `--group=${image.user}`]
  tar(image, [
    ...owner,
    '--append',
    '--file',
    path,
    '--directory',
    image.root,
    ...image.volumes.map((one) => `./${one}`),
  ])
  return path
}

/** What comes later wins: owners are root's unless told. */
function tar(image: Image, words: readonly string[]): void {
  const fixed = ['--format=gnu', '--sort=name', '--numeric-owner', '--owner=0', '--group=0', `--mtime=@${image.epoch}`]
  execFileSync('tar', [...fixed, ...words])
}

function sha256(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('hex')
}
