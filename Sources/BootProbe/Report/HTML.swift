/// A piece of HTML that is well formed by construction: text and attribute values are escaped, never pasted.
package indirect enum HTML: Sendable, Equatable {
    case element(String, attributes: [Attribute], children: [HTML])
    case text(String)
    case sequence([HTML])

    /// An attribute of an element.
    package struct Attribute: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package static func element(_ name: String, class style: String? = nil, _ children: HTML...) -> HTML {
        .element(name, attributes: style.map { [Attribute(name: "class", value: $0)] } ?? [], children: children)
    }

    package static func element(_ name: String, class style: String? = nil, _ children: [HTML]) -> HTML {
        .element(name, attributes: style.map { [Attribute(name: "class", value: $0)] } ?? [], children: children)
    }

    /// The markup, without insignificant white space.
    package var markup: String {
        var output = ""
        write(into: &output)
        return output
    }

    private func write(into output: inout String) {
        switch self {
        case .text(let text): output += Self.escaped(text)
        case .sequence(let parts): for part in parts { part.write(into: &output) }
        case .element(let name, let attributes, let children):
            output += "<\(name)"
            for attribute in attributes { output += " \(attribute.name)=\"\(Self.escaped(attribute.value))\"" }
            output += ">"
            for child in children { child.write(into: &output) }
            output += "</\(name)>"
        }
    }

    private static func escaped(_ text: String) -> String {
        var output = ""
        output.reserveCapacity(text.utf8.count)
        for character in text {
            switch character {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            default: output.append(character)
            }
        }
        return output
    }
}

extension HTML: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self = .text(value) }
}

extension HTML {
    /// A table with a caption; columns of numbers are aligned to the right.
    package static func table(caption: String, columns: [TableColumn], rows: [[HTML]]) -> HTML {
        func cell(_ name: String, _ column: TableColumn, _ content: HTML) -> HTML {
            .element(name, class: column.isNumber ? "number" : nil, content)
        }
        let head = zip(columns, columns.map { HTML.text($0.title) }).map { cell("th", $0, $1) }
        let body = rows.map { row in HTML.element("tr", zip(columns, row).map { cell("td", $0, $1) }) }
        return .element(
            "div", class: "table",
            .element(
                "table", .element("caption", .element("span", .text(caption))),
                .element("thead", .element("tr", head)), .element("tbody", body)))
    }
}

/// A column of a table.
package struct TableColumn: Sendable, Equatable {
    package var title: String
    package var isNumber: Bool

    package static func text(_ title: String) -> TableColumn { TableColumn(title: title, isNumber: false) }
    package static func number(_ title: String) -> TableColumn { TableColumn(title: title, isNumber: true) }
}
