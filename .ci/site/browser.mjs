// What the checks of pages share: a browser of its own with an empty profile, and one line per check.
import {createRequire} from 'node:module'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {chromium} from 'playwright-core'

const require = createRequire(import.meta.url)
export const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

let failed = 0

// check runs one check and prints how it went.
export async function check(name, what) {
  try {
    await what()
    console.log(`ok      ${name}`)
  } catch (error) {
    failed++
    console.log(`FAILED  ${name}\n        ${String(error.message ?? error).split('\n').join('\n        ')}`)
  }
}

export function expect(holds, text) {
  if (!holds) throw new Error(text)
}

// withBrowser gives a context with options of Playwright to a function, and ends the process by how the checks went.
// A profile of its own for each context would be slow: contexts share nothing anyway.
export async function withBrowser(run) {
  const profile = mkdtempSync(join(tmpdir(), 'browser-'))
  const browser = await launched(profile)
  try {
    await run(async options => {
      const context = await browser.browser().newContext(options)
      context.setDefaultTimeout(90_000) // machines of checks are slow at times
      return context
    })
  } finally {
    await browser.close()
    rmSync(profile, {recursive: true, force: true})
  }
  process.exit(failed > 0 ? 1 : 0)
}

// launched starts the browser, which on a machine without graphics now and then dies while it starts.
async function launched(profile) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await chromium.launchPersistentContext(profile, {
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: [
          '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
          '--disable-component-update', '--disable-sync',
        ],
      })
    } catch (error) {
      if (attempt === 3) throw error
      console.log(`note    the browser did not start: ${String(error.message ?? error).split('\n')[0]}`)
    }
  }
}

// violations asks axe-core what is wrong with a page by WCAG 2.2 AA and good practice. A strict policy lets no
// script in, so it runs where Playwright's own code does.
export async function violations(page) {
  const found = await page.evaluate(async source => {
    if (!window.axe) (0, eval)(source)
    const result = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return result.violations.map(v => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(', ')}`)
  }, axe)
  expect(found.length === 0, found.join('\n'))
}
