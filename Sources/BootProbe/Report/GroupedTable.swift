/// A table whose columns come in groups under a heading each, for comparisons side by side.
package struct GroupedTable: Sendable, Equatable {
    /// Columns under one heading.
    package struct Group: Sendable, Equatable {
        package var title: String
        package var columns: [String]

        package init(_ title: String, _ columns: [String]) {
            self.title = title
            self.columns = columns
        }
    }

    package struct Row: Sendable, Equatable {
        package var name: String
        /// As many as all groups have columns.
        package var cells: [String]

        package init(_ name: String, _ cells: [String]) {
            self.name = name
            self.cells = cells
        }
    }

    package var title: String
    package var groups: [Group]
    package var rows: [Row]

    package init(title: String, groups: [Group], rows: [Row]) {
        precondition(rows.allSatisfy { $0.cells.count == groups.map(\.columns.count).reduce(0, +) })
        self.title = title
        self.groups = groups
        self.rows = rows
    }
}

// MARK: Terminal

extension GroupedTable {
    /// Aligned columns under the title, in as many blocks as are needed to stay within `width`; each repeats the names of
    /// the rows.
    package func text(width: Int = 120) -> String {
        let names = ["", ""] + rows.map(\.name)
        let nameWidth = names.map(\.count).max() ?? 0
        var blocks: [[[String]]] = []
        var used = width + 1
        for group in groups.indices {
            let lines = lines(of: group)
            let added = (lines.first?.count ?? 0) + 3
            if used + added > width {
                blocks.append([])
                used = nameWidth
            }
            blocks[blocks.count - 1].append(lines)
            used += added
        }
        let texts = blocks.map { block in
            names.indices.map { line in
                let cells = [names[line].padded(to: nameWidth)] + block.map { $0[line] }
                return cells.joined(separator: "   ").withoutTrailingBlanks
            }.joined(separator: "\n")
        }
        return ((title.isEmpty ? [] : [title]) + [texts.joined(separator: "\n\n")]).joined(separator: "\n")
    }

    /// The two lines of heading and the rows of one group, all of one width.
    private func lines(of group: Int) -> [String] {
        let offset = groups[..<group].map(\.columns.count).reduce(0, +)
        let titles = groups[group].columns
        var widths = titles.indices.map { column in
            ([titles[column]] + rows.map { $0.cells[offset + column] }).map(\.count).max() ?? 0
        }
        let natural = widths.reduce(0, +) + 2 * (widths.count - 1)
        widths[widths.count - 1] += max(0, groups[group].title.count - natural)
        let total = widths.reduce(0, +) + 2 * (widths.count - 1)
        func line(_ cells: [String]) -> String {
            zip(cells, widths).map { $0.padded(to: $1, onLeft: true) }.joined(separator: "  ")
        }
        return [groups[group].title.padded(to: total), line(titles)]
            + rows.map { line(Array($0.cells[offset..<offset + titles.count])) }
    }
}

// MARK: Markdown and HTML

extension GroupedTable {
    /// A table of GitHub Flavored Markdown, which knows no groups: their headings stand before those of the columns.
    package var markdown: String {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        let headings = groups.flatMap { group in
            group.columns.map { column in
                (group.title.isEmpty ? column : "\(group.title): \(column)").escapedForMarkdown
            }
        }
        let head = [line([""] + headings), line(["---"] + headings.map { _ in "--:" })]
        return (head + rows.map { line(([$0.name] + $0.cells).map(\.escapedForMarkdown)) }).joined(separator: "\n")
    }

    /// Without the title, which a page has as its heading.
    package var html: HTML {
        let upper = groups.map { group in
            HTML.element(
                "th",
                attributes: [
                    HTML.Attribute(name: "class", value: "group"),
                    HTML.Attribute(name: "colspan", value: "\(group.columns.count)"),
                ], children: [.text(group.title)])
        }
        let starts = groups.map(\.columns.count).reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
        func cells(_ name: String, _ texts: [String]) -> [HTML] {
            texts.enumerated().map { index, text in
                .element(name, class: starts.contains(index) ? "number group" : "number", .text(text))
            }
        }
        let lower = [HTML.element("th")] + cells("th", groups.flatMap(\.columns))
        let body = rows.map { row in HTML.element("tr", [.element("td", .text(row.name))] + cells("td", row.cells)) }
        return .element(
            "div", class: "table",
            .element(
                "table", class: "grouped",
                .element("thead", .element("tr", [.element("th")] + upper), .element("tr", lower)),
                .element("tbody", body)))
    }
}
