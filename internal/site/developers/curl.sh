curl --fail --silent https://directory.example/graphql \
  --header 'Content-Type: application/json' \
  --data '{
    "query": "query($s: Situation!) { findHelp(situation: $s, first: 3) { entries { hotline { name { value } } channels { dial { link } } } } }",
    "variables": {"s": {"country": "MD", "languages": ["uk"]}}
  }'
