// The command line of zonecheck: reads the arguments, and calls the code that does the work.

import { realpathSync } from 'node:fs'
import type { MessagePort } from 'node:worker_threads'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { loadLanguage } from '../check/lang/language.ts'
import { nameFlawText, readName } from '../dns/name-text.ts'
import type { Said } from '../dns/said.ts'
import { LIST_FORMATS, type ListFormat } from '../lists/formats.ts'
import { languages, speaker } from '../text/findings/wording.ts'
import { unreadable } from '../text/zonefile/content.ts'
import { type SerialWay, serialWays } from '../text/zonefile/format/next-serial.ts'
import { zonefileSays } from '../text/zonefile/says.ts'
import type { Drafts } from '../text/zonefile/source.ts'
import { Exit } from '../tools/exit.ts'
import { addLintOptions, hasBaseline, type LintOptions } from './check-options.ts'
import { Progress } from './check-progress.ts'
import type { LspOptions } from './lsp-main.ts'
import { version } from './version.ts'
import type { FilesOptions } from './zonecheck-files.ts'
import { beginLarge } from './zonecheck-large.ts'
import { isPiped, readPipes } from './zonecheck-pipes.ts'
import { type FileRequest, type OriginOption, requestsOf, type ViewOption } from './zonecheck-requests.ts'

type Options = LintOptions & {
  readonly origin: readonly OriginOption[]
  readonly view: readonly ViewOption[]
  readonly at?: number
  readonly includeRoot?: string
  readonly rules?: boolean
  readonly fix?: boolean
  readonly yes?: boolean
  readonly formatFile?: boolean
  readonly bumpSerial?: SerialWay
  readonly explain?: string
  readonly list?: ListFormat
}
/** Gives the exit code. `helper`: a thread that has started for a large file (pieces/helper.ts). */
export async function runCommand(args: readonly string[], helper?: MessagePort): Promise<number> {
  let editor: LspOptions | undefined
  const program = zonecheckCommand((options) => {
    editor = options
  })
  try {
    program.parse(args, { from: 'user' })
  } catch (error) {
    // commander has told the error; --help and --version end here too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? Exit.good : Exit.failed
    throw error
  }
  if (editor) {
    const { serveLanguage } = await import('./lsp-main.ts')
    return serveLanguage(editor)
  }
  const options = program.opts<Options>()
  if (options.rules || options.explain !== undefined) {
    const { tellRules } = await import('./zonecheck-explain.ts')
    return tellRules(options.explain, await loadLanguage(options.lang))
  }
  return run(program.args, options, program, helper)
}

async function run(
  args: readonly string[],
  options: Options,
  program: Command,
  helper: MessagePort | undefined,
): Promise<number> {
  const requests = requestsOf({ files: args, views: options.view, origins: options.origin })
  const names = options.view.filter(({ file }) => file === undefined).map(({ name }) => name)
  const usage =
    requests.length === 0
      ? 'no file is given'
      : names.length > 1
        ? 'one view for all files can be named; give each file its own with --view NAME=FILE'
        : options.origin.filter(({ file }) => file === undefined).length > 1
          ? 'one zone for all files can be named; give each file its own with --origin NAME=FILE'
          : options.fix && options.writeBaseline !== undefined
            ? '--fix and --write-baseline do not go together; mend first, then write'
            : options.fix && (options.formatFile || options.bumpSerial)
              ? '--fix goes before --format-file and --bump-serial; mend first, then write anew'
              : options.fix && requests.some(({ file }) => isPiped(file))
                ? '--fix cannot mend what comes through a pipe; name the file'
                : options.list === undefined
                  ? undefined
                  : whyNoList(options, requests)
  if (usage !== undefined) {
    process.stderr.write(`zonecheck: ${usage}\n\n${program.helpInformation()}`)
    return Exit.failed
  }
  const includeRoot = options.includeRoot && realFolder(options.includeRoot)
  if (includeRoot !== undefined && typeof includeRoot !== 'string') {
    process.stderr.write(
      `zonecheck: cannot use "${options.includeRoot}" as --include-root: ${speaker(zonefileSays, 'en').text(includeRoot.why)}\n`,
    )
    return Exit.failed
  }
  if (options.list !== undefined) {
    const { checkList } = await import('./zonecheck-list.ts')
    return checkList(
      requests.map(({ file }) => file),
      options.list,
      options,
    )
  }
  const piped = readPipes(requests.map(({ file }) => file))
  if (options.formatFile || options.bumpSerial) {
    const { formatFiles } = await import('./zonecheck-format.ts')
    return formatFiles(
      requests.map(({ file }) => file),
      piped,
      options,
    )
  }
  const elsewise = piped.size > 0 || includeRoot !== undefined || options.at !== undefined
  const large = helper && requests.length === 1 && !elsewise ? beginLarge(requests[0]!, helper) : undefined
  const { loadWords } = await import('./speaker.ts')
  const { text } = await loadWords(options.lang)
  // Loads the rules while another thread reads.
  const { checkFiles, subjectOf } = await import('./zonecheck-files.ts')
  const filesOptions: FilesOptions = {
    view: names[0],
    piped,
    includeRoot,
    now: options.at,
    severities: options.rule,
    sifted: hasBaseline(options) || options.fix === true,
    progress: new Progress(text),
  }
  let checked = await checkFiles(requests, { ...filesOptions, large })
  if (options.fix) {
    const { fixFiles } = await import('./zonecheck-fix.ts')
    const recheck = (drafts: Drafts) => checkFiles(requests, { ...filesOptions, drafts })
    const outcome = await fixFiles(checked, recheck, options, text)
    if (outcome === 'refused') return Exit.bad
    if (outcome === 'failed') return Exit.failed
    // Checks the mended files again, for the findings that are left.
    if (outcome === 'mended') checked = await checkFiles(requests, filesOptions)
  }
  const { conclude } = await import('./check-output.ts')
  const files = requests.map(({ file }) => file)
  const readAs = requests.length === 1 && requests[0]!.origin === undefined ? checked.zones[0] : undefined
  return conclude({ ...checked, tool: 'zonecheck', subject: subjectOf(requests), files, readAs }, options)
}

/** Why these options do not go with --list: a list is no zone file, cannot be mended, and has its name from the configuration. */
function whyNoList(options: Options, requests: readonly FileRequest[]): string | undefined {
  if (options.fix || options.formatFile || options.bumpSerial)
    return '--list does not go with --fix, --format-file and --bump-serial; correct lists by hand'
  if (options.view.length > 0 || options.origin.length > 0)
    return '--list does not go with --view and --origin; the configuration says where a list is served'
  return requests.some(({ file }) => isPiped(file)) ? '--list reads no pipe; name the file' : undefined
}

function realFolder(path: string): string | { readonly why: Said } {
  try {
    return realpathSync(path)
  } catch (error) {
    return { why: unreadable(error).why }
  }
}

/** `onEditor`: called for `zonecheck lsp`. */
export function zonecheckCommand(onEditor: (options: LspOptions) => void = () => {}): Command {
  const command = new Command('zonecheck')
    .description('Finds what is wrong in zone files, and says how to fix it.')
    .argument('[FILE...]', 'zone files, - for standard input; $INCLUDE is followed in their own folders')
    .addOption(
      new Option('--origin <NAME[=FILE]>', 'the zone that the files hold; with =FILE that file only, repeatable')
        .argParser(readOrigin)
        .default([], 'what the file says'),
    )
    .addOption(
      new Option('--view <NAME[=FILE]>', 'the view that the files are for; with =FILE for that file only, repeatable')
        .argParser(readView)
        .default([], 'none'),
    )
  command
    .command('lsp')
    .description('Serves an editor over standard input and output, as a language server.')
    .addOption(new Option('--lang <LANG>', 'the language of findings').choices(languages).default('en'))
    .option('--stdio', 'use standard input and output, as always; for editors that give it')
    .helpOption('--help', 'show this text')
    .addHelpText('after', lspHelp)
    .action(onEditor)
  return addLintOptions(command)
    .action(() => {})
    .helpCommand(false)
    .addOption(
      new Option('--list <FORMAT>', 'the files are one address list, in this format of rbldnsd').choices(LIST_FORMATS),
    )
    .option('--fix', 'fix what needs no decision: forgotten dots, lines that stand twice …')
    .option('--format-file', 'rewrite the files with aligned columns; - goes to standard output')
    .addOption(new Option('--bump-serial <WAY>', 'raise the serial of each SOA in the files').choices(serialWays))
    .option('--yes', 'with --fix, --format-file or --bump-serial: do not ask')
    .addOption(new Option('--at <TIME>', 'check signatures and dates as if it were that time').argParser(readTime))
    .option('--include-root <DIR>', 'files may be included from this folder and below')
    .option('--rules', 'list all rules')
    .option('--explain <RULE>', 'explain one rule')
    .version(version, '--version', 'show the version')
    .helpOption('--help', 'show this text')
    .addHelpText('after', help)
    .exitOverride()
}

const lspHelp = `
The editor starts it; docs/editors.md says how to tell it so. It checks what is open as it
is typed: a zone file alone, or with all that a janus.yaml above it names.

Examples:
  zonecheck lsp                                    findings in English
  zonecheck lsp --lang ja                          findings in Japanese

Exit code: 0 when the editor has ended it, 1 when the editor went away.
`

const help = `
The zone is named by --origin, else by the owner of the SOA or an absolute $ORIGIN
before it, else by the file's name without .zone or .db, or db. before it. Digits
alone name none: --origin 2.0.192.in-addr.arpa db.192.0.2

Give all files at once: zonecheck looks for the target of an MX in all of them.
Two files of the same zone are its faces, what different views show of it; each
folder is a view (or name the views: --view inside=FILE). A view named external,
outside or public must show nothing private.

Examples:
  zonecheck univ.example.zone                      one file
  zonecheck zones/internal/*.zone zones/external/*.zone
                                                   two views, each looked at as a whole
  zonecheck --origin univ.example db.univ          a file that does not say which zone it is
  zonecheck --view inside=a.zone --view outside=b.zone
                                                   two faces of one zone
  zonecheck --origin univ.example=a.txt --origin dept.univ.example=b.txt
                                                   two such files
  dig @ns1 univ.example AXFR | zonecheck -         what a server holds
  zonecheck --at 2026-12-31 univ.example.signed    which signatures will have ended
  zonecheck --strict --format github *.zone        in CI: annotations, and warnings fail
  zonecheck --list ip4set lists/spam               an address list, packed by gzip or not
  zonecheck --explain mx-to-cname                  what a rule means, and what to do
  zonecheck --fix univ.example.zone                mends the simple things, after showing them
  zonecheck --format-file --bump-serial date univ.example.zone
                                                   columns in line, and the serial of the day

A rule is silenced on one line by a comment with a reason:
  old  8w  A  192.0.2.40   ; zonecheck-ignore ttl-long: the address is for life

Exit code: 0 nothing worse than a warning, 1 errors (--strict: or warnings),
2 could not run: a file cannot be read, or an option is wrong.
`

function readOrigin(text: string, before: readonly OriginOption[]): OriginOption[] {
  const [, written, file] = /^([^=]*)(?:=(.*))?$/s.exec(text)!
  if (file === '') throw new InvalidArgumentError('write NAME or NAME=FILE')
  const origin = readName(written!)
  if (typeof origin === 'string') throw new InvalidArgumentError(`it is no domain name: ${nameFlawText(origin)}`)
  return [...before, file === undefined ? { origin } : { origin, file }]
}

/** Reads seconds since 1970, a date, a date with a time, or the form of RRSIG (RFC 4034 §3.2). */
function readTime(text: string): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text) ?? []
  const iso = year === undefined ? text : `${year}-${month}-${day}T${hour}:${minute}:${second}Z`
  if (/^\d{1,11}$/.test(text)) return Number(text)
  const time = /^\d{4}-\d\d-\d\d(T[\d:]+(Z|[+-]\d\d:\d\d)?)?$/.test(iso) ? Date.parse(iso) : Number.NaN
  if (Number.isNaN(time)) throw new InvalidArgumentError('write it as 2026-12-31, 2026-12-31T12:00Z or 20261231120000')
  return Math.floor(time / 1000)
}

function readView(text: string, before: readonly ViewOption[]): ViewOption[] {
  const [, name, file] = /^([^=]*)(?:=(.*))?$/s.exec(text)!
  if (name === '' || file === '') throw new InvalidArgumentError('write NAME or NAME=FILE')
  return [...before, file === undefined ? { name: name! } : { name: name!, file }]
}
