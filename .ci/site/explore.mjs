// GraphiQL in a real browser: node explore.mjs URL [FOLDER FOR SCREENSHOTS]
import {join} from 'node:path'
import {check, expect, withBrowser} from './browser.mjs'

const [url, shots] = process.argv.slice(2)

await withBrowser(async newContext => {
  await check('GraphiQL asks this API, and nothing else, and keeps nothing', async () => {
    const context = await newContext({viewport: {width: 1280, height: 800}})
    const page = await context.newPage()
    const complaints = [], elsewhere = []
    page.on('console', m => m.type() === 'error' && complaints.push(m.text()))
    page.on('pageerror', e => complaints.push(e.message))
    page.on('request', r => r.url().startsWith(url) || r.url().startsWith('data:') || r.url().startsWith('blob:') || elsewhere.push(r.url()))
    await page.goto(url + 'explore')
    await page.waitForSelector('.graphiql-query-editor .view-line')
    await page.click('button.graphiql-execute-button')
    await page.waitForFunction(() => document.querySelector('.graphiql-response')?.textContent.includes('findHelp'))
    if (shots) await page.screenshot({path: join(shots, 'explore.png')})
    expect(elsewhere.length === 0, `requests to ${elsewhere}`)
    expect(complaints.length === 0, complaints.join('\n'))
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length) === 0, 'something is kept')
    await context.close()
  })
})
