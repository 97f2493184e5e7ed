import Foundation
import Testing
import TestSupport

/// A headless Chromium, driven through the pipe of its DevTools protocol
/// (https://chromedevtools.github.io/devtools-protocol/). Used by one thread.
final class Browser {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let profile: TemporaryDirectory
    private var received = Data()
    private var lastID = 0
    /// Names of events that came while an answer was awaited, by session.
    private var events: [(session: String, name: String)] = []

    static let program = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    init() throws {
        profile = try TemporaryDirectory()
        let program = try #require(Self.program, "run make test: it installs a browser")
        // The protocol's pipe is descriptors 3 and 4.
        let options = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--remote-debugging-pipe", "--user-data-dir=\(profile.path)", "about:blank",
        ]
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", #"exec "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#, "sh", program] + options
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit {
        _ = try? call("Browser.close")
        process.waitUntilExit()
    }

    /// A new page at `url`, once it has loaded.
    func open(_ url: URL) throws -> BrowserPage {
        let target = try call("Target.createTarget", ["url": "about:blank"])
        let attached = try call("Target.attachToTarget", ["targetId": target["targetId"] ?? "", "flatten": true])
        let page = BrowserPage(browser: self, session: try #require(attached["sessionId"] as? String))
        _ = try page.call("Page.enable")
        try page.navigate(to: url)
        return page
    }

    func call(_ method: String, _ parameters: [String: Any] = [:], session: String? = nil) throws -> [String: Any] {
        lastID += 1
        var message: [String: Any] = ["id": lastID, "method": method, "params": parameters]
        if let session { message["sessionId"] = session }
        try input.fileHandleForWriting.write(
            contentsOf: JSONSerialization.data(withJSONObject: message) + Data([0]))
        while true {
            let answer = try receive()
            if let name = answer["method"] as? String {
                events.append((answer["sessionId"] as? String ?? "", name))
            } else if answer["id"] as? Int == lastID {
                if let error = answer["error"] { throw BrowserError(message: "\(method): \(error)") }
                return answer["result"] as? [String: Any] ?? [:]
            }
        }
    }

    /// Returns when the event has come since `forgetEvents`.
    func await(_ event: String, session: String) throws {
        while !events.contains(where: { $0.session == session && $0.name == event }) {
            let message = try receive()
            guard let name = message["method"] as? String else { continue }
            events.append((message["sessionId"] as? String ?? "", name))
        }
    }

    func forgetEvents() { events = [] }

    private func receive() throws -> [String: Any] {
        while true {
            if let end = received.firstIndex(of: 0) {
                let message = received[..<end]
                received = Data(received[received.index(after: end)...])
                return try JSONSerialization.jsonObject(with: message) as? [String: Any] ?? [:]
            }
            let chunk = output.fileHandleForReading.availableData
            guard !chunk.isEmpty else { throw BrowserError(message: "the browser has ended") }
            received += chunk
        }
    }
}

struct BrowserError: Error, CustomStringConvertible {
    var message: String
    var description: String { message }
}

/// One page of a browser.
struct BrowserPage {
    let browser: Browser
    fileprivate let session: String

    fileprivate init(browser: Browser, session: String) {
        self.browser = browser
        self.session = session
    }

    @discardableResult
    func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
        try browser.call(method, parameters, session: session)
    }

    func navigate(to url: URL) throws {
        browser.forgetEvents()
        try call("Page.navigate", ["url": url.absoluteString])
        try browser.await("Page.loadEventFired", session: session)
    }

    /// The value of an expression in the page, nil for `undefined` and `null`.
    func value(_ expression: String) throws -> Any? {
        let answer = try call(
            "Runtime.evaluate", ["expression": expression, "returnByValue": true, "awaitPromise": true])
        if let details = answer["exceptionDetails"] { throw BrowserError(message: "\(expression): \(details)") }
        let value = (answer["result"] as? [String: Any])?["value"]
        return value is NSNull ? nil : value
    }

    func text(of selector: String) throws -> String? {
        try value("document.querySelector('\(selector)')?.textContent.trim().replace(/\\s+/g, ' ')") as? String
    }

    /// Clicks, and returns when the next page has loaded.
    func submit(_ selector: String) throws {
        browser.forgetEvents()
        _ = try value("document.querySelector('\(selector)').click()")
        try browser.await("Page.loadEventFired", session: session)
    }

    /// As a phone or a desktop has it, in CSS pixels.
    func resize(width: Int, height: Int) throws {
        try call(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600])
    }

    /// A picture of the page, as PNG.
    func picture() throws -> Data {
        let answer = try call("Page.captureScreenshot", ["format": "png"])
        return try #require(Data(base64Encoded: answer["data"] as? String ?? ""))
    }

    /// Role and name of what is not hidden from assistive technology.
    func accessibilityTree() throws -> [(role: String, name: String)] {
        let nodes = try call("Accessibility.getFullAXTree")["nodes"] as? [[String: Any]] ?? []
        return nodes.compactMap { node in
            guard node["ignored"] as? Bool == false, let role = (node["role"] as? [String: Any])?["value"] as? String
            else { return nil }
            return (role, (node["name"] as? [String: Any])?["value"] as? String ?? "")
        }
    }
}
