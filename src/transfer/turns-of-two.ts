// Whose turn it is where two lines wait: the hurried one comes first, but however long it is, some turns go to the other.

/** Of so many turns in a row, one goes to the other line, if anything waits there. */
const ROW = 4

export class TurnsOfTwo {
  /** How many turns the hurried line had in a row. */
  #row = 0

  /** `hurried`, `others`: how many wait. Gives whether the other line has the next turn; where nothing waits, it has it. */
  isOther(hurried: number, others: number): boolean {
    const isOther = hurried === 0 || (others > 0 && this.#row >= ROW - 1)
    this.#row = isOther ? 0 : this.#row + 1
    return isOther
  }
}
