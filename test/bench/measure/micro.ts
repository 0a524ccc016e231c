// Times a small piece of code over inputs that differ from one call to the next.

import { quantile } from './statistics.ts'

const INPUTS = 4096
const WARM_UP_ROUNDS = 30

/** Prints nanoseconds for each call and octets that each left on the heap. */
export function measure<Input>(
  title: string,
  milliseconds: number,
  make: (i: number) => Input,
  work: (input: Input) => void,
): void {
  const inputs = Array.from({ length: INPUTS }, (_, i) => make(i))
  const round = () => {
    for (const input of inputs) work(input)
  }
  for (let i = 0; i < WARM_UP_ROUNDS; i++) round()
  const heap = process.memoryUsage().heapUsed
  const rounds: number[] = []
  for (const end = performance.now() + milliseconds; rounds.length === 0 || performance.now() < end; ) {
    const start = performance.now()
    round()
    rounds.push(((performance.now() - start) * 1e6) / INPUTS)
  }
  const grown = Math.max(0, process.memoryUsage().heapUsed - heap) / rounds.length / INPUTS
  rounds.sort((a, b) => a - b)
  const at = (share: number) => quantile(rounds, share).toFixed(0).padStart(6)
  console.log(`${title.padEnd(24)} ${at(0.5)} ns median ${at(0.1)} p10 ${at(0.99)} p99 ${grown.toFixed(1)} octets each`)
}
