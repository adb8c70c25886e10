// Asks the npm package opening_hours. It reads one JSON document from standard input,
//
//   {"from": "2023-12-30", "through": "2033-01-02", "horizon": ms, "changes": 100,
//    "questions": [{"notation": "Mo-Fr 09:00-17:00", "instants": [ms, ...]}]}
//
// and writes one to standard output: the public holidays it knows between the two dates, and for every
// question the state at each instant ("o", "c" or "u") and, for the first so many instants, the next change
// in milliseconds, or 0 for none within the horizon. Times are those of the process: run it with TZ set to the
// zone of the hours.
import { readFileSync } from 'node:fs'
import OpeningHours from 'opening_hours'

// Public holidays need a place. Any will do, since the Go side is told what they are.
const place = { lat: 48.5, lon: 9, address: { country_code: 'de', state: 'Baden-Württemberg' } }

const asked = JSON.parse(readFileSync(0, 'utf8'))

function holidays (from, through) {
  const oh = new OpeningHours('PH', place)
  const dates = []
  const [year, month, day] = from.split('-').map(Number)
  for (let i = 0; ; i++) {
    const noon = new Date(year, month - 1, day + i, 12)
    const date = [noon.getFullYear(), noon.getMonth() + 1, noon.getDate()].map((n) => String(n).padStart(2, '0')).join('-')
    if (date > through) return dates
    if (oh.getState(noon)) dates.push(date)
  }
}

function answer ({ notation, instants }) {
  let oh
  try {
    oh = new OpeningHours(notation, place)
  } catch (error) {
    return { error: String(error) }
  }
  let states = ''
  const changes = []
  for (const ms of instants) {
    const at = new Date(ms)
    states += oh.getUnknown(at) ? 'u' : oh.getState(at) ? 'o' : 'c'
    if (changes.length < asked.changes) {
      changes.push(oh.getNextChange(at, new Date(ms + asked.horizon))?.getTime() ?? 0)
    }
  }
  return { states, changes }
}

process.stdout.write(JSON.stringify({
  holidays: holidays(asked.from, asked.through),
  answers: asked.questions.map(answer)
}))
