/// The answer to a command, as bytes.
enum RESPAnswer {
    /// - Returns: how many bytes of `output` were written.
    static func write(_ command: RESPCommand, from input: Bytes, to output: Bytes) -> Int {
        var writer = ByteWriter(output)
        switch command {
        case .ping: writer.write("+PONG\r\n")
        case .echo(let offset, let count):
            writer.write("$")
            writer.write(decimal: UInt64(count))
            writer.write("\r\n")
            writer.write(input.part(offset, count: count))
            writer.write("\r\n")
        case .quit: writer.write("+OK\r\n")
        case .unknown: writer.write("-ERR unknown command\r\n")
        case .malformed: writer.write("-ERR Protocol error\r\n")
        }
        return writer.count
    }
}
