const query = `query($s: Situation!) {
  findHelp(situation: $s, first: 3) { entries { hotline { name { value } } channels { dial { link } } } }
}`
const answer = await fetch('https://directory.example/graphql', {
  method: 'POST',
  headers: {'Content-Type': 'application/json'},
  body: JSON.stringify({query, variables: {s: {country: 'MD', languages: ['uk']}}}),
})
const {data, errors} = await answer.json()
if (errors) throw new Error(errors[0].message)
for (const {hotline, channels} of data.findHelp.entries) {
  console.log(hotline?.name.value ?? 'Emergency', ...channels.map(c => c.dial.link))
}
