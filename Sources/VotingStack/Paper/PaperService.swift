/// What is launched and loaded: the paper's three microservices, and our own unikernel, which the paper has not.
package enum PaperService: String, Codable, Sendable, CaseIterable {
    case redis
    case result
    case vote
    case beacon
}
