// Dark or light, as somebody has chosen, or else as his system is.

import { effect, signal } from '@preact/signals'
import { remember, remembered } from './remembered.ts'

export type Theme = 'dark' | 'light'

const chosen = remembered('theme')
const ofSystem: Theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'

export const theme = signal<Theme>(chosen === 'dark' || chosen === 'light' ? chosen : ofSystem)

effect(() => {
  document.documentElement.dataset.theme = theme.value
})

export function paint(to: Theme): void {
  theme.value = to
  remember('theme', to)
}
