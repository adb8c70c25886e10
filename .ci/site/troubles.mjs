// The web component where things go wrong: node troubles.mjs URL
import {createServer} from 'node:http'
import {check, expect, withBrowser} from './browser.mjs'

const api = process.argv[2].replace(/\/$/, '')
let body = ''
const partner = createServer((request, response) => {
  response.writeHead(request.url === '/' ? 200 : 404, {'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': `default-src 'none'; script-src ${api}; connect-src ${api}; img-src data:`})
  response.end(request.url === '/' ? `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>partner</title><script defer src="${api}/embed.js"></script><main>${body}</main>` : '')
})
await new Promise(resolve => partner.listen(0, '127.0.0.1', resolve))
const site = `http://127.0.0.1:${partner.address().port}/`

const one = attributes => `<blue-heart-hotlines ${attributes}></blue-heart-hotlines>`
const says = page => page.$eval('blue-heart-hotlines', e => e.shadowRoot.textContent)
const refresh = page => page.$$eval('blue-heart-hotlines', all => Promise.all(all.map(e => e.refresh())))
const calls = 'a.call[href^="tel:"]'

// within opens a page with components and hands it over. Before it is opened, prepare can set traps.
async function within(context, markup, act, prepare = () => {}) {
  body = markup
  const page = await context.newPage()
  page.complaints = []
  page.on('pageerror', e => page.complaints.push(e.message))
  await prepare(page)
  await page.goto(site)
  await act(page)
  expect(page.complaints.length === 0, page.complaints.join('\n'))
  await page.close()
}

const isRevision = request => request.url().includes('revision')

await withBrowser(async newContext => {
  const context = await newContext({})
  await check('what nobody understands is left out and named, and it helps all the same', async () => {
    const cases = [
      ['country="ZZ"', 'We did not understand the country', '112'],
      ['country="Moldova"', 'We did not understand the country', '112'],
      ['country="MD" languages="uk,!!"', 'We did not understand the language', '0 800 77777', 'Ukrainian'],
      ['country="MD" languages="ukrainian"', 'We did not understand the language', '0 800 77777'],
      ['country="MD" languages="zzzzz"', 'We did not understand the language', '0 800 77777'],
      ['country="MD" channels="PIGEON,voice"', 'We did not understand one of your choices', '0 800 77777'],
      ['country="MD" lang="en-US@posix"', '0 800 77777'],
      ['country="MD" lang="en-abcdefghi"', '0 800 77777'],
      ['country="MD" endpoint="http://["', '0 800 77777'],
      ['country="MD" endpoint="javascript:alert(1)"', '0 800 77777'],
      ['country="MD" level="x" exit="javascript:alert(1)"', '0 800 77777', 'Exit this page'],
    ]
    await within(context, cases.map(([attributes]) => one(attributes)).join(''), async page => {
      await page.waitForFunction(() => [...document.querySelectorAll('blue-heart-hotlines')].every(e => e.shadowRoot?.querySelector('a.call:not(.exit)')))
      const shown = await page.$$eval('blue-heart-hotlines', all => all.map(e => [e.shadowRoot.textContent, e.shadowRoot.innerHTML]))
      cases.forEach(([attributes, ...wants], i) => {
        for (const want of wants) expect(shown[i][0].includes(want), `${attributes} lacks ${JSON.stringify(want)}: ${shown[i][0]}`)
        expect(!shown[i][1].includes('javascript:'), `${attributes}: a dangerous link`)
      })
    })
  })

  await check('what one must know of a line stands by it', async () => {
    const cases = [
      ['country="US"', 'Text HELP or INFO', 'in danger right now'], ['country="MD"', 'May cost money'], ['country="PE"', 'Menu option: 1'], ['country="IT"', 'virtual operator'],
      ['country="IN"', 'knows of no line that serves this country', 'international call, which costs money', 'Call 157'],
      ['country="NG" channels="WHATSAPP"', 'None of the lines known here can be used'],
    ]
    await within(context, cases.map(([attributes]) => one(attributes)).join(''), async page => {
      await page.waitForFunction(selector => [...document.querySelectorAll('blue-heart-hotlines')].every(e => e.shadowRoot?.querySelector(selector)), calls)
      const shown = await page.$$eval('blue-heart-hotlines', all => all.map(e => e.shadowRoot.textContent))
      cases.forEach(([attributes, ...wants], i) => wants.forEach(want => expect(shown[i].includes(want), `${attributes} lacks ${JSON.stringify(want)}: ${shown[i]}`)))
    })
  })

  await check('a server that answers what is no answer: it says what to do, and gets over it', () => within(context, one('country="MD"'), async page => {
    await page.waitForSelector(`blue-heart-hotlines ${calls}`)
    const answers = {
      UA: '<p>log in to this network</p>', EG: '', US: 'null', FR: '{}', DE: '{"data":{"findHelp":{}}}', ES: '{"errors":[{"message":"no"}]}',
      IT: '{"data":{"findHelp":{"country":{},"notices":[{}],"entries":[{"kind":"HOTLINE"}]},"directory":null}}',
    }
    for (const [country, body] of Object.entries(answers)) {
      await page.route('**/graphql**', route => route.request().method() === 'OPTIONS' ? route.continue() :
        route.fulfill({status: 200, contentType: 'application/json', headers: {'Access-Control-Allow-Origin': '*'}, body}))
      await page.$eval('blue-heart-hotlines', (e, country) => { e.setAttribute('country', country); return e.refresh() }, country)
      expect((await says(page)).includes('could not be loaded') && (await says(page)).includes('112'), `${body}: it does not say what to do: ${await says(page)}`)
      expect(await page.$eval('blue-heart-hotlines', e => e.shadowRoot.querySelector('a.more')?.href) === api + '/', `${body}: it leads nowhere`)
      await page.unrouteAll()
      await refresh(page)
      expect(await page.$(`blue-heart-hotlines ${calls}`), `${body}: it does not get over it: ${await says(page)}`)
      expect(!(await says(page)).includes('could not be loaded'), `${body}: it still complains`)
    }
  }))

  await check('a server that is slow to say its revision: lines do not wait for that', async () => {
    let givenUp = false // the component's question for the revision, which it does when it has waited for long
    await within(context, one('country="MD"'), async page => {
      await page.waitForSelector(`blue-heart-hotlines ${calls}`)
      expect(!givenUp, 'they came only when it had given up')
    }, page => {
      page.on('requestfailed', r => { givenUp ||= isRevision(r) && r.method() === 'GET' })
      return page.route('**/graphql**', route => isRevision(route.request()) && route.request().method() === 'GET' ? undefined : route.continue())
    })
  })

  await check('two on a page: both learn that the directory has changed', async () => {
    let revision = '1', asked = 0
    await within(context, one('country="MD"') + one('country="UA"'), async page => {
      await page.waitForFunction(selector => [...document.querySelectorAll('blue-heart-hotlines')].every(e => e.shadowRoot?.querySelector(selector)), calls)
      await refresh(page)
      expect(asked === 2, `without a change it asked ${asked} times`)
      revision = '2'
      for (const e of await page.$$('blue-heart-hotlines')) await e.evaluate(e => e.refresh())
      expect(asked === 4, `after a change it asked ${asked - 2} times`)
      revision = '3' // while an answer is under way, which is of the one before
      await page.$eval('blue-heart-hotlines', e => e.refresh())
      expect(asked === 5, 'it did not ask again')
    }, page => page.route('**/graphql**', async route => {
      const request = route.request()
      if (request.method() === 'OPTIONS') return route.continue()
      if (isRevision(request) && request.method() === 'GET') {
        const etag = `"${revision}"`
        const headers = {'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'ETag', ETag: etag}
        return request.headers()['if-none-match'] === etag ? route.fulfill({status: 304, headers}) :
          route.fulfill({contentType: 'application/json', headers, body: JSON.stringify({data: {directory: {revision}}})})
      }
      asked++
      const answer = await route.fetch()
      const told = await answer.json()
      told.data.directory.revision = revision
      return route.fulfill({response: answer, json: told})
    }))
  })

  await check('who tabs through the lines, or hears them, is not thrown back by a refresh', () => within(context, one('country="MD" exit'), async page => {
    await page.waitForSelector(`blue-heart-hotlines ${calls}`)
    await page.focus(`blue-heart-hotlines ${calls}`)
    const focused = () => page.$eval('blue-heart-hotlines', e => e.shadowRoot.activeElement?.href ?? 'nothing')
    const before = await focused()
    const status = await page.$('blue-heart-hotlines [role=status]')
    await refresh(page)
    expect(await focused() === before, `the focus is on ${await focused()}`)
    await page.context().setOffline(true)
    await refresh(page)
    expect(await focused() === before, `offline the focus is on ${await focused()}`)
    expect((await status.textContent()).includes('could not be refreshed') && await status.evaluate(e => e.isConnected), 'what is said is not where it was')
    await page.context().setOffline(false)
    await page.$eval('blue-heart-hotlines', e => { e.setAttribute('level', '4'); return e.refresh() })
    expect(await page.$('blue-heart-hotlines [aria-level="5"]'), 'the lines are not made anew')
    expect(await focused() === before, `with lines made anew the focus is on ${await focused()}`)
  }))

  await check('moved, removed and changed while it loads', () => within(context, one('country="MD"') + '<div id="other"></div>', async page => {
    await page.evaluate(async () => {
      const e = document.querySelector('blue-heart-hotlines'), other = document.getElementById('other')
      await new Promise(resolve => setTimeout(resolve))
      for (const country of ['UA', 'EG', 'MD', 'US']) {
        other.append(e)
        e.setAttribute('country', country)
        await new Promise(resolve => setTimeout(resolve, 5))
        e.remove()
        other.prepend(e)
      }
    })
    await page.waitForSelector(`blue-heart-hotlines ${calls}`)
    expect((await says(page)).includes('United States'), 'it shows another country')
    await page.$eval('blue-heart-hotlines', e => { e.remove(); e.setAttribute('country', 'MD'); document.body.append(e) })
    await page.waitForFunction(() => document.querySelector('blue-heart-hotlines').shadowRoot.textContent.includes('Moldova'))
  }))

  await check('a browser of 2020 shows the lines', () => within(context, one('country="MD"'), async page => {
    await page.waitForSelector(`blue-heart-hotlines ${calls}`)
  }, page => page.addInitScript(() => {
    delete Object.hasOwn
    delete Element.prototype.replaceChildren
    delete DocumentFragment.prototype.replaceChildren
    delete Document.prototype.replaceChildren
    delete Array.prototype.at
    window.CSSStyleSheet = undefined
  })))

  await check('seen again after a while, it looks whether its lines still hold', () => within(context, one('country="MD"'), async page => {
    await page.waitForSelector(`blue-heart-hotlines ${calls}`)
    const asked = page.waitForRequest(r => isRevision(r) && r.method() === 'GET')
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await asked
  }))
  partner.close()
})
