// Tells systemd the state of a service of Type=notify (sd_notify(3)). Without NOTIFY_SOCKET it does nothing.

import type { Posix } from './posix.ts'

export class ServiceNotifier {
  readonly #posix: Posix | undefined
  readonly #socket: string
  readonly #watchdog: number
  #timer: NodeJS.Timeout | undefined

  constructor(posix: Posix | undefined, environment: NodeJS.ProcessEnv) {
    this.#posix = posix
    this.#socket = environment.NOTIFY_SOCKET ?? ''
    const mine = environment.WATCHDOG_PID === undefined || environment.WATCHDOG_PID === String(process.pid)
    this.#watchdog = mine ? Number(environment.WATCHDOG_USEC ?? 0) / 1000 : 0
  }

  /** Tells that the server is ready, and from then on, while `isAlive` says so, twice in each watchdog interval that it is alive. */
  ready(status: string, isAlive: () => boolean): void {
    this.#tell('READY=1', `STATUS=${status}`)
    if (this.#watchdog > 0 && this.#socket !== '')
      this.#timer = setInterval(() => isAlive() && this.#tell('WATCHDOG=1'), this.#watchdog / 2).unref()
  }

  reloading(): void {
    this.#tell('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`)
  }

  reloaded(status: string): void {
    this.#tell('READY=1', `STATUS=${status}`)
  }

  stopping(): void {
    clearInterval(this.#timer)
    this.#tell('STOPPING=1')
  }

  #tell(...lines: string[]): void {
    if (this.#socket !== '') this.#posix?.sendTo(this.#socket, Buffer.from(`${lines.join('\n')}\n`))
  }
}
