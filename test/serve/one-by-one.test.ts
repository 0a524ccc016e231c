// In which order tasks of two lines are done, one after the other.

import t from 'tap'
import { OneByOne } from '../../src/serve/one-by-one.ts'

t.test('those in a hurry come before all others that wait, and of these every fourth task is one', async (t) => {
  const tasks = new OneByOne()
  const done: string[] = []
  const task = (name: string) => async () => {
    await new Promise(setImmediate)
    done.push(name)
    return name
  }
  const others = ['a', 'b', 'c', 'd'].map((name) => tasks.add(false, task(name)))
  const hurried = ['1', '2', '3', '4', '5', '6', '7'].map((name) => tasks.add(true, task(name)))
  t.same(await Promise.all([...others, ...hurried]), ['a', 'b', 'c', 'd', '1', '2', '3', '4', '5', '6', '7'])
  t.equal(done.join(' '), 'a 1 2 3 b 4 5 6 c 7 d')
})

t.test('one that fails holds up nobody', async (t) => {
  const tasks = new OneByOne()
  const failed = tasks.add(true, () => Promise.reject(new Error('no')))
  const then = tasks.add(true, async () => 'yes')
  await t.rejects(failed, /no/)
  t.equal(await then, 'yes')
})
