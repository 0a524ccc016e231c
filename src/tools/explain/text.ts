// Writes an explanation for people: a paragraph for each question that they have, from the client's address to the last record.

import type { Unmet } from '../../serve/desk/may-transfer.ts'
import type { TextOptions } from '../../text/findings/text.ts'
import { recordText } from './compare.ts'
import {
  type At,
  type Explanation,
  type KeyUse,
  type OtherAnswer,
  type SentRecord,
  sectionNames,
  type TransferTold,
  type Via,
  type ViewAnswer,
} from './explanation.ts'
import { stepText } from './step-text.ts'

export function explanationText(explanation: Explanation, { colour = false }: TextOptions = {}): string {
  const paint = colour ? painted : plain
  const { question, via, answer, others } = explanation
  const lines = [
    paint('bold', `${question.name} ${question.type}`) +
      ` asked ${via === undefined ? '' : `by ${via.sender} for a client `}from ${question.address} over ${question.transport.toUpperCase()}${question.dnssec ? ', with DNSSEC' : ''}`,
    '',
    ...viewLines(explanation, paint),
    ...(via === undefined ? [] : viaLines(via, question.address)),
    '',
    ...(answer ? answerLines(answer, explanation.generation, paint) : [`answer    ${noViewText(explanation)}`]),
  ]
  if (others.length > 0) lines.push('', ...others.flatMap((other) => otherLines(other, paint)))
  return `${lines.join('\n')}\n`
}

type Paint = (style: keyof typeof escapes, text: string) => string

function noViewText({ key }: Explanation): string {
  switch (key?.state) {
    case undefined:
      return 'REFUSED: the address has no view'
    case 'unknown':
      return 'NOTAUTH with BADKEY: the configuration has no such key, and the address does not count'
    case 'elsewhere':
      return 'REFUSED: the key may not be used from there, and the address does not count'
    case 'good':
      return 'REFUSED: the key shows none of the views'
    default:
      return key!.state satisfies never
  }
}

function keyLines(key: KeyUse, paint: Paint): string[] {
  const { name, view, views, from, file, line } = key
  const at = placed({ ...(file !== undefined && { file, line: line! }) }, paint)
  const which = view === undefined ? 'none' : paint('bold', view)
  const shows =
    views.length > 0 ? `          it shows ${views.join(', ')}${from ? `, from ${from.join(', ')}` : ''}` : ''
  return [`view      ${which}, by the key ${name}${at}`, ...(shows ? [shows] : []), '          not by the address']
}

function viewLines({ key, prefixes, tied }: Explanation, paint: Paint): string[] {
  if (key !== undefined) return keyLines(key, paint)
  const [first, ...rest] = prefixes
  const lines = [
    first
      ? `view      ${paint('bold', first.view)}, by ${first.prefix}${placed(first, paint)}`
      : 'view      none: no prefix holds the address',
    ...rest.map(({ prefix, view, ...at }) => `          not ${view}, by ${prefix}${placed(at, paint)}: less specific`),
  ]
  for (const { listen, view } of tied)
    lines.push(`          ${view} for whoever asks at ${listen}, whatever the source`)
  return lines
}

function viaLines({ sender, proxy, subnet }: Via, address: string): string[] {
  if (proxy === undefined && subnet === undefined)
    return [
      `          by the address of ${sender}, which no "proxy" and no "ecs-from" lists: ${address} does not count`,
    ]
  const at = proxy && proxy.listen.length > 0 ? `, at ${proxy.listen.join(', ')}` : ''
  return [
    ...(proxy ? [`          ${sender} is its proxy${at}`] : []),
    ...(subnet ? [`          ${sender} may tell its network ("ecs-from")${subnetText(subnet)}`] : []),
  ]
}

function subnetText({ scope, shorter = 'REFUSED' }: NonNullable<Via['subnet']>): string {
  if (scope === 0) return ': all clients get that'
  return `, in ${scope} bits at least; with fewer, or none, it gets ${shorter}`
}

function answerLines(answer: ViewAnswer, generation: number, paint: Paint): string[] {
  const { zone, path, rcode, authoritative, truncated, sections, transfer } = answer
  const flags = [authoritative ? 'authoritative' : 'not authoritative', ...(truncated ? ['truncated'] : [])]
  return [
    transfer?.catalog !== undefined
      ? `catalog   ${transfer.catalog} which is there for this key and from this address alone`
      : zone
        ? zoneLine(zone, generation, paint)
        : `zone      none of this view holds the name`,
    ...(transfer ? transferLines(transfer, paint) : []),
    ...(transfer?.admitted ? [] : path).map((step, i) => `${i === 0 ? 'path' : '    '}      ${stepText(step)}`),
    `answer    ${paint('bold', rcode)}, ${flags.join(', ')}`,
    ...sectionNames.flatMap((name) => sectionLines(name, sections[name], paint)),
  ]
}

function transferLines({ admitted, entries }: TransferTold, paint: Paint): string[] {
  const told = entries.map(
    ({ entry, unmet, ...at }) => `${entry}${placed(at, paint)} ${unmet ? UNMET[unmet] : 'lets it have the zone'}`,
  )
  if (told.length === 0)
    return admitted ? [] : [`transfer  no entry of "secondaries" or "transfers" lets anybody have it`]
  return told.map((line, i) => `${i === 0 ? 'transfer' : '        '}  ${line}`)
}

const UNMET: Readonly<Record<Unmet, string>> = {
  from: 'does not: it is from elsewhere',
  tls: 'does not: it is not over TLS with ALPN "dot"',
  certificate: 'does not: it shows no such certificate',
  view: 'does not: it is for other views',
  key: 'does not: it is not signed by the key',
  zone: 'does not: it is for other zones',
}

function zoneLine(
  { name, file, state, serial, fileSerial }: NonNullable<ViewAnswer['zone']>,
  generation: number,
  paint: Paint,
): string {
  const version = serial === undefined ? '' : `, serial ${serial}, generation ${generation}`
  const fileHas = fileSerial === undefined ? 'none that can be served' : `serial ${fileSerial}`
  const what = {
    current: '',
    'last good': ': its source, or that of another view, has errors; the last good version is served',
    refused: ': refused, and no good version is known',
    waiting: ': no version from its primary is served yet',
    expired: ': its primary has not confirmed it for too long',
    'rolled back': `: rolled back, the file has ${fileHas}`,
    pending: `: the last reload was refused, the file has ${fileHas}`,
  }[state]
  return `zone      ${name}${version}${file === undefined ? '' : ` ${paint('faint', `(${file})`)}`}${what}`
}

function sectionLines(name: string, records: readonly SentRecord[], paint: Paint): string[] {
  if (records.length === 0) return []
  return ['', `${name}:`, ...records.flatMap((record) => [`  ${recordText(record)}`, ...sourceLine(record, paint)])]
}

function sourceLine({ file, line, how }: SentRecord, paint: Paint): string[] {
  const parts = [file === undefined ? undefined : `${file}:${line}`, how].filter((part) => part !== undefined)
  return parts.length === 0 ? [] : [paint('faint', `      ${parts.join(', ')}`)]
}

function otherLines(other: OtherAnswer, paint: Paint): string[] {
  const { view, rcode, differs, more, less, zone } = other
  const head = `in ${view}: ${rcode}${zone ? '' : ', no such zone'}`
  if (!differs) return [`  ${head}, the same answer`]
  return [
    paint('differs', `! ${head}, another answer`),
    ...less.map((line) => paint('less', `    - ${line}`)),
    ...more.map((line) => paint('more', `    + ${line}`)),
  ]
}

function placed({ file, line }: Partial<At>, paint: Paint): string {
  return file === undefined ? '' : ` ${paint('faint', `(${file}:${line})`)}`
}

function plain(_style: keyof typeof escapes, text: string): string {
  return text
}

function painted(style: keyof typeof escapes, text: string): string {
  const [on, off] = escapes[style]
  return `\x1b[${on}m${text}\x1b[${off}m`
}

/** ECMA-48 8.3.117, select graphic rendition: on and off. */
const escapes = { bold: [1, 22], faint: [2, 22], differs: [33, 39], less: [31, 39], more: [32, 39] } as const
