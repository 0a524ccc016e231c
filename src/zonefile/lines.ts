// Line numbers over all files of one zone, and back to a file and its own line. Plain numbers, so that it may go from
// thread to thread and stay for as long as the zone is served.

export type FileLine = { readonly file: string; readonly line: number }

//  main.zone   1 ─ 3      lines 1 to 3; line 3 is `$INCLUDE part.inc`
//  part.inc    1 ─ 5      lines 4 to 8
//  main.zone   4 ─ 9      lines 9 to 14

export class LineMap {
  readonly files: string[] = []
  /** Runs of lines in the order in which they were read: the first line of each, its file, and what to take off for its own line. */
  readonly #first: number[] = []
  readonly #file: number[] = []
  readonly #shift: number[] = []

  /** A file's index; a file that is included twice has two. */
  addFile(name: string): number {
    return this.files.push(name) - 1
  }

  /** From `first` on lines are those of `file`, beginning with its line `own`. */
  addRun(first: number, file: number, own: number): void {
    this.#first.push(first)
    this.#file.push(file)
    this.#shift.push(first - own)
  }

  at(line: number): FileLine {
    const run = this.#run(line)
    return { file: this.files[this.#file[run]!]!, line: line - this.#shift[run]! }
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
    }
  }

  static from(data: LineMapData): LineMap {
    const map = new LineMap()
    for (const file of data.files) map.addFile(file)
    for (let i = 0; i < data.runs.length; i += 3) map.addRun(data.runs[i]!, data.runs[i + 1]!, data.runs[i + 2]!)
    return map
  }
}

export type LineMapData = { readonly files: readonly string[]; readonly runs: readonly number[] }
