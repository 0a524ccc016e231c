// `janus query`: asks one server one question, and prints the answer for people. A container's health check uses it too. Plain DNS goes
// through dns2, not through the code that answers; dns2 knows nothing else, so that other transports go through our own codec.

import { nameText } from '../dns/name-text.ts'
import { typeName } from '../dns/types.ts'
import { endpointText } from '../net/endpoint.ts'
import { Exit } from '../tools/exit.ts'
import { exchange } from './query-exchange.ts'
import { replyText } from './query-text.ts'
import { isPlain, type QueryOptions, readWords } from './query-words.ts'

/** `words` are @server, name and type, or fewer. Gives the exit code. */
export async function query(words: readonly string[], options: QueryOptions): Promise<number> {
  const request = readWords(words, options)
  if (typeof request === 'string') return fail(request)
  const reply = await (isPlain(request)
    ? exchange(request)
    : (await import('./query-doors.ts')).exchangeByDoor(request))
  if (typeof reply === 'string') {
    const question = `${nameText(request.name)} ${typeName(request.type)}`
    return fail(`cannot ask ${endpointText(request.server)} for ${question}: ${reply}`)
  }
  process.stdout.write(replyText(request, reply))
  return reply.told.rcode === 0 ? Exit.good : Exit.bad
}

function fail(message: string): number {
  process.stderr.write(`janus: ${message}\n`)
  return Exit.failed
}
