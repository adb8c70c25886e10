// The web component and the framed page on the site of somebody else: node embed.mjs URL [FOLDER FOR SCREENSHOTS]
import {createServer} from 'node:http'
import {join} from 'node:path'
import {check, expect, violations, withBrowser} from './browser.mjs'

const [url, shots] = process.argv.slice(2)
const api = url.replace(/\/$/, '')
const [integrity, versioned] = (await (await fetch(api + '/embed.js.sri')).text()).trim().split(' ')

// The other site allows nothing but what a component needs: its script and its questions.
const policy = `default-src 'none'; script-src ${api}; connect-src ${api}; frame-src ${api}; img-src data:`
const script = `<script defer src="${api}${versioned}" integrity="${integrity}" crossorigin="anonymous"></script>`
const head = '<link rel="icon" href="data:,"><title>partner</title>'
const pages = {
  '/': `<!doctype html><html lang="en">${head}${script}<main><h1>A partner</h1><blue-heart-hotlines country="MD" languages="uk,ro" exit></blue-heart-hotlines></main>`,
  '/ar': `<!doctype html><html lang="ar" dir="rtl">${head}${script}<main><h1>A partner</h1><blue-heart-hotlines country="EG"></blue-heart-hotlines></main>`,
  '/uk': `<!doctype html><html lang="uk">${head}${script}<main><h1>A partner</h1><blue-heart-hotlines country="UA" exit></blue-heart-hotlines></main>`,
  '/nowhere': `<!doctype html><html lang="fr">${head}${script}<main><h1>A partner</h1><blue-heart-hotlines country="&lt;b&gt;"></blue-heart-hotlines></main>`,
  '/frame': `<!doctype html><html lang="en">${head}<main><h1>A partner</h1><iframe title="Help" width="600" height="900" src="${api}/embed?country=MD&amp;exit"></iframe></main>`,
}
const partner = createServer((request, response) => {
  response.writeHead(pages[request.url] ? 200 : 404, {'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy})
  response.end(pages[request.url] ?? '')
})
await new Promise(resolve => partner.listen(0, '127.0.0.1', resolve))
const site = `http://127.0.0.1:${partner.address().port}`

// opened gives a page of the partner whose component shows something.
async function opened(context, path) {
  const page = await context.newPage()
  page.complaints = []
  page.on('console', m => page.complaints.push(m.text()))
  page.on('pageerror', e => page.complaints.push(e.message))
  await page.goto(site + path)
  await page.waitForSelector('blue-heart-hotlines a.call[href^="tel:"]')
  return page
}

await withBrowser(async newContext => {
  await check('a site with a strict policy shows the lines, and keeps nothing', async () => {
    const context = await newContext({viewport: {width: 320, height: 800}})
    const page = await opened(context, '/')
    expect((await page.textContent('blue-heart-hotlines .box')).includes('Nobody has checked this entry yet.'), 'it does not say how fresh a line is')
    expect(page.complaints.length === 0, page.complaints.join('\n'))
    expect((await context.cookies()).length === 0 && await page.evaluate(() => localStorage.length + sessionStorage.length) === 0, 'something is kept')
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it is wider than the window')
    if (shots) await page.screenshot({path: join(shots, 'embed-320.png'), fullPage: true})
    await context.close()
  })

  await check('it refreshes by ETag, and stays when the network is gone', async () => {
    const context = await newContext({})
    const page = await opened(context, '/')
    await page.$eval('blue-heart-hotlines', e => e.refresh()) // what was still under way when lines were there
    const asked = []
    page.on('response', r => asked.push(`${r.request().method()} ${r.status()}`))
    await Promise.all([page.waitForResponse(r => r.request().method() !== 'OPTIONS'), page.$eval('blue-heart-hotlines', e => e.refresh())])
    const real = asked.filter(a => !a.startsWith('OPTIONS'))
    expect(real.join() === 'GET 304', `it asked ${real.join()}`)
    const note = () => page.textContent('blue-heart-hotlines .note')
    expect(await note() === '', `it says ${await note()}`)
    await context.setOffline(true)
    await page.$eval('blue-heart-hotlines', e => e.refresh())
    expect((await note()).includes('could not be refreshed'), 'it does not say that it is offline')
    expect(await page.$('blue-heart-hotlines a.call[href^="tel:"]'), 'the lines are gone')
    await context.setOffline(false)
    await page.$eval('blue-heart-hotlines', e => e.refresh())
    expect(await note() === '', 'it still says that it is offline')
    await page.$eval('blue-heart-hotlines', e => e.setAttribute('country', 'EG'))
    await page.waitForFunction(() => document.querySelector('blue-heart-hotlines').shadowRoot.textContent.includes('Egypt'))
    await context.close()
  })

  await check('without the network from the start it says what to do', async () => {
    const context = await newContext({})
    await context.route(api + '/graphql**', route => route.abort())
    const page = await context.newPage()
    await page.goto(site + '/')
    await page.waitForFunction(() => document.querySelector('blue-heart-hotlines').shadowRoot?.textContent.includes('112'))
    await context.close()
  })

  await check('right to left, and no violation at any width, in light and dark', async () => {
    for (const [path, colorScheme, width] of [['/', 'dark', 320], ['/ar', 'dark', 768], ['/', 'light', 768], ['/uk', 'light', 1280]]) {
      const context = await newContext({viewport: {width, height: 800}, colorScheme, bypassCSP: true})
      const page = await opened(context, path)
      if (path === '/ar') {
        expect(await page.getAttribute('blue-heart-hotlines .box', 'dir') === 'rtl', 'it is not right to left')
        expect(await page.getAttribute('blue-heart-hotlines .box', 'lang') === 'ar', 'it does not say that it is Arabic')
      }
      await violations(page)
      if (shots) await page.screenshot({path: join(shots, `embed-${width}-${colorScheme}${path.slice(1) && '-' + path.slice(1)}.png`), fullPage: true})
      await context.close()
    }
  })

  await check('the framed page: no violation, nothing sticks out', async () => {
    for (const [language, colorScheme, width] of [['ar', 'light', 320], ['en', 'dark', 768]]) {
      const context = await newContext({viewport: {width, height: 800}, colorScheme, bypassCSP: true})
      const page = await context.newPage()
      await page.goto(`${api}/embed?country=UA&lang=${language}&exit`)
      await violations(page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it is wider than the window')
      await context.close()
    }
  })

  await check('a country that is none: help from anywhere, and nothing of it on the page', async () => {
    const context = await newContext({})
    const page = await opened(context, '/nowhere')
    expect(!(await page.innerHTML('main')).includes('<b>') && !(await page.textContent('blue-heart-hotlines .box')).includes('<b>'), 'it repeats what was given')
    await context.close()
  })

  await check('variables of the site change its look', async () => {
    const context = await newContext({bypassCSP: true})
    const page = await opened(context, '/')
    await page.addStyleTag({content: 'blue-heart-hotlines{--blue-heart-color:rgb(1, 2, 3)}'})
    expect(await page.$eval('blue-heart-hotlines', e => getComputedStyle(e.shadowRoot.querySelector('a.call:not(.exit)')).backgroundColor) === 'rgb(1, 2, 3)', 'they do not')
    await context.close()
  })

  await check('Shift three times leaves the whole page', async () => {
    const context = await newContext({})
    await context.route('https://**', route => route.fulfill({contentType: 'text/html', body: '<title>elsewhere</title>'}))
    const page = await opened(context, '/')
    for (let i = 0; i < 3; i++) await page.keyboard.press('Shift')
    await page.waitForFunction(() => document.title === 'elsewhere')
    await context.close()
  })

  await check('the framed page shows the lines without a script, and its exit leads out of the frame', async () => {
    const context = await newContext({javaScriptEnabled: false})
    await context.route('https://**', route => route.fulfill({contentType: 'text/html', body: '<title>elsewhere</title>'}))
    const page = await context.newPage()
    await page.goto(site + '/frame')
    const frame = page.frameLocator('iframe')
    await frame.locator('a.call[href^="tel:"]').first().waitFor()
    if (shots) await page.screenshot({path: join(shots, 'frame.png')})
    await frame.locator('#exit').click()
    await page.waitForFunction(() => document.title === 'elsewhere')
    await context.close()
  })
  partner.close()
})
