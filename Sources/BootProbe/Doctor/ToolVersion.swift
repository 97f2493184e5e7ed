import CCurl
import CGSL
import CLibvirt
import GRDB
import Profiles

/// Versions of the programs and libraries that decide what is measured.
package enum ToolVersion {
    /// Of this command and library.
    package static let bootprobe = "0.1.0"

    private static let limitSeconds = 5.0

    /// What `program --version` says; nil where it is not installed or says nothing of the kind.
    package static func ofProgram(_ program: String) -> String? {
        guard let result = try? LimitedProgram(program, ["--version"], limitSeconds: limitSeconds).run() else {
            return nil
        }
        return number(in: String(decoding: result.output, as: UTF8.self))
    }

    /// The first number with a dot in a text such as `QEMU emulator version 7.2.22 (Debian …)`.
    package static func number(in text: String) -> String? {
        text.firstMatch(of: /[0-9]+(\.[0-9]+)+/).map { String($0.0) }
    }

    /// Of the libraries in this process, and of the programs that launch on `technologies`, by name.
    package static func current(for technologies: [Technology]) -> [String: String] {
        var versions = ofLibraries()
        for technology in technologies {
            for (name, program) in programs(of: technology) { versions[name] = ofProgram(program) }
        }
        return versions
    }

    private static func programs(of technology: Technology) -> [(name: String, program: String)] {
        switch technology {
        case .process: []
        case .container: ["podman", "crun", "conmon"].map { ($0, $0) }
        case .vm, .microvm, .unikernel: [("qemu", "qemu-system-x86_64")]
        }
    }

    /// Of the libraries in this process, by name.
    package static func ofLibraries() -> [String: String] {
        var versions = ["bootprobe": bootprobe]
        versions["gsl"] = unsafe String(cString: bs_gsl_version())
        versions["libcurl"] = number(in: unsafe String(cString: curl_version()))
        versions["sqlite"] = try? DatabaseQueue().read { database in
            try String.fetchOne(database, sql: "SELECT sqlite_version()")
        }
        versions["libvirt"] = libvirt
        return versions
    }

    /// Of the libvirt library; nil where it cannot tell.
    package static var libvirt: String? {
        LibvirtRuntime.keepQuiet()
        var number: UInt = 0
        guard unsafe virGetVersion(&number, nil, nil) == 0 else { return nil }
        return "\(number / 1_000_000).\(number / 1000 % 1000).\(number % 1000)"
    }
}
