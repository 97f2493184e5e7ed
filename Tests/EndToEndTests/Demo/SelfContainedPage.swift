import Foundation

/// A page of HTML, taken apart to find what a browser would fetch to show it.
struct SelfContainedPage {
    /// Without the content of scripts.
    let markup: String
    /// The specifications of charts.
    private let data: [String]
    private let scripts: [String]

    init(_ text: String) {
        var markup = ""
        var (data, scripts): ([String], [String]) = ([], [])
        var rest = text[...]
        while let start = rest.firstMatch(of: /<script([^>]*)>/),
            let end = rest[start.range.upperBound...].firstRange(of: "</script>")
        {
            markup += rest[..<start.range.upperBound] + rest[end]
            let content = String(rest[start.range.upperBound..<end.lowerBound])
            if start.1.contains("application/json") { data.append(content) } else { scripts.append(content) }
            rest = rest[end.upperBound...]
        }
        self.markup = markup + rest
        self.data = data
        self.scripts = scripts
    }

    var charts: Int { data.count }

    /// What names something outside of the page; namespaces and schemas are names only, and nobody fetches them.
    var references: [String] {
        let attributes = markup.matches(
            of: /\s(?:src|srcset|href|xlink:href|data|action|poster)\s*=\s*["']?([^"'\s>]*)/
        )
        .map { String($0.1) }.filter { !$0.hasPrefix("#") && !$0.hasPrefix("data:") }
        let elements = markup.matches(of: /<(?:link|iframe|object|embed|base)\b[^>]*>/).map { String($0.0) }
        let styles = markup.matches(of: /@import[^;]*|url\(\s*["']?(?!#|data:)[^)]*\)/).map { String($0.0) }
        let tables = data.flatMap { $0.matches(of: /"url"\s*:\s*"[^"]*"/).map { String($0.0) } }
        let modules = scripts.flatMap { script in
            script.matches(of: /\bimport\s*(?:\(\s*)?["'][^"']*["']|\bfrom\s*["']https?:[^"']*["']/).map {
                String($0.0)
            }
        }
        return attributes + elements + styles + tables + modules
    }
}
