import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse

fun main() {
    val body = """{
        "query": "query(${'$'}s: Situation!) { findHelp(situation: ${'$'}s, first: 3) { entries { hotline { name { value } } channels { dial { link } } } } }",
        "variables": {"s": {"country": "MD", "languages": ["uk"]}}
    }"""
    val request = HttpRequest.newBuilder(URI("https://directory.example/graphql"))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build()
    println(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body())
}
