// Reads a certificate and its key from the configuration: both, or neither.

import { statSync } from 'node:fs'
import type { Said } from '../../dns/said.ts'
import { readPair } from '../../keys/certificate-pair.ts'
import { pathAt } from './path-at.ts'
import { say } from './says.ts'
import type { PairSetting } from './settings.ts'
import type { SourceText } from './source-text.ts'
import { type Tree, treeAt } from './tree.ts'

export type PairWords = {
  /** What to do where one of the two is missing. */
  readonly alone: { readonly rule: 'bad-door' | 'bad-peer'; readonly fix: Said }
  /** What Janus does until the file is mended. */
  readonly meanwhile: Said
}

export function pairAt(
  source: SourceText,
  written: Tree,
  folder: string,
  { alone, meanwhile }: PairWords,
): PairSetting | undefined {
  const certificate = treeAt(written, 'certificate')
  const key = treeAt(written, 'key')
  if (certificate !== undefined && key !== undefined) {
    const files = { certificate: pathAt(source, certificate, folder), key: pathAt(source, key, folder) }
    const flaws = source.finds(() => readPair({ certificate: files.certificate.path, key: files.key.path }).flaws)
    for (const { file, message } of flaws)
      source.report(
        'bad-certificate',
        (file === 'key' ? key : certificate).span,
        say('certificate-unusable', { file: files[file].written, why: message }),
        { fix: meanwhile },
      )
    const mode = source.finds(() => modeOf(files.key.path)) ?? 0
    if ((mode & (OTHERS_READ | OTHERS_WRITE)) !== 0) {
      const { written: file } = files.key
      const told = { file, mode: mode.toString(8).padStart(4, '0') }
      const message = (mode & OTHERS_READ) !== 0 ? say('private-key-open', told) : say('private-key-writable', told)
      source.report('open-private-key', key.span, message, { fix: say('chmod-private-key', { file }) })
    }
    return files
  }
  const one = certificate ?? key
  if (one !== undefined)
    source.report(
      alone.rule,
      one.span,
      key === undefined ? say('certificate-without-key') : say('key-without-certificate'),
      { fix: alone.fix },
    )
  return undefined
}

/** The mode bits that count against a key file. Debian lets a group of programs read private keys, so the group's do not. */
const OTHERS_READ = 0o004
const OTHERS_WRITE = 0o002

function modeOf(path: string): number | undefined {
  try {
    return statSync(path).mode & 0o7777
  } catch {
    return undefined
  }
}
