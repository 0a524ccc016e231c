// `janus stop`: ends the running server.

import * as v from 'valibot'
import { oneResult } from '../verb.ts'

export const stop = oneResult({
  name: 'stop',
  effect: 'changes',
  right: 'administer',
  concerns: 'all',
  request: {},
  result: v.looseObject({ stopping: v.literal(true) }),
  run: ({ operated }) => {
    operated.stop()
    return { stopping: true as const }
  },
  text: () => 'the server stops',
  command: {
    summary: 'stop the running server, after it has answered what was asked',
    examples: [['janus stop'], ['janus stop --config /etc/janus/janus.yaml']],
    exit: { done: 'done', refused: 'refused', failed: 'no server to ask, or the command cannot be read' },
  },
})
