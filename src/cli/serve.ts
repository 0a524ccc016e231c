// `janus serve`: the nameserver in the foreground, until a signal ends it.

import { pino } from 'pino'
import { findConfig } from '../config/find.ts'
import { loadConfig } from '../config/load.ts'
import type { Settings } from '../config/settings.ts'
import { wantsColour } from '../report/colour.ts'
import { problemsText } from '../report/text.ts'
import { Server } from '../server/server.ts'
import { endpointText } from '../transport/endpoint.ts'
import { ListenError } from '../transport/listen.ts'
import { version } from './version.ts'

export async function serve({ config = findConfig() }: { readonly config?: string }): Promise<number> {
  const settings = readSettings(config)
  if (settings === undefined) return 2
  const log = pino({ level: settings.log.level, base: { pid: process.pid } })
  let server: Server
  try {
    server = await Server.start(settings, { log })
  } catch (error) {
    if (!(error instanceof ListenError)) throw error
    console.error(`janus: ${error.message}`)
    return 2
  }
  log.info({ version, listen: server.bound.map(endpointText), zones: server.zones }, 'ready')
  server.keep(settings)
  await untilStopped(() => void reload(server, config, log))
  log.info('stopping')
  await server.close()
  log.info('stopped')
  return 0
}

/** Undefined where there are errors; they are on stderr then. */
function readSettings(config: string): Settings | undefined {
  const { settings, problems } = loadConfig(config)
  if (problems.length > 0)
    process.stderr.write(problemsText(problems, { colour: wantsColour(process.env, process.stderr) }))
  return settings
}

async function reload(server: Server, config: string, log: pino.Logger): Promise<void> {
  const { settings, problems } = loadConfig(config)
  if (settings === undefined) {
    log.error({ findings: problems }, 'reload refused: the configuration has errors, and nothing was changed')
    return
  }
  const good = await server.reload(settings)
  log[good ? 'info' : 'error']({ zones: server.zones }, good ? 'reloaded' : 'reloaded, but for the zones with errors')
}

function untilStopped(onHangup: () => void): Promise<void> {
  return new Promise((resolve) => {
    process.on('SIGHUP', onHangup)
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
}
