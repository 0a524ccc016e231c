// The console: finds out who the user is, then draws the screen that the address names.

import './style.css'
import { render } from 'preact'
import { findOut } from './me.ts'
import { Shell } from './shell.tsx'
import './theme.ts'

render(<Shell />, document.querySelector('#console')!)
void findOut()
