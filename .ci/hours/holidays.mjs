// Writes internal/holidays/table.txt from the npm package date-holidays:
//
//   node holidays.mjs > ../../internal/holidays/table.txt
//
// The head of the table says how to read it. A day is certain when the package has it as a public holiday of
// the whole country: in its national list and in that of every subdivision it knows. A day is uncertain when
//
//   - only some subdivisions have it, or only a part of the day is free,
//   - it is a bank holiday, on which offices may be closed,
//   - a second source disagrees, as doubts.txt has it,
//   - it follows the sighting of the moon, or a rule that looks at such a day; the day before and the day after
//     are uncertain too, and three days after the two feasts of Islam, which governments like to extend.
//
// A year is left out from where a list of dates by year, such as that of Diwali, ends.
import { readFileSync } from 'node:fs'
import Holidays from 'date-holidays'
import { leftOut } from './left-out.mjs'

const firstYear = 2025
const lastYear = 2032
const day = 24 * 3600 * 1000

const moon = /Muharram|Safar|Rabi al-|Jumada al-|Rajab|Shaban|Ramadan|Shawwal|Dhu al-/
const feast = /Shawwal|Dhu al-Hijjah/
const looksAtOthers = /is (?:\w+ )?holiday|#\d/

const utc = (date) => Date.parse(date.slice(0, 10) + 'T00:00:00Z')
const monthAndDay = (ms) => new Date(ms).toISOString().slice(5, 10).replace('-', '')

// days spreads the entries of one list over days: each day with whether it is certain.
function days (list) {
  const found = new Map()
  const put = (ms, certain) => found.set(ms, certain || found.get(ms) === true)
  const byMoon = list.some(({ rule }) => moon.test(rule))
  for (const { date, start, end, rule, type } of list) {
    if (type !== 'public' && type !== 'bank') continue
    const from = utc(date)
    const length = (end - start) / day
    const whole = / 00:00:00/.test(date) && Math.abs(length - Math.round(length)) <= 1.5 / 24
    const last = from + (Math.ceil(length - 1.5 / 24) - 1) * day
    const sighted = moon.test(rule) || (byMoon && looksAtOthers.test(rule))
    const before = sighted ? 1 : 0
    const after = !sighted ? 0 : feast.test(rule) ? 3 : 1
    for (let ms = from - before * day; ms <= last + after * day; ms += day) {
      put(ms, type === 'public' && whole && !sighted)
    }
  }
  return found
}

// places lists the country, its states and their regions, each as arguments of the package.
function places (country) {
  const h = new Holidays(country)
  const list = [[country]]
  for (const state of Object.keys(h.getStates(country) ?? {})) {
    list.push([country, state])
    for (const region of Object.keys(h.getRegions(country, state) ?? {})) list.push([country, state, region])
  }
  return list
}

// completeThrough is the last year before a list of dates by year ends. Elections are no such list.
function completeThrough (holidays) {
  const years = new Map()
  const add = (key, year) => years.set(key, (years.get(key) ?? new Set()).add(year))
  for (const [rule, { name, type, enable }] of Object.entries(holidays)) {
    if (type !== undefined && type !== 'public') continue
    const key = typeof name === 'object' ? name.en ?? Object.values(name)[0] : String(name)
    if (/^\d{4}-/.test(rule) && !/election/i.test(key)) add(key, Number(rule.slice(0, 4)))
    for (const date of [enable ?? []].flat()) add(rule, Number(String(date).slice(0, 4)))
  }
  let through = lastYear
  for (const list of years.values()) {
    if (list.size >= 3) through = Math.min(through, Math.max(...list))
  }
  return through
}

// doubts has the days of doubts.txt.
const doubts = readFileSync(new URL('doubts.txt', import.meta.url), 'utf8').split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .flatMap((line) => {
    const [country, year, ...marks] = line.split(' ')
    return marks.map((mark) => ({ country, ms: utc(`${year}-${mark.slice(0, 2)}-${mark.slice(2)}`) }))
  })

function calendar (country) {
  const lists = places(country).map((place) => {
    const h = new Holidays(...place, { types: ['observance', 'optional', 'school', 'bank', 'public'] })
    const all = []
    // Days spread over the turn of the year, so the years around are asked too.
    for (let year = firstYear - 1; year <= lastYear + 1; year++) all.push(...h.getHolidays(year))
    return { days: days(all), through: completeThrough(h.holidays) }
  })
  const certain = new Map()
  for (const list of lists) for (const ms of list.days.keys()) certain.set(ms, lists.every((l) => l.days.get(ms) === true))
  for (const doubt of doubts) if (doubt.country === country) certain.set(doubt.ms, false)
  const lines = []
  for (let year = firstYear; year <= Math.min(...lists.map((l) => l.through)); year++) {
    const marks = [...certain.keys()].filter((ms) => new Date(ms).getUTCFullYear() === year).sort((a, b) => a - b)
      .map((ms) => (certain.get(ms) ? '' : '?') + monthAndDay(ms))
    lines.push([country, year, ...marks].join(' '))
  }
  return lines
}

const version = JSON.parse(readFileSync(new URL('node_modules/date-holidays/package.json', import.meta.url))).version
const head = `# Public holidays ${firstYear} to ${lastYear}, derived from the npm package date-holidays ${version} by .ci/hours/holidays.mjs.
# Licence: CC BY-SA 3.0, see NOTICE. A line is a country, a year and the days MMDD; ? is a day that may be one.`
const lines = Object.keys(new Holidays().getCountries()).filter((c) => !(c in leftOut)).sort().flatMap(calendar)
process.stdout.write([head, ...lines].join('\n') + '\n')
