import t from 'tap'
import { ReloadQueue } from '../../src/serve/reload-queue.ts'

/** Reloads that end when they are told to. */
function stepped() {
  const ends: ((result: number | Error) => void)[] = []
  let begun = 0
  const queue = new ReloadQueue<number>(() => {
    begun++
    return new Promise((resolve, reject) => ends.push((end) => (end instanceof Error ? reject(end) : resolve(end))))
  })
  return { queue, ends, begun: () => begun }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

t.test('whoever asks during a reload gets one that begins afterwards, shared with others who wait', async (t) => {
  const { queue, ends, begun } = stepped()
  const first = queue.ask()
  await settled()
  const second = queue.ask()
  const third = queue.ask()
  await settled()
  t.equal(begun(), 1, 'one at a time')
  ends[0]!(1)
  t.equal(await first, 1)
  await settled()
  t.equal(begun(), 2)
  ends[1]!(2)
  t.same(await Promise.all([second, third]), [2, 2])
  t.equal(begun(), 2)
})

t.test('one that fails does not stop the next', async (t) => {
  const { queue, ends } = stepped()
  const first = queue.ask()
  await settled()
  const second = queue.ask()
  ends[0]!(new Error('broken'))
  await t.rejects(first, /broken/)
  await settled()
  ends[1]!(2)
  t.equal(await second, 2)
})

t.test('other work waits for the reload, and the next reload for it', async (t) => {
  const { queue, ends, begun } = stepped()
  const order: string[] = []
  const first = queue.ask().then(() => order.push('reload'))
  await settled()
  const alone = queue.alone(() => order.push('alone'))
  const second = queue.ask().then(() => order.push('reload'))
  await settled()
  ends[0]!(1)
  await Promise.all([first, alone])
  await settled()
  t.equal(begun(), 2)
  ends[1]!(2)
  await second
  t.same(order, ['reload', 'alone', 'reload'])
})
