// A number for each state of what is served: another one as soon as anybody could see something else. What only lies in another image,
// with the same records, has the number of the image before it.

let count = 0
const numbers = new WeakMap<object, number>()

export function numberOf(one: object): number {
  const number = numbers.get(one) ?? ++count
  numbers.set(one, number)
  return number
}

/** Nobody can tell it from the one before. */
export function isStill(one: object, before: object): void {
  if (one !== before) numbers.set(one, numberOf(before))
}
