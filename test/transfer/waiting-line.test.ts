// Those that wait come in their order, each once, whoever leaves meanwhile.

import t from 'tap'
import { WaitingLine } from '../../src/transfer/waiting-line.ts'
import fc from '../support/properties.ts'

t.test('whoever comes, leaves and comes again: the first is who has waited longest', async () => {
  const step = fc.record({ kind: fc.constantFrom('add', 'add', 'delete', 'take'), item: fc.nat(9) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const line = new WaitingLine<string>()
      let plain: string[] = []
      for (const { kind, item } of steps) {
        const name = kind === 'take' ? plain[0] : `${item}`
        if (kind === 'add' && !plain.includes(name!)) plain.push(name!)
        if (kind === 'add') line.add(name!)
        else if (name !== undefined) {
          plain = plain.filter((one) => one !== name)
          line.delete(name)
        }
        if (line.first !== plain[0] || line.size !== plain.length) throw new Error(`${line.first} of ${plain}`)
        if (plain.some((one) => !line.has(one))) throw new Error('somebody is missing')
      }
    }),
    { numRuns: 500 },
  )
})
