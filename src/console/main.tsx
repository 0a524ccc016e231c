// The console: who looks is found out, then the screen that the address names is drawn.

import './style.css'
import { render } from 'preact'
import { findOut } from './me.ts'
import { Shell } from './shell.tsx'
import './theme.ts'

render(<Shell />, document.querySelector('#console')!)
void findOut()
