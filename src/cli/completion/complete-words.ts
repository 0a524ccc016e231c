// Finds what may stand next in a command line that somebody is writing: words that the command has, or a kind of value that only the
// configuration, the server or the file system knows.

import type { CommandTree, OptionWord, ValueWord } from '../command-tree.ts'
import type { ValueKind } from '../value-kinds.ts'

export type Candidate = { readonly word: string; readonly tells?: string }

export type Next = {
  readonly words: readonly Candidate[]
  /** The kind of value that may stand here too. */
  readonly kind: ValueKind
  /** The part of the value that is written so far. */
  readonly begun: string
  /** What stands before the value in the same word: `--view=`. */
  readonly before: string
  /** The file that --config names. */
  readonly config: string | undefined
}

/** `words`: all after the program's name; the last is the one that is being written, and may be empty. */
export function nextWords(program: CommandTree, words: readonly string[]): Next {
  const written = joined(words)
  const begun = written.pop() ?? ''
  const at = new Reading(program)
  for (const word of written) at.take(word)
  return at.next(begun)
}

/** Joins `--view`, `=` and `internal`, which a shell may take for three words. */
function joined(words: readonly string[]): string[] {
  const whole: string[] = []
  for (const [i, word] of words.entries()) {
    const last = whole.at(-1)
    if (word === '=' && last?.startsWith('--')) whole[whole.length - 1] = `${last}=`
    else if (words[i - 1] === '=' && last?.endsWith('=')) whole[whole.length - 1] = `${last}${word}`
    else whole.push(word)
  }
  return whole
}

class Reading {
  #command: CommandTree
  #arguments = 0
  /** The option whose value comes next. */
  #option: OptionWord | undefined
  #onlyArguments = false
  #config: string | undefined
  readonly #given = new Set<string>()

  constructor(program: CommandTree) {
    this.#command = program
  }

  take(word: string): void {
    if (this.#option !== undefined) {
      this.#valueOf(this.#option, word)
      this.#option = undefined
    } else if (!this.#onlyArguments && word === '--') this.#onlyArguments = true
    else if (!this.#onlyArguments && word.startsWith('-') && word !== '-') this.#takeOption(word)
    else this.#takeWord(word)
  }

  #takeOption(word: string): void {
    const [name, value] = halves(word)
    const option = this.#command.options.find(({ short, long }) => name === long || name === short)
    if (option === undefined) return
    this.#given.add(option.long)
    if (option.value === undefined) return
    if (value === undefined) this.#option = option
    else this.#valueOf(option, value)
  }

  #takeWord(word: string): void {
    const below = this.#arguments === 0 ? this.#command.commands.find(({ name }) => name === word) : undefined
    if (below === undefined) this.#arguments++
    else this.#command = below
  }

  #valueOf({ long }: OptionWord, value: string): void {
    if (long === '--config') this.#config = value
  }

  next(begun: string): Next {
    const config = this.#config
    if (this.#option !== undefined) return { ...valueAt(this.#option.value, begun), before: '', config }
    if (!this.#onlyArguments && begun.startsWith('-')) {
      const [name, value] = halves(begun)
      const option = value === undefined ? undefined : this.#command.options.find(({ long }) => long === name)
      if (option !== undefined) return { ...valueAt(option.value, value!), before: `${name}=`, config }
      return { words: this.#options(begun), kind: 'free', begun, before: '', config }
    }
    const argument = this.#argument()
    const value = valueAt(argument, begun)
    const commands = this.#arguments === 0 && !this.#onlyArguments ? this.#command.commands : []
    const below = commands.map(({ name, summary }) => ({ word: name, tells: summary }))
    return { ...value, words: [...beginning(below, begun), ...value.words], before: '', config }
  }

  #argument(): ValueWord | undefined {
    const { arguments: all } = this.#command
    const last = all.at(-1)
    return all[this.#arguments] ?? (last?.repeats ? last : undefined)
  }

  #options(begun: string): Candidate[] {
    const left = this.#command.options.filter(({ long, value }) => value?.repeats || !this.#given.has(long))
    return beginning(
      left.map(({ long, tells }) => ({ word: long, tells })),
      begun,
    )
  }
}

function halves(word: string): [name: string, value: string | undefined] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

function valueAt(value: ValueWord | undefined, begun: string): Pick<Next, 'words' | 'kind' | 'begun'> {
  if (value === undefined) return { words: [], kind: 'free', begun }
  return {
    words: beginning(
      value.choices.map((word) => ({ word })),
      begun,
    ),
    kind: value.kind,
    begun,
  }
}

function beginning(candidates: readonly Candidate[], begun: string): Candidate[] {
  return candidates.filter(({ word }) => word.startsWith(begun))
}
