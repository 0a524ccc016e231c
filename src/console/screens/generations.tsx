// What was served before, as far as it is kept, and the way back to it.

import { useState } from 'preact/hooks'
import { send, useAsk } from '../ask.ts'
import { tell, tellOf, timeText } from '../language.ts'
import { mayOperate } from '../me.ts'
import { useOnce } from '../once.ts'
import { Dialog, Note, Shown, State, Table } from '../parts.tsx'

type Generation = {
  readonly generation: number
  readonly time: string
  readonly cause: 'start' | 'reload' | 'rollback'
  readonly content: number
  readonly current: boolean
  readonly behind?: number
  readonly faces: number
}

type Done = { readonly generation: number; readonly content: number }

export function Generations() {
  const asked = useAsk<readonly Generation[]>('generations', { brief: true }, 10_000)
  // The tag of the state that the user saw when he asked: the rollback is meant from that, whatever comes meanwhile.
  const [to, setTo] = useState<{ readonly generation: number; readonly tag: string | undefined }>()
  const [done, setDone] = useState<Done>()
  const [why, setWhy] = useState<string>()
  const rollBack = useOnce(async ({ generation, tag }: NonNullable<typeof to>) => {
    const answer = await send<Done>('rollback', { generation }, tag)
    setTo(undefined)
    setDone(answer.kind === 'good' ? answer.value : undefined)
    setWhy(answer.kind === 'good' ? undefined : answer.code === 'moved' ? tell('conflict') : answer.detail)
    asked.again()
  })
  return (
    <>
      <h1>{tell('generations')}</h1>
      {done && <Note tone="good">{tell('rolled-back', done)}</Note>}
      {why && <Note tone="bad">{why}</Note>}
      <Shown asked={asked}>
        {(generations, { tag }) => (
          <>
            <Table
              name={tell('generations')}
              heads={[tell('generation'), tell('since'), tell('cause'), tell('holds'), tell('act')]}
            >
              {generations.map((one) => (
                <Line
                  key={one.generation}
                  one={one}
                  onBack={
                    mayOperate.value && !one.current ? () => setTo({ generation: one.generation, tag }) : undefined
                  }
                />
              ))}
            </Table>
            {to !== undefined && (
              <Dialog title={tell('roll-back-to', { generation: to.generation })} onClose={() => setTo(undefined)}>
                <p>{tell('roll-back-why')}</p>
                <div class="bar">
                  <button type="button" onClick={() => setTo(undefined)}>
                    {tell('cancel')}
                  </button>
                  <button type="button" class="main" onClick={() => rollBack(to)}>
                    {tell('roll-back')}
                  </button>
                </div>
              </Dialog>
            )}
          </>
        )}
      </Shown>
    </>
  )
}

function Line({ one, onBack }: { readonly one: Generation; readonly onBack: (() => void) | undefined }) {
  const { generation, time, cause, content, current, faces } = one
  return (
    <tr>
      <th scope="row">{generation}</th>
      <td>{timeText(time)}</td>
      <td>
        {tellOf('cause', cause)}
        {content !== generation && ` → ${content}`}
      </td>
      <td class="number">
        {faces} {tell('faces')}
      </td>
      <td>
        {current && <State tone="good">{tell('in-service')}</State>}
        {onBack && (
          <button type="button" onClick={onBack} aria-label={`${tell('roll-back')} ${generation}`}>
            {tell('roll-back')}
          </button>
        )}
      </td>
    </tr>
  )
}
