// $ADD owner [ttl] [class] type rdata: adds a record to those that the layer below has at the name; a plain line would replace them.
// Afterwards the owner is what it was before.

import type { Directive } from './directive.ts'

export const add: Directive = {
  name: '$ADD',
  usage: '$ADD www A 192.0.2.1',
  words: [3, Number.POSITIVE_INFINITY],
  run(words, reading) {
    const { layers, records, line } = reading
    if (layers === undefined) return reading.askForLayers()
    const carried = records.carried()
    reading.noteLines('added', true)
    layers.adding = true
    const wrong = records.read(words, false, line, 1)
    layers.adding = false
    records.restore(carried)
    return wrong
  },
}
