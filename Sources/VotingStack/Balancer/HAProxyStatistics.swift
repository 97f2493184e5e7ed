import BootProbe

/// One row of HAProxy's `show stat`: a frontend, a backend's sum, or a server.
package struct HAProxyStatistics: Sendable, Equatable {
    /// Frontend or backend.
    package var proxy: String
    /// `FRONTEND`, `BACKEND`, or the server's name.
    package var service: String
    /// `UP`, `MAINT`, `DRAIN`, `OPEN`, …
    package var status: String
    /// Requests waiting in HAProxy.
    package var queued: Int
    /// Sessions now.
    package var sessions: Int
    /// Sessions since HAProxy started, or since the server was added.
    package var sessionsTotal: Int
    /// Sessions in the last second.
    package var sessionRate: Int
    /// Connections that could not be made, and answers that failed.
    package var connectionErrors: Int
    package var responseErrors: Int
    /// Connection attempts repeated, and requests given to another server after one.
    package var retries: Int
    package var redispatches: Int
}

extension HAProxyStatistics {
    /// Reads the whole answer to `show stat`: a header line `# pxname,svname,…`, then a row a line. Columns are found by
    /// name, since releases add some.
    ///
    /// - Throws: `failed` with the line that is not as documented (HAProxy management guide, section 9.1).
    package static func parse(_ csv: String) throws(BootProbeError) -> [HAProxyStatistics] {
        let lines = csv.split(separator: "\n", omittingEmptySubsequences: true)
        guard let header = lines.first, header.hasPrefix("# ") else {
            throw BootProbeError(.failed, "HAProxy's statistics have no header line, but \"\(csv.prefix(80))\"")
        }
        let names = fields(of: header.dropFirst(2))
        let columns = Dictionary(zip(names, 0...), uniquingKeysWith: { first, _ in first })
        var rows: [HAProxyStatistics] = []
        for line in lines.dropFirst() { rows.append(try row(fields(of: line), columns)) }
        return rows
    }

    private static func row(_ fields: [String], _ columns: [String: Int]) throws(BootProbeError) -> HAProxyStatistics {
        func text(_ name: String) throws(BootProbeError) -> String {
            guard let column = columns[name], column < fields.count else {
                throw BootProbeError(.failed, "HAProxy's statistics lack the column \(name)")
            }
            return fields[column]
        }
        // A column that does not apply to a row is empty.
        func number(_ name: String) throws(BootProbeError) -> Int {
            let field = try text(name)
            guard let value = field.isEmpty ? 0 : Int(field) else {
                throw BootProbeError(.failed, "HAProxy's statistics have \"\(field)\" for the number \(name)")
            }
            return value
        }
        return HAProxyStatistics(
            proxy: try text("pxname"), service: try text("svname"), status: try text("status"),
            queued: try number("qcur"), sessions: try number("scur"), sessionsTotal: try number("stot"),
            sessionRate: try number("rate"), connectionErrors: try number("econ"), responseErrors: try number("eresp"),
            retries: try number("wretr"), redispatches: try number("wredis"))
    }

    /// Splits a line of CSV; a quoted field may hold commas, and doubled quotes for one.
    private static func fields(of line: Substring) -> [String] {
        var fields = [""]
        var quoted = false
        for character in line {
            switch character {
            case "\"":
                // Inside a quoted field, the second of two quotes opens it again: what it stands for is a quote.
                if !quoted, fields[fields.count - 1].isEmpty == false { fields[fields.count - 1].append("\"") }
                quoted.toggle()
            case ",": if quoted { fields[fields.count - 1].append(",") } else { fields.append("") }
            default: fields[fields.count - 1].append(character)
            }
        }
        return fields
    }
}
