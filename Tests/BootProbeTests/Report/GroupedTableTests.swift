import BootProbe
import Testing

@Suite("Tables of grouped columns")
struct GroupedTableTests {
    private let table = GroupedTable(
        title: "Rates",
        groups: [GroupedTable.Group("Ubuntu (KVM)", ["paper", "VM"]), GroupedTable.Group("alone", ["a|b"])],
        rows: [
            GroupedTable.Row("GET", ["495050", "35211", "1"]), GroupedTable.Row("LRANGE_100", ["9", "–", "absent"]),
        ])

    @Test("have their groups over aligned columns, as wide as the heading needs")
    func text() {
        #expect(
            table.text() == """
                Rates
                             Ubuntu (KVM)    alone
                              paper     VM      a|b
                GET          495050  35211        1
                LRANGE_100        9      –   absent
                """)
    }

    @Test("go on below where they are wider than the terminal, with the rows' names again", arguments: [20, 34])
    func blocks(width: Int) {
        let text = table.text(width: width)
        #expect(text.components(separatedBy: "LRANGE_100").count == 3)
        #expect(text.contains("Ubuntu (KVM)") && text.contains("alone"))
    }

    @Test("name the group in each column of Markdown, escaped")
    func markdown() {
        #expect(
            table.markdown == """
                |  | Ubuntu (KVM): paper | Ubuntu (KVM): VM | alone: a\\|b |
                | --- | --: | --: | --: |
                | GET | 495050 | 35211 | 1 |
                | LRANGE\\_100 | 9 | – | absent |
                """)
    }

    @Test("span the group's columns in HTML")
    func html() {
        let markup = table.html.markup
        #expect(markup.contains(#"<th class="group" colspan="2">Ubuntu (KVM)</th>"#))
        #expect(markup.contains(#"<td>GET</td><td class="number group">495050</td><td class="number">35211</td>"#))
    }
}
