import Foundation

struct Answer: Decodable {
    struct Text: Decodable { let value: String }
    struct Hotline: Decodable { let name: Text }
    struct Dial: Decodable { let link: String? }
    struct Channel: Decodable { let dial: Dial }
    struct Entry: Decodable { let hotline: Hotline?; let channels: [Channel] }
    struct FindHelp: Decodable { let entries: [Entry] }
    struct Payload: Decodable { let findHelp: FindHelp }
    let data: Payload
}

let query = "query($s: Situation!) { findHelp(situation: $s, first: 3) { entries { hotline { name { value } } channels { dial { link } } } } }"
var request = URLRequest(url: URL(string: "https://directory.example/graphql")!)
request.httpMethod = "POST"
request.setValue("application/json", forHTTPHeaderField: "Content-Type")
request.httpBody = try JSONSerialization.data(withJSONObject: [
    "query": query, "variables": ["s": ["country": "MD", "languages": ["uk"]]],
])
let (data, _) = try await URLSession.shared.data(for: request)
for entry in try JSONDecoder().decode(Answer.self, from: data).data.findHelp.entries {
    print(entry.hotline?.name.value ?? "Emergency", entry.channels.compactMap(\.dial.link))
}
