// zonecheck reads its arguments, calls, prints.

import type { MessagePort } from 'node:worker_threads'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { loadLanguage, spoken } from '../check/lang/language.ts'
import { readName } from '../dns/name-text.ts'
import type { Drafts } from '../zonefile/source.ts'
import { addLintOptions, hasBaseline, type LintOptions } from './check-options.ts'
import { Progress } from './check-progress.ts'
import { Exit } from './exit.ts'
import { version } from './version.ts'
import type { FileRequest, FilesOptions } from './zonecheck-files.ts'
import { beginLarge } from './zonecheck-large.ts'

type Options = LintOptions & {
  readonly origin?: Uint8Array
  readonly view: readonly ViewOption[]
  readonly rules?: boolean
  readonly fix?: boolean
  readonly yes?: boolean
  readonly explain?: string
}
type ViewOption = { readonly name: string; readonly file?: string }

/** Gives the exit code. `helper`: has started where a file is large (pieces/helper.ts). */
export async function runCommand(args: readonly string[], helper?: MessagePort): Promise<number> {
  const program = zonecheckCommand()
  try {
    program.parse(args, { from: 'user' })
  } catch (error) {
    // commander has said what is wrong; --help and --version end here too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? Exit.clean : Exit.failed
    throw error
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
  const inViews = options.view.flatMap(({ name, file }) => (file === undefined ? [] : [{ file, view: name }]))
  const requests: FileRequest[] = [...args.map((file) => ({ file })), ...inViews]
  const names = options.view.filter(({ file }) => file === undefined).map(({ name }) => name)
  const usage =
    requests.length === 0
      ? 'no file is given'
      : names.length > 1
        ? 'one view for all files can be named; give each file its own with --view NAME=FILE'
        : options.fix && options.writeBaseline !== undefined
          ? '--fix and --write-baseline do not go together; mend first, then write'
          : undefined
  if (usage !== undefined) {
    process.stderr.write(`zonecheck: ${usage}\n\n${program.helpInformation()}`)
    return Exit.failed
  }
  const only = requests.length === 1 ? requests[0]!.file : undefined
  const large = helper && only !== undefined ? beginLarge(only, options.origin, helper) : undefined
  const language = await loadLanguage(options.lang)
  // Rules are loaded while another thread reads.
  const { checkFiles, subjectOf } = await import('./zonecheck-files.ts')
  const say = (english: string) => spoken(english, language)
  const filesOptions: FilesOptions = {
    origin: options.origin,
    view: names[0],
    severities: options.rule,
    sifted: hasBaseline(options) || options.fix === true,
    language: options.lang,
    progress: new Progress(say),
  }
  let checked = await checkFiles(requests, { ...filesOptions, large })
  if (options.fix) {
    const { fixFiles } = await import('./zonecheck-fix.ts')
    const recheck = (drafts: Drafts) => checkFiles(requests, { ...filesOptions, drafts })
    const outcome = await fixFiles(checked, recheck, options, say)
    if (outcome === 'refused') return Exit.findings
    if (outcome === 'failed') return Exit.failed
    // What is left is told as it stands in the mended files.
    if (outcome === 'mended') checked = await checkFiles(requests, filesOptions)
  }
  const { conclude } = await import('./check-output.ts')
  const files = requests.map(({ file }) => file)
  return conclude({ ...checked, tool: 'zonecheck', subject: subjectOf(requests), files }, options)
}

export function zonecheckCommand(): Command {
  const command = new Command('zonecheck')
    .description('Finds what is wrong in zone files, and says how to mend it.')
    .argument('[FILE...]', 'zone files; $INCLUDE is followed in their own folders')
    .addOption(new Option('--origin <NAME>', 'the zone that the files hold').argParser(readOrigin))
    .addOption(
      new Option('--view <NAME[=FILE]>', 'the view that the files are for; with =FILE for that file only, repeatable')
        .argParser(readView)
        .default([], 'none'),
    )
  return addLintOptions(command)
    .option('--fix', 'mend what can be mended without thought: forgotten dots, lines that stand twice …')
    .option('--yes', 'with --fix: do not ask')
    .option('--rules', 'list all rules')
    .option('--explain <RULE>', 'tell all about one rule')
    .version(version, '--version', 'show the version')
    .helpOption('--help', 'show this text')
    .addHelpText('after', help)
    .exitOverride()
}

const help = `
The zone is named by --origin, else by the owner of the SOA or an absolute $ORIGIN
before it, else by the file's name without .zone or .db, or db. before it.

Files that are checked together know each other: the target of an MX is looked
for in all of them. Where the same zone is given twice, its files are versions for
different views, one view for each folder (or name them: --view inside=FILE).
In a view named external, outside or public nothing private may be seen.

Examples:
  zonecheck univ.example.zone                      one file
  zonecheck zones/internal/*.zone zones/external/*.zone
                                                   two views, each looked at as a whole
  zonecheck --origin univ.example db.univ          a file that does not say which zone it is
  zonecheck --view inside=a.zone --view outside=b.zone
                                                   two versions of one zone
  zonecheck --strict --format github *.zone        in CI: annotations, and warnings fail
  zonecheck --explain mx-to-cname                  what a rule means, and what to do
  zonecheck --fix univ.example.zone                mends the simple things, after showing them

A rule is silenced on one line by a comment with a reason:
  old  8w  A  192.0.2.40   ; zonecheck-ignore ttl-long: the address is for life

Exit code: 0 nothing worse than a warning, 1 errors (--strict: or warnings),
2 could not run: a file cannot be read, or an option is wrong.
`

function readOrigin(text: string): Uint8Array {
  const name = readName(text)
  if (typeof name === 'string') throw new InvalidArgumentError(`it is no domain name: ${name}`)
  return name
}

function readView(text: string, before: readonly ViewOption[]): ViewOption[] {
  const [, name, file] = /^([^=]*)(?:=(.*))?$/s.exec(text)!
  if (name === '' || file === '') throw new InvalidArgumentError('write NAME or NAME=FILE')
  return [...before, file === undefined ? { name: name! } : { name: name!, file }]
}
