// Countries of date-holidays that the table leaves out, each with the reason. Being left out means that it is
// not known which days are public holidays there. A country comes back when the reason is gone.
const decreed = 'the government adds, moves or swaps days by decree every year'
const disputed = 'a second source differs on more than six days a year, see doubts.txt'

export const leftOut = {
  AG: disputed,
  AI: disputed,
  AR: decreed,
  AS: 'the days are those of the United States with days of the territory that the package does not tell apart',
  AZ: disputed,
  BA: 'religious days are free for the members of a religion only, or in one entity only',
  BY: decreed,
  CC: disputed,
  CN: decreed,
  EC: disputed,
  EG: decreed,
  ET: disputed,
  HN: disputed,
  IC: 'the Canary Islands are part of Spain; the package has them as a country',
  ID: decreed,
  IN: 'most days are set by the states',
  KY: disputed,
  KZ: decreed,
  LI: disputed,
  LK: 'the package repeats the dates of one year of a lunar calendar in every year',
  ME: 'religious days are free for the members of a religion only',
  PH: decreed,
  PK: decreed,
  PR: disputed,
  RU: decreed,
  SA: 'the days of the two feasts are not complete',
  SS: disputed,
  SZ: disputed,
  TH: decreed,
  TW: 'the days added by the law of May 2025 are missing',
  UA: 'holidays are suspended under martial law',
  UZ: decreed,
  VN: 'a day beside the National Day is set every year'
}
