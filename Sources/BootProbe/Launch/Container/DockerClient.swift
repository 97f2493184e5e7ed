import Foundation

/// The Docker Engine API over a Unix socket, as far as we use it (https://docs.docker.com/engine/api/).
struct DockerClient: Sendable {
    let socketPath: String

    /// Sends a request and returns the body of a response whose status is below 400 or in `tolerating`.
    ///
    /// - Throws: `failed` with the engine's own message.
    @discardableResult
    func request(
        _ method: UnixSocketRequest.Method, _ path: String, query: [(String, String)] = [],
        body: UnixSocketRequest.Body = .none, timeoutSeconds: Double = 60, tolerating: Set<Int> = []
    ) throws(BootProbeError) -> [UInt8] {
        let request = UnixSocketRequest(
            socketPath: socketPath, method: method, target: Self.target(path, query), body: body,
            timeoutSeconds: timeoutSeconds)
        let response = try request.perform()
        guard response.status < 400 || tolerating.contains(response.status) else {
            throw BootProbeError(
                .failed, "the container engine refused \(method.rawValue) \(path) with status \(response.status)",
                underlying: Self.message(in: response.body))
        }
        return response.body
    }

    /// Whether the engine answers GET `path` with success rather than "not found".
    func exists(_ path: String) throws(BootProbeError) -> Bool {
        let request = UnixSocketRequest(
            socketPath: socketPath, method: .get, target: path, body: .none, timeoutSeconds: 60)
        return try request.perform().status < 400
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from body: [UInt8]) throws(BootProbeError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw BootProbeError(
                .failed, "the container engine's answer has another form than the Docker Engine API's",
                underlying: String(decoding: body.prefix(200), as: UTF8.self))
        }
    }

    static func encode(_ value: some Encodable) throws(BootProbeError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return [UInt8](try encoder.encode(value))
        } catch {
            throw BootProbeError(.internalFault, "a request could not be encoded", underlying: "\(error)")
        }
    }

    private static func target(_ path: String, _ query: [(String, String)]) -> String {
        var components = URLComponents()
        components.path = path
        if !query.isEmpty { components.queryItems = query.map { URLQueryItem(name: $0.0, value: $0.1) } }
        return components.string ?? path
    }

    private static func message(in body: [UInt8]) -> String {
        struct Refusal: Decodable { var message: String }
        let refusal = try? JSONDecoder().decode(Refusal.self, from: Data(body))
        return refusal?.message ?? String(decoding: body.prefix(400), as: UTF8.self)
    }
}
