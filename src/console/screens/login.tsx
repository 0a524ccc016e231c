// The user logs in. The console shows nothing of the server before that.

import { useEffect, useRef, useState } from 'preact/hooks'
import { ask, send } from '../ask.ts'
import { tell } from '../language.ts'
import { findOut } from '../me.ts'
import { Field, Note } from '../parts.tsx'

export function Login() {
  const [user, setUser] = useState('')
  const [password, setPassword] = useState('')
  const [why, setWhy] = useState<string>()
  const [provider, setProvider] = useState(false)
  const isSending = useRef(false)
  useEffect(() => {
    void ask<{ readonly oidc: boolean }>('login/ways').then((answer) => {
      setProvider(answer.kind === 'good' && answer.value.oidc)
    })
  }, [])
  const enter = async () => {
    if (isSending.current) return
    isSending.current = true
    const answer = await send('login', { user, password })
    isSending.current = false
    setPassword('')
    if (answer.kind === 'good') return void (await findOut())
    if (answer.after !== undefined) setWhy(tell('locked-out', { seconds: answer.after }))
    else setWhy(answer.status === 401 ? tell('no-user') : answer.status === 0 ? tell('not-reached') : answer.detail)
  }
  return (
    <main class="alone">
      <h1>Janus</h1>
      <p class="dim">{tell('log-in-why')}</p>
      <form
        class="columns"
        onSubmit={(event) => {
          event.preventDefault()
          void enter()
        }}
      >
        <Field label={tell('user')} name="user" value={user} onInput={setUser} autocomplete="username" required />
        <Field
          label={tell('password')}
          name="password"
          type="password"
          value={password}
          onInput={setPassword}
          autocomplete="current-password"
          required
        />
        <button type="submit" class="main">
          {tell('log-in')}
        </button>
      </form>
      {provider && (
        <p>
          <a href="/api/janus/v1/oidc/login">{tell('log-in-elsewhere')}</a>
        </p>
      )}
      {why && <Note tone="bad">{why}</Note>}
    </main>
  )
}
