import ArgumentParser

/// Where something listens, written `host:port`.
package struct SocketAddress: ExpressibleByArgument, Equatable, CustomStringConvertible {
    package var host: String
    package var port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    package init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), colon > argument.startIndex,
            let port = UInt16(argument[argument.index(after: colon)...]), port > 0
        else { return nil }
        self.init(host: String(argument[..<colon]), port: port)
    }

    package var description: String { "\(host):\(port)" }
}
