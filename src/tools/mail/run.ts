// `janus mail`: shows the way of mail, and writes the gateway's tables.

import { hasError } from '../../check/read-zone.ts'
import { nameFlawText, readName } from '../../dns/name-text.ts'
import { readFaces } from '../../supply/read-faces.ts'
import { loadFound } from '../../text/config/find.ts'
import { configProblemsText } from '../../text/config/told.ts'
import { wantsColour } from '../../text/findings/colour.ts'
import { unreadableEscaped } from '../../text/findings/json-escape.ts'
import { toldProblems } from '../../text/findings/told.ts'
import { Exit } from '../exit.ts'
import { settingsAsShown } from '../loaded.ts'
import { type MailFinding, type MailProof, proveMail } from './proof.ts'
import { english } from './says.ts'
import { mailTable, type TableKind } from './tables.ts'
import { mailText } from './text.ts'

export type MailOptions = {
  readonly config?: string
  readonly postfix?: TableKind
  readonly sendmail?: TableKind
  readonly json?: boolean
}

/** Returns the exit code. */
export async function mail(domainText: string | undefined, options: MailOptions): Promise<number> {
  const { settings: written, problems } = loadFound(options.config)
  const colour = wantsColour(process.env, process.stderr)
  const settings = written && settingsAsShown(written)
  if (settings === undefined) {
    process.stderr.write(configProblemsText(problems, { colour }))
    return Exit.failed
  }
  if (settings.mail === undefined) return fail('the configuration names no mail gateways: add mail: {gateways: {...}}')
  const domain = domainText === undefined ? undefined : readName(domainText)
  if (typeof domain === 'string') return fail(`cannot read the domain "${domainText}": ${nameFlawText(domain)}`)
  const faces = await readFaces(settings, 'load', { severities: {} })
  const refused = settings.zones.flatMap((zone) =>
    zone.faces.filter((face) => hasError(faces.get(face)!.problems)).map(({ view }) => ({ zone: zone.name, view })),
  )
  for (const { zone, view } of refused)
    process.stderr.write(
      `janus mail: "${zone}" was refused in the view "${settings.views[view]!.name}"; janus check says why\n`,
    )
  const proof = proveMail(settings, settings.mail, faces, domain)
  if (domain && proof.domains.length === 0) return fail(`"${domainText}" has no MX in any view`)
  process.stdout.write(output(proof, options))
  if (refused.length > 0) return Exit.failed
  const findings = [...proof.findings, ...proof.domains.flatMap((one) => one.findings)]
  return findings.some(({ severity }) => severity === 'error') ? Exit.bad : Exit.good
}

function output(proof: MailProof, { postfix, sendmail, json }: MailOptions): string {
  const table = postfix ?? sendmail
  if (table) return mailTable(proof, table)
  if (json) return `${unreadableEscaped(JSON.stringify(inWords(proof), null, 2))}\n`
  return mailText(proof, { colour: wantsColour(process.env, process.stdout) })
}

function inWords({ gateways, domains, findings }: MailProof) {
  const told = (findings: readonly MailFinding[]) => toldProblems(findings, english)
  const named = domains.map(({ findings, ...domain }) => ({ ...domain, findings: told(findings) }))
  return { gateways, domains: named, findings: told(findings) }
}

function fail(message: string): number {
  process.stderr.write(`janus mail: ${message}\n`)
  return Exit.failed
}
