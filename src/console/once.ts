// Makes a change only once when the user presses its button twice.

import { useRef } from 'preact/hooks'

export function useOnce<A extends readonly unknown[]>(act: (...given: A) => Promise<void>): (...given: A) => void {
  const isBusy = useRef(false)
  return (...given) => {
    if (isBusy.current) return
    isBusy.current = true
    void act(...given).finally(() => {
      isBusy.current = false
    })
  }
}
