/// An error of a library that reads users' files.
package protocol InputFailure: Error {
    /// The content of `file` is wrong; `message` names the field and what was expected of it, `line` counts from 1.
    init(badInput message: String, file: String, line: Int?)
    /// `file` is missing or cannot be read.
    init(noInput message: String, file: String)
}
