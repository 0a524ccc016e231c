// What --help says below the options, in its parts.

export type Help = {
  /** Blocks between empty lines. */
  readonly below: readonly (readonly string[])[]
  /** Lines without the two spaces before them. */
  readonly examples: readonly string[]
  readonly exit: readonly ExitCode[]
}

export type ExitCode = readonly [code: string, meaning: string]

export function readHelp(text: string): Help {
  const blocks = text
    .split(/\n\s*\n/)
    .map((block) => block.split('\n').filter((line) => line.trim() !== ''))
    .filter((lines) => lines.length > 0)
  const below: string[][] = []
  const examples: string[] = []
  const exit: ExitCode[] = []
  for (const block of blocks) {
    const [first = '', ...more] = block
    if (first === 'Examples:') examples.push(...more.map((line) => line.replace(/^ {2}/, '')))
    else if (first.startsWith('Exit code')) exit.push(...exitCodes([first, ...more].join(' ')))
    else below.push(...halves(block))
  }
  return { below, examples, exit }
}

/** Lines that stand apart are a block of their own. */
function halves(block: readonly string[]): string[][] {
  const parts: string[][] = []
  for (const line of block) {
    const last = parts.at(-1)
    if (last !== undefined && last[0]!.startsWith('  ') === line.startsWith('  ')) last.push(line)
    else parts.push([line])
  }
  return parts
}

/** Of `Exit code: 0 done, 1 refused.` */
function exitCodes(text: string): ExitCode[] {
  const parts = text
    .replace(/^Exit code: */, '')
    .replaceAll(/\s+/g, ' ')
    .split(/, (?=\d )/)
  return parts.map((part) => [part.slice(0, 1), part.slice(2)])
}
