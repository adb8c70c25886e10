// The find-help page in a real browser: node page.mjs URL [FOLDER FOR SCREENSHOTS]
import {join} from 'node:path'
import {check, expect, violations, withBrowser} from './browser.mjs'

const [url, shots] = process.argv.slice(2)

// Requests to anywhere but the server are counted and answered with nothing.
async function watched(context) {
  const requests = []
  await context.route('**/*', route => {
    requests.push(route.request())
    return route.request().url().startsWith(url) ? route.continue() : route.fulfill({status: 200, contentType: 'text/html', body: '<title>elsewhere</title>'})
  })
  return requests
}

async function ask(page, country) {
  await page.goto(url)
  await page.selectOption('#country', country)
  await page.click('button.go')
  await page.waitForSelector('#emergency')
}

const fits = page => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)

await withBrowser(async newContext => {
  // Each width, scheme and language, in pairs: axe takes seconds for a page.
  for (const [width, scheme, locale, language] of [
    [320, 'light', 'en', 'en'], [320, 'dark', 'ar', 'ar'], [768, 'dark', 'uk', 'en'], [768, 'light', 'ar', 'ar'], [1280, 'dark', 'en', 'en'],
  ]) {
    await check(`${width} px, ${scheme}, ${locale}: no violation, nothing sticks out`, async () => {
      const context = await newContext({viewport: {width, height: 800}, colorScheme: scheme, locale, bypassCSP: true})
      const page = await context.newPage()
      const shoot = async name => shots && page.screenshot({path: join(shots, `${width}-${scheme}-${locale}-${name}.png`), fullPage: true})
      await page.goto(url)
      expect(await page.getAttribute('html', 'lang') === language, `the page is in ${await page.getAttribute('html', 'lang')}, want ${language}`)
      await page.click('summary')
      await violations(page)
      expect(await fits(page), 'the form is wider than the window')
      await shoot('form')
      await ask(page, 'MD')
      await shoot('answer')
      await page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true }))
      await violations(page)
      expect(await fits(page), 'the answer is wider than the window')
      const small = await page.$$eval('a.call, #exit, button', all => all.filter(e => e.getBoundingClientRect().height < 44).length)
      expect(small === 0, `${small} buttons are less than 44 px high`)
      await context.close()
    })
  }

  await check('twice as large text at 320 px: nothing sticks out', async () => {
    const context = await newContext({viewport: {width: 320, height: 640}, bypassCSP: true})
    const page = await context.newPage()
    for (const country of ['MD', 'unknown']) {
      await ask(page, country)
      await page.addStyleTag({content: 'html{font-size:200%}'})
      expect(await fits(page), `the answer is ${await page.evaluate(() => document.documentElement.scrollWidth)} px wide`)
    }
    await context.close()
  })

  await check('forced colours: buttons keep an edge', async () => {
    const context = await newContext({forcedColors: 'active'})
    const page = await context.newPage()
    await ask(page, 'MD')
    expect(await page.$eval('a.call', e => parseFloat(getComputedStyle(e).borderTopWidth) >= 1), 'no edge')
    await context.close()
  })

  await check('without JavaScript: two steps, one request each, and the exit is a link', async () => {
    const context = await newContext({javaScriptEnabled: false, viewport: {width: 320, height: 640}})
    const requests = await watched(context)
    const page = await context.newPage()
    await page.goto(url)
    await page.selectOption('#country', 'MD')
    await page.click('button.go')
    await page.waitForSelector('a.call[href^="tel:"]')
    expect(requests.length === 2, `there were ${requests.length} requests: ${requests.map(r => r.url())}`)
    expect(page.url() === url, `the address is ${page.url()}`)
    await page.click('button[lang=fr]')
    await page.waitForSelector('html[lang=fr] a.call')
    await page.click('#exit')
    await page.waitForFunction(() => document.title === 'elsewhere')
    expect(!(await requests.at(-1).allHeaders()).referer, 'the site it leads to learns where the reader was')
    await context.close()
  })

  await check('another language on the form keeps what was chosen', async () => {
    const context = await newContext({javaScriptEnabled: false})
    const page = await context.newPage()
    await page.goto(url)
    await page.selectOption('#country', 'MD')
    await page.click('button[lang=fr]')
    await page.waitForSelector('html[lang=fr]')
    expect(await page.inputValue('#country') === 'MD', 'the country is forgotten')
    await context.close()
  })

  await check('nothing is kept: no cookie, no storage, nothing of another site', async () => {
    const context = await newContext({})
    const requests = await watched(context)
    const page = await context.newPage()
    const complaints = []
    page.on('console', m => complaints.push(m.text()))
    page.on('pageerror', e => complaints.push(e.message))
    await ask(page, 'MD')
    expect(requests.length === 2, `requests: ${requests.map(r => r.url())}`)
    expect((await context.cookies()).length === 0, 'there is a cookie')
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length) === 0, 'something is stored')
    expect(complaints.length === 0, complaints.join('\n'))
    await context.close()
  })

  await check('keyboard only: from the address to a call', async () => {
    const context = await newContext({})
    const page = await context.newPage()
    await page.goto(url)
    const focused = () => page.evaluate(() => {
      const e = document.activeElement
      const style = getComputedStyle(e)
      return {id: e.id, name: e.name, href: e.getAttribute('href'), class: e.className, seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2}
    })
    const until = async (found, what) => {
      for (let i = 0; i < 40; i++) {
        await page.keyboard.press('Tab')
        const at = await focused()
        expect(at.seen, `focus cannot be seen on ${JSON.stringify(at)}`)
        if (found(at)) return
      }
      throw new Error(`${what} is not reached`)
    }
    await until(at => at.class === 'skip', 'the way past the head of the page')
    await until(at => at.id === 'exit', 'the exit')
    await until(at => at.id === 'country', 'the country')
    await page.keyboard.type('Moldova')
    await until(at => at.name === 'show', 'the button')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#emergency')
    await until(at => at.href?.startsWith('tel:'), 'a call')
    await context.close()
  })

  await check('Shift three times leaves; twice, or with another key between, does not', async () => {
    const context = await newContext({})
    await watched(context)
    const page = await context.newPage()
    await ask(page, 'MD')
    for (const key of ['Shift', 'Shift', 'a', 'Shift', 'Shift']) await page.keyboard.press(key)
    expect(page.url() === url, 'it left too early')
    expect((await page.textContent('#said')).length > 0, 'it does not say what another press does')
    await page.keyboard.press('Shift')
    await page.waitForFunction(() => document.title === 'elsewhere')
    await page.goBack().catch(() => {}) // the form may have been all there was
    expect(!(await page.content()).includes('tel:'), 'going back shows the answer')
    await context.close()
  })

  await check('the exit button replaces the answer in the history', async () => {
    const context = await newContext({})
    await watched(context)
    const page = await context.newPage()
    await ask(page, 'MD')
    const before = await page.evaluate(() => history.length)
    await page.click('#exit')
    await page.waitForFunction(() => document.title === 'elsewhere')
    expect(await page.evaluate(() => history.length) === before, 'the history grew')
    await page.goBack()
    expect(!(await page.content()).includes('tel:'), 'going back shows the answer')
    await context.close()
  })

  await check('on paper: the numbers, and no buttons of the page', async () => {
    const context = await newContext({})
    const page = await context.newPage()
    await ask(page, 'MD')
    await page.emulateMedia({media: 'print'})
    expect(await page.isVisible('a.call'), 'a number is missing')
    expect(!(await page.isVisible('#exit')) && !(await page.isVisible('.tabs')), 'buttons are printed')
    await context.close()
  })
})
