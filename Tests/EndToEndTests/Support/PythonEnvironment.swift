import BootProbe
import Foundation
import TestSupport

/// The Python environment of the package, which `make setup` makes.
enum PythonEnvironment {
    /// Path of its interpreter; an error where it has not been made.
    static var path: String {
        get throws {
            let python = Repository.file(".venv/bin/python")
            guard FileManager.default.isExecutableFile(atPath: python) else {
                throw BootProbeError(.unavailable, "\(python) is missing; make setup makes it")
            }
            return python
        }
    }
}
