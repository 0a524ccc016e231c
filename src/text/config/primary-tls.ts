// Reads how Janus asks a primary over TLS (RFC 9103): who it must be, and what Janus shows it.

import { isIP } from 'node:net'
import { readClientCertificates } from '../../keys/certificate-pair.ts'
import type { TlsPeer } from '../../keys/tls-peer.ts'
import { type PairWords, pairAt } from './pair-at.ts'
import { pathAt } from './path-at.ts'
import { say } from './says.ts'
import type { ConfigFile } from './schema.ts'
import type { SourceText } from './source-text.ts'
import { itemsAt, type Tree, textOf, treeAt } from './tree.ts'

const OURS: PairWords = {
  alone: { rule: 'bad-peer', fix: say('write-pair-to-show') },
  meanwhile: say('mend-pair-to-show'),
}

/** A host name (RFC 6125 §6.4). */
const NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)*$/i
/** SHA-256 in base64. */
const PIN = /^[A-Za-z0-9+/]{43}=$/

export function primaryTlsAt(
  source: SourceText,
  value: Tree,
  written: ConfigFile['primaries'][string]['tls'],
  folder: string,
): TlsPeer | undefined {
  const tls = treeAt(value, 'tls')
  if (tls === undefined || written === undefined) return undefined
  const pins = itemsAt(tls, 'pins').flatMap((item) => pinAt(source, item))
  const name = nameAt(source, tls)
  // RFC 9103 §9.3.1: without one of them, anybody on the path could pose as the primary.
  if (written.name === undefined && (written.pins ?? []).length === 0)
    source.report('bad-peer', tls.span, say('tls-with-anybody'), { fix: say('write-name-or-pin') })
  const pair = pairAt(source, tls, folder, OURS)
  return {
    name,
    authorities: authoritiesAt(source, tls, folder),
    pins,
    pair: pair && { certificate: pair.certificate.path, key: pair.key.path },
    alpn: written.alpn ?? 'required',
  }
}

function nameAt(source: SourceText, tls: Tree): string | undefined {
  const item = treeAt(tls, 'name')
  if (item === undefined) return undefined
  const name = textOf(item).replace(/\.$/, '')
  const isFit = isIP(name) !== 0 || NAME.test(name)
  if (isFit) return name
  source.report('bad-peer', item.span, say('tls-name-unusable', { name }), { fix: say('write-certificate-name') })
  return undefined
}

function pinAt(source: SourceText, item: Tree): readonly string[] {
  const pin = textOf(item)
  if (PIN.test(pin)) return [pin]
  source.report('bad-peer', item.span, say('pin-unusable', { pin }), { fix: say('make-pin') })
  return []
}

function authoritiesAt(source: SourceText, tls: Tree, folder: string): string | undefined {
  const item = treeAt(tls, 'authorities')
  if (item === undefined) return undefined
  const file = pathAt(source, item, folder)
  const flaw = source.finds(() => readClientCertificates(file.path).flaw)
  if (flaw !== undefined)
    source.report('bad-certificate', item.span, say('certificate-unusable', { file: file.written, why: flaw }), {
      fix: say('mend-authorities'),
    })
  return file.path
}
