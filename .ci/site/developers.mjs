// The page for developers in a real browser: node developers.mjs URL [FOLDER FOR SCREENSHOTS]
import {join} from 'node:path'
import {check, expect, violations, withBrowser} from './browser.mjs'

const [url, shots] = process.argv.slice(2)

await withBrowser(async newContext => {
  await check('the page for developers: its live example, under its own policy', async () => {
    const context = await newContext({viewport: {width: 320, height: 800}})
    const page = await context.newPage()
    const complaints = []
    page.on('console', m => complaints.push(m.text()))
    await page.goto(url + 'developers')
    await page.waitForSelector('blue-heart-hotlines a.call')
    expect(complaints.length === 0, complaints.join('\n'))
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it is wider than the window')
    await context.close()
  })
  await check('the page for developers: no violation', async () => {
    for (const [width, colorScheme] of [[768, 'light'], [1280, 'dark']]) {
      const context = await newContext({viewport: {width, height: 800}, colorScheme, bypassCSP: true})
      const page = await context.newPage()
      await page.goto(url + 'developers')
      await page.waitForSelector('blue-heart-hotlines a.call')
      await violations(page)
      if (shots) await page.screenshot({path: join(shots, `developers-${width}.png`), fullPage: true})
      await context.close()
    }
  })
})
