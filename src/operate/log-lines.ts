// A line of the log as an object: time, level and message by name, all other fields as its detail.

export const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const

export type LogLine = {
  readonly at: string
  readonly level: (typeof levels)[number]
  readonly message: string
  readonly detail: { readonly [key: string]: unknown }
}

/** Undefined where the line is none that this program writes. */
export function readLogLine(line: string): LogLine | undefined {
  try {
    const { time, level, msg, pid: _, ...detail } = JSON.parse(line)
    const name = levels[level / 10 - 1]
    if (typeof time !== 'number' || typeof msg !== 'string' || name === undefined) return undefined
    return { at: new Date(time).toISOString(), level: name, message: msg, detail }
  } catch {
    return undefined
  }
}
