// dnsperf: as many queries as the server answers, and its own account of them.

import { installed } from '../servers/kind.ts'
import { runTool } from './tool.ts'

export const dnsperf = installed('dnsperf')

export type Load = {
  readonly port: number
  /** A file of lines "name type". */
  readonly questions: string
  readonly seconds: number
  readonly cores: string
  /** Address that is asked from. */
  readonly source?: string
  /** It gives way to other clients on its cores. */
  readonly yields?: boolean
  /** More arguments, as for EDNS or TCP. */
  readonly options: readonly string[]
}

export type LoadReport = {
  readonly answered: number
  readonly lost: number
  /** Answers per second. */
  readonly rate: number
  /** Mean, in microseconds. */
  readonly latency: number
  /** Octets of an answer, on average. */
  readonly size: number
  /** Answers by rcode. */
  readonly rcodes: ReadonlyMap<string, number>
}

/** Queries under way at any time. */
const OUTSTANDING = 200
const TIMEOUT_S = 1
/** For reading the questions and waiting for the last answers. */
const SLACK_S = 20

export async function runDnsperf({
  port,
  questions,
  seconds,
  cores,
  source,
  yields,
  options,
}: Load): Promise<LoadReport> {
  const fixed = ['-s', '127.0.0.1', '-p', port, '-d', questions, '-l', seconds, '-q', OUTSTANDING, '-t', TIMEOUT_S]
  const args = [...fixed.map(String), ...(source ? ['-a', source] : []), ...options]
  const [program, before] = yields ? ['nice', ['-n', '19', dnsperf!]] : [dnsperf!, []]
  return readReport(await runTool(program, [...before, ...args], { cores, seconds: seconds + SLACK_S }))
}

export function readReport(text: string): LoadReport {
  const number = (label: string) => Number(new RegExp(`${label} +([\\d.]+)`).exec(text)?.[1] ?? Number.NaN)
  const rcodes = /Response codes: +(.*)/.exec(text)?.[1] ?? ''
  return {
    answered: number('Queries completed:'),
    lost: number('Queries lost:'),
    rate: number('Queries per second:'),
    latency: number('Average Latency \\(s\\):') * 1e6,
    size: number('Average packet size: +request \\d+, response'),
    rcodes: new Map(Array.from(rcodes.matchAll(/(\w+) (\d+) \(/g), (m) => [m[1]!, Number(m[2])])),
  }
}
