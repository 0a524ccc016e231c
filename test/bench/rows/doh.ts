// DNS over HTTPS over one connection: one client (h2load) for all, twenty requests under way.

import { mkdirSync, writeFileSync } from 'node:fs'
import { typeCode } from '../../../src/dns/types.ts'
import { queryMessage } from '../clients/asker.ts'
import { runTool } from '../clients/tool.ts'
import type { Bench } from '../context.ts'
import { median, pairedRatio } from '../measure/statistics.ts'
import { startAll } from '../measure/turns.ts'
import { EARLIER } from '../servers/earlier.ts'
import { JANUS } from '../servers/janus.ts'
import { installed } from '../servers/kind.ts'
import type { Running } from '../servers/running.ts'
import { securedBy, securedPort } from '../servers/secured.ts'
import { securedSubjects } from '../servers/secured-subjects.ts'
import { writeZones } from '../zones/write-zones.ts'
import { hostQuestions, hosts, ORIGIN } from '../zones/zone-text.ts'
import { atMost, type Result, type Row } from './row.ts'

const h2load = installed('h2load')
const LIMIT = 1.3
const UNDER_WAY = 20
/** Requests in a turn, for each of its seconds. */
const REQUESTS = 10_000
const DIFFERENT = 1000
/** Turns at first that nobody counts: a compiler that learns from running code needs some 50,000 requests until it knows all of it. */
const WARM_UP = 5
const SLACK_S = 60

type Sample = { readonly server: string; readonly cpu: number; readonly rate: number; readonly failed: number }

export const doh: Row = {
  name: 'doh',
  work: `DNS over HTTPS, one connection, ${UNDER_WAY} requests under way, once warm`,
  target: `CPU per answer at most ${LIMIT} × BIND's`,
  estimate: (bench) => 3 * (bench.rounds + WARM_UP) * 2 * bench.seconds + 5,
  run: async (bench, folder): Promise<Result> => {
    if (h2load === undefined) return { tables: [], verdicts: [], remarks: ['h2load (nghttp2-client) is not installed'] }
    mkdirSync(folder, { recursive: true })
    const zones = writeZones(`${folder}/zones`, [hosts(bench.scale.hosts)])
    const tls = { ...securedBy(folder), over: 'https' } as const
    const able = bench.peers.filter(({ name }) => name === 'BIND' || name === EARLIER)
    const { servers, remarks } = await startAll(bench, folder, securedSubjects(bench, { zones, tls }, able), ORIGIN)
    const samples: Sample[] = []
    try {
      // Round 0 warms up.
      for (let round = 0; round <= bench.rounds; round++)
        for (let i = 0; i < servers.length; i++) {
          const server = servers[(i + round) % servers.length]!
          bench.progress(`round ${round} of ${bench.rounds}: ${server.name}`)
          const sample = await ask(bench, folder, server, round === 0 ? WARM_UP : 1)
          if (round > 0) samples.push(sample)
        }
    } finally {
      await Promise.all(servers.map((server) => server.stop()))
    }
    return { tables: [tableOf(servers, samples)], verdicts: [verdictOf(samples, bench.pairs)], remarks }
  },
}

async function ask(bench: Bench, folder: string, server: Running, turns: number): Promise<Sample> {
  const requests = Math.max(DIFFERENT, Math.round(REQUESTS * bench.seconds)) * turns
  const uris = `${folder}/uris-${server.port}`
  writeFileSync(uris, `${urisAt(securedPort(server.port), bench.scale.hosts).join('\n')}\n`)
  const before = server.cpu()
  const printed = await runTool(h2load!, ['-c1', '-t1', `-m${UNDER_WAY}`, `-n${requests}`, '-i', uris], {
    cores: bench.cores.client,
    seconds: bench.seconds * turns + SLACK_S,
  })
  const spent = server.cpu() - before
  const [, rate] = /, ([\d.]+) req\/s/.exec(printed) ?? []
  const [, good] = /status codes: (\d+) 2xx/.exec(printed) ?? []
  return { server: server.name, cpu: spent / Number(good), rate: Number(rate), failed: requests - Number(good) }
}

function urisAt(port: number, count: number): string[] {
  const lines = hostQuestions(count, DIFFERENT)(1).trimEnd().split('\n')
  return lines.slice(0, DIFFERENT).map((line) => {
    const [name, type] = line.split(' ') as [string, string]
    const message = Buffer.from(queryMessage(name, typeCode(type)!, 0)).toString('base64url')
    return `https://127.0.0.1:${port}/dns-query?dns=${message}`
  })
}

function tableOf(servers: readonly Running[], samples: readonly Sample[]) {
  return {
    columns: ['server', 'CPU per answer, µs', 'answers/s', 'failed'],
    lines: servers.map(({ name }) => {
      const own = samples.filter(({ server }) => server === name)
      const failed = own.reduce((sum, sample) => sum + sample.failed, 0)
      return [
        name,
        median(own.map(({ cpu }) => cpu)).toFixed(2),
        median(own.map(({ rate }) => rate)).toFixed(0),
        String(failed),
      ]
    }),
  }
}

function verdictOf(samples: readonly Sample[], pairs: boolean) {
  const other = pairs ? EARLIER : 'BIND'
  const of = (name: string) => samples.filter(({ server }) => server === name).map(({ cpu }) => cpu)
  return atMost(`CPU per answer over HTTPS ÷ ${other}`, pairedRatio(of(JANUS), of(other)), LIMIT)
}
