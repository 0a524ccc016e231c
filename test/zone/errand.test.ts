// Work that another thread does meanwhile is done when its waiter returns, whatever becomes of that thread.

import { MessageChannel } from 'node:worker_threads'
import t from 'tap'
import { Errand, type Order } from '../../src/zone/errand.ts'

const double = new Errand('double', (words: Int32Array) => {
  for (let i = 0; i < words.length; i++) words[i] = 2 * i
})

function words(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(16))
}

const doubled = [0, 2, 4, 6]

t.test('without a partner it is done at once', async (t) => {
  const data = words()
  double.begin(data, undefined)
  t.same([...data], doubled)
})

t.test('a partner is told what to do, and waited for', async (t) => {
  const orders: Order[] = []
  const data = words()
  const ended = double.begin(data, { postMessage: (order) => orders.push(order) })
  t.same([...data], [0, 0, 0, 0], 'nothing is done here')
  t.equal(orders[0]!.errand, 'double')
  double.go(orders[0]!)
  ended()
  t.same([...data], doubled)
})

t.test('where the partner is no more, it is done here', async (t) => {
  const { port1, port2 } = new MessageChannel()
  port1.close()
  t.teardown(() => port2.close())
  const data = words()
  double.begin(data, port2, 10)()
  t.same([...data], doubled)
})
