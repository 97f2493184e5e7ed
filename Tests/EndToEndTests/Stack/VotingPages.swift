import Foundation
import FoundationNetworking
import Testing
import VotingStack

/// The pages of a stack, as browsers on the host use them.
struct VotingPages {
    private let vote: URL
    private let results: URL
    private let metrics: URL
    /// Without a cookie store: every visitor is a new one, unless a cookie says who it is.
    private let session: URLSession

    init(_ status: StackStatus) throws {
        try #require(status.pages.count == 3)
        metrics = try #require(URL(string: status.pages[2]))
        vote = try #require(URL(string: status.pages[0]))
        results = try #require(URL(string: status.pages[1])).appending(path: "api/results")
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpShouldSetCookies = false
        configuration.httpCookieAcceptPolicy = .never
        session = URLSession(configuration: configuration)
    }

    /// Votes for `option` with the form, and returns the cookie that says who did.
    func vote(_ option: String, as cookie: String? = nil) async throws -> String {
        var request = URLRequest(url: vote)
        request.httpMethod = "POST"
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        if let cookie { request.setValue(cookie, forHTTPHeaderField: "Cookie") }
        request.httpBody = Data("vote=\(option)".utf8)
        let (page, response) = try await session.data(for: request)
        let answer = try #require(response as? HTTPURLResponse)
        #expect(answer.statusCode == 200)
        #expect(String(decoding: page, as: UTF8.self).contains("Cats"))
        let header = try #require(answer.value(forHTTPHeaderField: "Set-Cookie"))
        return String(header.prefix { $0 != ";" })
    }

    /// The samples at a path of the metrics, by name and labels.
    func samples(_ path: String) async throws -> [String: Double] {
        let (data, response) = try await session.data(from: metrics.appending(path: path))
        guard (response as? HTTPURLResponse)?.statusCode == 200 else { return [:] }
        var samples: [String: Double] = [:]
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
            let space = try #require(line.lastIndex(of: " "))
            samples[String(line[..<space])] = Double(line[line.index(after: space)...])
        }
        return samples
    }

    /// The status of a path of the vote page.
    func status(of path: String) async throws -> Int? {
        (try await session.data(from: vote.appending(path: path)).1 as? HTTPURLResponse)?.statusCode
    }

    /// Whether the vote page answers within `seconds`.
    func answer(within seconds: Double) async throws -> Bool {
        let deadline = Date(timeIntervalSinceNow: seconds)
        while try await status(of: "") != 200 {
            guard Date.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(50))
        }
        return true
    }

    private struct Answer: Decodable {
        var votes: [String: Int]
        var stale: Bool
    }

    /// Whether the result page shows these votes within `seconds`.
    func counts(_ votes: [String: Int], within seconds: Double) async throws -> Bool {
        try await shows(within: seconds) { $0 == votes }
    }

    /// Whether it shows so many votes in all.
    func total(_ votes: Int, within seconds: Double) async throws -> Bool {
        try await shows(within: seconds) { $0.values.reduce(0, +) == votes }
    }

    private func shows(within seconds: Double, _ isRight: ([String: Int]) -> Bool) async throws -> Bool {
        let deadline = Date(timeIntervalSinceNow: seconds)
        repeat {
            let (data, _) = try await session.data(from: results)
            let answer = try JSONDecoder().decode(Answer.self, from: data)
            if !answer.stale, isRight(answer.votes) { return true }
            try await Task.sleep(for: .milliseconds(50))
        } while Date.now < deadline
        return false
    }
}
