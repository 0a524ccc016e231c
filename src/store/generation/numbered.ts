// Numbers each state of what is served: a new number as soon as anybody could see something else. A new image with the same records keeps
// the number.

let count = 0
const numbers = new WeakMap<object, number>()

export function numberOf(one: object): number {
  const number = numbers.get(one) ?? ++count
  numbers.set(one, number)
  return number
}

/** Call it for an object that nobody can tell from the one before. */
export function isStill(one: object, before: object): void {
  if (one !== before) numbers.set(one, numberOf(before))
}
