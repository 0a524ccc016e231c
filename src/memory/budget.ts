// One budget of memory for all threads that read zones. A thread asks before it takes much, because no limit that Node can give a thread
// counts the ArrayBuffers in which a zone lives. The budget refuses nothing to a thread without an account, such as a command's own.
//
//   common words:    the most | taken by all accounts          in units of 64 KiB
//   account's word:  taken by this one

/** Thrown when a thread asks for more than there is. */
export class OutOfBudget extends Error {
  override readonly name = 'OutOfBudget'
}

/** One thread's account in a budget, to pass to that thread. */
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

  /** Gives back what an ended thread had taken. */
  close({ own }: Account): void {
    Atomics.sub(this.#common, TAKEN, Atomics.exchange(own, 0, 0))
  }
}

/** This thread's account. */
let account: Account | undefined
/** This thread's account where only portions spend from it. */
let forPortions: Account | undefined
/** What this thread has taken, in octets: its account counts whole units. */
let held = 0

export function spendFrom(own: Account): void {
  account = own
}

/** The thread spends from the account only within during() of a portion: what it takes otherwise is gone soon. */
export function spendInPortions(own: Account): void {
  forPortions = own
}

/** Call it before so many octets are allocated. Throws OutOfBudget. */
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

/** Call it when so many octets are free again. */
export function giveBack(octets: number): void {
  if (account === undefined) return
  held = Math.max(0, held - octets)
  const less = account.own[0]! - Math.ceil(held / UNIT)
  if (less <= 0) return
  Atomics.sub(account.common, TAKEN, less)
  Atomics.sub(account.own, 0, less)
}

/** Call it when this thread uses nothing any more of what it took; other threads may have some of it. */
export function giveAllBack(): void {
  giveBack(held)
}

/** What one piece of work has taken, where a thread does several in turns. */
export class Portion {
  #held = 0

  /** In octets. */
  get held(): number {
    return this.#held
  }

  /** Counts what the work takes as this portion's. */
  during<Result>(work: () => Result): Result {
    const before = held
    try {
      return withAccount(work)
    } finally {
      this.#held += held - before
    }
  }

  /** Gives back all of it: this thread uses it no more. */
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
