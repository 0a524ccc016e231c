// Emacs with Eglot, as docs/editors.md sets it up and Debian has both, without a screen: it opens a zone with a fault and shows it.

import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { editorEnvironment } from '../support/editor-program.ts'
import { folderOf } from '../support/janus.ts'

const run = promisify(execFile)

const guide = readFileSync(new URL('../../docs/editors.md', import.meta.url), 'utf8')
const setUp = /## Emacs\n[\s\S]*?```elisp\n([\s\S]*?)```/.exec(guide)![1]!

/** Nobody presses keys: what Emacs does after each is done here. Prints what is shown, and the line of one definition. */
const session = `
(defun shown ()
  (mapcar (lambda (one) (format "%d %s" (line-number-at-pos (flymake-diagnostic-beg one)) (flymake-diagnostic-text one)))
          (flymake-diagnostics)))
(defun wait-until (is-so)
  (let ((end (time-add nil 120)))
    (while (and (time-less-p nil end) (not (funcall is-so)))
      (accept-process-output nil 0.01) (sit-for 0.01))))
(defun wrong () (seq-filter (lambda (one) (string-match "bad-rdata" one)) (shown)))
(find-file (getenv "ZONE"))
(run-hooks 'post-command-hook)
(wait-until (lambda () (and (eglot-current-server) (wrong))))
(let ((lines (wrong)))
  (goto-char (point-max)) (forward-line -1) (delete-region (point) (line-end-position)) (insert "www CNAME ns1")
  (eglot--signal-textDocument/didChange)
  (wait-until (lambda () (not (wrong))))
  (unless (wrong) (push "mended" lines))
  (backward-char 2)
  (dolist (found (xref-backend-definitions 'eglot (xref-backend-identifier-at-point 'eglot)))
    (push (format "definition %d" (xref-location-line (xref-item-location found))) lines))
  (write-region (mapconcat 'identity lines "\\n") nil (getenv "SHOWN")))
(set-buffer-modified-p nil)
(eglot-shutdown (eglot-current-server))
`

const hasEglot = () =>
  spawnSync('emacs', ['--batch', '-q', '--eval', "(progn (package-initialize) (require 'eglot))"]).status === 0
const skip = !hasEglot() && 'emacs with eglot (elpa-eglot) is not installed'

t.test('Emacs shows the finding, hears that it is mended, and finds a definition', { skip }, async (t) => {
  const zone = '$TTL 1h\n@ SOA ns1 hostmaster 1 7200 3600 1209600 3600\n NS ns1\nns1 A 192.0.2.1\nwww A 192.0.2.999\n'
  const folder = folderOf(t, { 'example.com.zone': zone, 'init.el': setUp, 'session.el': session })
  const env = { ...editorEnvironment(folder), ZONE: join(folder, 'example.com.zone') }
  const [init, lines] = [join(folder, 'init.el'), join(folder, 'session.el')]
  await run('emacs', ['--batch', '-q', '--eval', '(package-initialize)', '-l', init, '-l', lines], {
    env,
    timeout: 400_000,
  })
  const shown = readFileSync(join(folder, 'shown'), 'utf8').split('\n')
  t.ok(
    shown.some((line) => /^5 .*bad-rdata.*192\.0\.2\.999/.test(line)),
    shown.join(', '),
  )
  t.ok(shown.includes('mended'), shown.join(', '))
  t.ok(shown.includes('definition 4'), shown.join(', '))
})
