// Numbers the lines of all files of one zone, and finds file and line of such a number. It holds plain numbers, so that it may go from
// thread to thread and stay as long as the zone is served.

import type { Said } from '../../dns/said.ts'

/** Above all lines of files: a zone's text has at most 2^30 octets. */
export const FIRST_MADE = 2 ** 30 + 1

export type Run = { readonly first: number; readonly end: number; readonly file: number; readonly own: number }

/** `instead`: see Place. */
export type FileLine = { readonly file: string; readonly line: number; readonly instead?: Said }

//  main.zone   1 ─ 3      lines 1 to 3; line 3 is `$INCLUDE part.inc`
//  part.inc    1 ─ 5      lines 4 to 8
//  main.zone   4 ─ 9      lines 9 to 14

export class LineMap {
  readonly files: string[] = []
  /** What stands in place of a file, by the index of each that is no file. */
  readonly #instead = new Map<number, Said>()
  /** Runs of lines in the order in which they were read: the first line of each, its file, and what to take off for its own line. */
  readonly #first: number[] = []
  readonly #file: number[] = []
  readonly #shift: number[] = []
  readonly #note: string[] = []
  /** By turns, where lines begin whose names may not be what was meant, and where they end. */
  readonly #doubts: number[] = []
  #nextMade = FIRST_MADE

  /** Adds a file, and returns its index; a file that is included twice has two. `instead`: what it is, if it is no file. */
  addFile(name: string, instead?: Said): number {
    const index = this.files.push(name) - 1
    if (instead !== undefined) this.#instead.set(index, instead)
    return index
  }

  insteadOf(file: number): Said | undefined {
    return this.#instead.get(file)
  }

  /**
   * From `first` on lines are those of `file`, beginning with its line `own`. `note` says what put their records into the zone,
   * where that is not simply the file.
   */
  addRun(first: number, file: number, own: number, note = ''): void {
    this.#first.push(first)
    this.#note.push(note)
    this.#file.push(file)
    this.#shift.push(first - own)
  }

  at(line: number): FileLine {
    const run = this.#run(line)
    const file = this.#file[run]!
    const instead = this.#instead.get(file)
    return { file: this.files[file]!, line: line - this.#shift[run]!, ...(instead && { instead }) }
  }

  /**
   * Makes `lines` new line numbers, which stand for lines of `file` from `own` on, and returns the first: for records that a rule made of
   * those there, or that come from another zone's text.
   */
  addMade(lines: number, file: number, own: number, note: string): number {
    const first = this.#nextMade
    this.#nextMade += lines
    this.addRun(first, file, own, note)
    return first
  }

  /** The lines around `line` that follow each other in a file; `end` is the number behind the last that there may be. */
  runAt(line: number): Run {
    const run = this.#run(line)
    const first = this.#first[run]!
    const end = this.#first[run + 1] ?? (first < FIRST_MADE ? FIRST_MADE : this.#nextMade)
    return { first, end, file: this.#file[run]!, own: first - this.#shift[run]! }
  }

  /** What put the record of the line into the zone; empty where the file alone did. */
  noteAt(line: number): string {
    return this.#note[this.#run(line)] ?? ''
  }

  /** From `line` on a doubtful origin completes names, or no longer does. */
  setDoubt(line: number, doubtful: boolean): void {
    // After so many turns we note no more: the last one holds for the rest.
    if (this.#doubts.length > MOST_DOUBTS) return
    if (doubtful !== (this.#doubts.length % 2 === 1)) this.#doubts.push(line)
  }

  isDoubtful(line: number): boolean {
    return this.#doubts.filter((from) => from <= line).length % 2 === 1
  }

  /** Whether all lines are those of one file as they stand there, without notes and doubts. */
  get isPlain(): boolean {
    const runs = this.#first.length
    return runs === 1 && this.#note[0] === '' && this.#doubts.length === 0 && this.#nextMade === FIRST_MADE
  }

  fileIndex(line: number): number {
    return this.#file[this.#run(line)]!
  }

  /** The last run that begins at or before the line. Of two that begin at one line the first is empty. */
  #run(line: number): number {
    let low = 0
    let high = this.#first.length
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (this.#first[middle]! <= line) low = middle
      else high = middle
    }
    return low
  }

  /** For postMessage, which strips classes; `LineMap.from` is the way back. */
  toData(): LineMapData {
    return {
      files: this.files,
      runs: this.#first.flatMap((first, i) => [first, this.#file[i]!, first - this.#shift[i]!]),
      notes: this.#note.some((note) => note !== '') ? this.#note : [],
      ...(this.#doubts.length > 0 && { doubts: [...this.#doubts] }),
      ...(this.#nextMade > FIRST_MADE && { nextMade: this.#nextMade }),
      ...(this.#instead.size > 0 && { instead: [...this.#instead] }),
    }
  }

  static from(data: LineMapData): LineMap {
    const map = new LineMap()
    const { files, runs, notes = [], doubts = [], nextMade = FIRST_MADE } = data
    const instead = new Map(data.instead)
    for (const [i, file] of files.entries()) map.addFile(file, instead.get(i))
    map.#nextMade = nextMade
    map.#doubts.push(...doubts)
    for (let i = 0; i < runs.length; i += 3) map.addRun(runs[i]!, runs[i + 1]!, runs[i + 2]!, notes[i / 3])
    return map
  }
}

const MOST_DOUBTS = 10_000

export type LineMapData = {
  readonly files: readonly string[]
  readonly runs: readonly number[]
  /** By run; empty where no run has a note. */
  readonly notes?: readonly string[]
  readonly doubts?: readonly number[]
  /** The next line number that addMade() gives; missing where it has given none. */
  readonly nextMade?: number
  /** By the file's index. Earlier versions kept only the name. */
  readonly instead?: readonly (readonly [file: number, instead: Said])[]
}
