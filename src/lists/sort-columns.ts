// Sorts rows of several words, each word in a column of its own, by the first columns. It goes digit by digit from the last, so rows with
// the same key stay in their order.

type Column = Uint32Array<ArrayBuffer>

/** The first `keys` columns are the key, the most significant first. Keeps only rows [0, count). May reuse the given columns. */
export function sortColumns(columns: readonly Column[], keys: number, count: number): Column[] {
  if (columns.length === 1) return [sortWords(columns[0]!.subarray(0, count))]
  let sorted = columns.map((column) => column.subarray(0, count))
  let spare: Column[] | undefined
  const places = new Uint32Array(count)
  for (let key = keys - 1; key >= 0; key--) {
    for (let shift = 0; shift < 32; shift += DIGIT) {
      if (!findPlaces(sorted[key]!, shift, places)) continue
      spare ??= sorted.map(() => new Uint32Array(count))
      for (let i = 0; i < sorted.length; i++) move(sorted[i]!, spare[i]!, places)
      ;[sorted, spare] = [spare, sorted]
    }
  }
  return sorted
}

/** Sorts a column that has no companions: no other column has to learn where each word goes, which halves the work. */
function sortWords(words: Column): Column {
  const counts = new Uint32Array(DIGITS * DIGIT_VALUES)
  let ascends = true
  let last = 0
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    counts[word & DIGIT_MASK]!++
    counts[DIGIT_VALUES + ((word >>> DIGIT) & DIGIT_MASK)]!++
    counts[2 * DIGIT_VALUES + (word >>> (2 * DIGIT))]!++
    if (word < last) ascends = false
    last = word
  }
  if (ascends) return words
  let sorted = words
  let spare = new Uint32Array(words.length)
  for (let digit = 0; digit < DIGITS; digit++) {
    const places = placesOf(counts.subarray(digit * DIGIT_VALUES, (digit + 1) * DIGIT_VALUES))
    const shift = digit * DIGIT
    for (let i = 0; i < sorted.length; i++) spare[places[(sorted[i]! >>> shift) & DIGIT_MASK]!++] = sorted[i]!
    ;[sorted, spare] = [spare, sorted]
  }
  return sorted
}

/** Turns counts of digits into places: where the first word with each digit goes. */
function placesOf(counts: Column): Column {
  let sum = 0
  for (let digit = 0; digit < DIGIT_VALUES; digit++) {
    const here = counts[digit]!
    counts[digit] = sum
    sum += here
  }
  return counts
}

/** Finds where each row goes for this digit. False where all have the same digit, or are in order already. */
function findPlaces(key: Column, shift: number, places: Column): boolean {
  const counts = new Uint32Array(DIGIT_VALUES)
  let last = 0
  let ascends = true
  for (let i = 0; i < key.length; i++) {
    const digit = (key[i]! >>> shift) & DIGIT_MASK
    counts[digit]!++
    if (digit < last) ascends = false
    last = digit
  }
  if (ascends) return false
  placesOf(counts)
  for (let i = 0; i < key.length; i++) places[i] = counts[(key[i]! >>> shift) & DIGIT_MASK]!++
  return true
}

function move(from: Column, to: Column, places: Column): void {
  for (let i = 0; i < from.length; i++) to[places[i]!] = from[i]!
}

const DIGIT = 11
/** Digits in a word. */
const DIGITS = 3
const DIGIT_VALUES = 1 << DIGIT
const DIGIT_MASK = DIGIT_VALUES - 1
