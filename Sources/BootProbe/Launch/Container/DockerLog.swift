/// The stream in which the Docker Engine API sends what a container printed
/// (https://docs.docker.com/engine/api/v1.43/#tag/Container/operation/ContainerAttach, "Stream format").
package enum DockerLog {
    /// The bytes without the 8-byte headers: kind of stream, three zeros, length in big-endian order.
    package static func text(of stream: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var rest = stream[...]
        while rest.count >= 8 {
            let length = rest.dropFirst(4).prefix(4).reduce(0) { $0 << 8 | Int($1) }
            text += rest.dropFirst(8).prefix(length)
            rest = rest.dropFirst(8 + length)
        }
        return text
    }
}
