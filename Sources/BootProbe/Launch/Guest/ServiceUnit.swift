/// The systemd unit of an image's service in a guest (systemd.service(5)).
struct ServiceUnit {
    var name: String
    var command: [String]
    var environment: [EnvironmentVariable]
    var workingDirectory: String
    var user: String?

    /// Throws `badInput` for text that a unit file cannot hold.
    func text() throws(BootProbeError) -> String {
        var lines = [
            "[Unit]", "Description=\(try Self.escape(name))",
            // The guest goes when its service does, so that a failed trial ends at once and says why.
            "SuccessAction=poweroff-force", "FailureAction=poweroff-force",
            "[Service]", "Type=exec",
            // BusyBox, because it is static and so starts an order of magnitude sooner than a linked program.
            "ExecStartPre=+/bin/busybox echo \"bootscale: starting service\"",
        ]
        var words: [String] = []
        // A dollar sign begins a variable in commands only.
        for word in command { words.append(try Self.quote(word).replacing("$", with: "$$")) }
        lines.append("ExecStart=\(words.joined(separator: " "))")
        for variable in environment {
            lines.append("Environment=\(try Self.quote("\(variable.name)=\(variable.value)"))")
        }
        lines.append("WorkingDirectory=\(try Self.escape(workingDirectory))")
        if let user { lines.append("User=\(try Self.escape(user))") }
        lines += ["StandardOutput=file:/dev/console", "StandardError=inherit"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// A double-quoted word: backslash and quote escaped as in C (systemd.syntax(7)).
    private static func quote(_ word: String) throws(BootProbeError) -> String {
        let escaped = try escape(word).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(escaped)\""
    }

    /// Doubles the sign that begins a specifier (systemd.unit(5), "Specifiers").
    private static func escape(_ text: String) throws(BootProbeError) -> String {
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw BootProbeError(
                .badInput,
                "\"\(text.debugDescription)\" holds a control character, which a guest's service cannot be given")
        }
        return text.replacing("%", with: "%%")
    }
}
