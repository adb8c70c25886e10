import json
from urllib.request import Request, urlopen

query = """query($s: Situation!) {
  findHelp(situation: $s, first: 3) { entries { hotline { name { value } } channels { dial { link } } } }
}"""
body = {"query": query, "variables": {"s": {"country": "MD", "languages": ["uk"]}}}
request = Request("https://directory.example/graphql", json.dumps(body).encode(), {"Content-Type": "application/json"})
with urlopen(request, timeout=10) as response:
    answer = json.load(response)
if answer.get("errors"):
    raise SystemExit(answer["errors"][0]["message"])
for entry in answer["data"]["findHelp"]["entries"]:
    name = entry["hotline"]["name"]["value"] if entry["hotline"] else "Emergency"
    print(name, *[c["dial"]["link"] for c in entry["channels"]])
