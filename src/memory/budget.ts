// One budget of memory for all threads that read zones. A thread asks before it takes much, because no limit that Node can give a thread
// counts the ArrayBuffers in which a zone lives. The budget refuses nothing to a thread without an account, such as a command's own.
//
//   common words:    the most | taken by all accounts          in units of 64 KiB
//   account's word:  taken by this one

/** Somebody asked for more than there is. */
export class OutOfBudget extends Error {
  override readonly name = 'OutOfBudget'
}

/** One thread's part in a budget. It may be passed to that thread. */
export type Account = { readonly common: Int32Array; readonly own: Int32Array }

const MOST = 0
const TAKEN = 1
const UNIT = 1 << 16

export class Budget {
  readonly #common = new Int32Array(new SharedArrayBuffer(8))

  /** In octets. */
  constructor(most: number) {
    this.#common[MOST] = Math.floor(most / UNIT)
  }

  /** In octets. */
  get taken(): number {
    return Atomics.load(this.#common, TAKEN) * UNIT
  }

  open(): Account {
    return { common: this.#common, own: new Int32Array(new SharedArrayBuffer(4)) }
  }

  /** Gives back what a thread that has ended had taken. */
  close({ own }: Account): void {
    Atomics.sub(this.#common, TAKEN, Atomics.exchange(own, 0, 0))
  }
}

/** Of this thread. */
let account: Account | undefined
/** Of this thread, while it works for a portion. */
let forPortions: Account | undefined
/** What it has, in octets: its account counts whole units. */
let held = 0

export function spendFrom(own: Account): void {
  account = own
}

/** The thread spends from it within during() of a portion, and from nothing else: what it reads and writes besides is gone soon. */
export function spendInPortions(own: Account): void {
  forPortions = own
}

/** Before so many octets are taken. Throws OutOfBudget. */
export function take(octets: number): void {
  if (account === undefined) return
  held += octets
  const more = Math.ceil(held / UNIT) - account.own[0]!
  if (more <= 0) return
  const { common, own } = account
  Atomics.add(own, 0, more)
  if (Atomics.add(common, TAKEN, more) + more <= common[MOST]!) return
  Atomics.sub(common, TAKEN, more)
  Atomics.sub(own, 0, more)
  held -= octets
  throw new OutOfBudget(`cannot take ${octets} octets more`)
}

/** So many octets are free again. */
export function giveBack(octets: number): void {
  if (account === undefined) return
  held = Math.max(0, held - octets)
  const less = account.own[0]! - Math.ceil(held / UNIT)
  if (less <= 0) return
  Atomics.sub(account.common, TAKEN, less)
  Atomics.sub(account.own, 0, less)
}

/** Nothing of what was taken is used any more, but for what others have by now. */
export function giveAllBack(): void {
  giveBack(held)
}

/** What one of several pieces of work has taken that a thread does in turns. */
export class Portion {
  #held = 0

  /** In octets. */
  get held(): number {
    return this.#held
  }

  /** What is taken meanwhile is this one's. */
  during<Result>(work: () => Result): Result {
    const before = held
    try {
      return withAccount(work)
    } finally {
      this.#held += held - before
    }
  }

  /** Gives back all of it: nobody uses it any more, but for what others have by now. */
  end(): void {
    withAccount(() => giveBack(Math.max(0, this.#held)))
    this.#held = 0
  }
}

function withAccount<Result>(work: () => Result): Result {
  const outside = account
  account = forPortions ?? account
  try {
    return work()
  } finally {
    account = outside
  }
}
