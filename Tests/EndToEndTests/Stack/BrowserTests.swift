import BootProbe
import Foundation
import Profiles
import TestSupport
import Testing
import VotingStack

extension Launching {
    /// The two pages as a voter and a viewer see them; pictures are left in the folder `BOOTSCALE_PICTURES`, if there is one.
    @Suite(
        "The pages in a browser",
        .enabled(if: HostLacks.forProcesses.areNone, HostLacks.forProcesses.comment),
        .enabled(if: Browser.program != nil, "there is no Chromium"))
    final class BrowserTests {
        private let scratch: TemporaryDirectory
        private let folder: String
        private let votePage: URL
        private let resultPage: URL

        init() throws {
            scratch = try TemporaryDirectory()
            folder = scratch.file("stack")
            let up = try ProductCommand.run(
                [
                    "scalesim", "stack", "up", "--folder", folder, "--vote-port", "0", "--result-port", "0",
                    "--metrics-port", "0", "--format", "json",
                ], in: scratch.path, seconds: 150)
            try #require(up.status == 0, "\(up.errors)")
            let status = try JSONFormat.decode(StackStatus.self, from: Data(up.output.utf8))
            votePage = try #require(URL(string: status.pages[0]))
            resultPage = try #require(URL(string: status.pages[1]))
        }

        deinit {
            _ = try? stack("down")
            _ = try? HostTool(Fixture.path, ["exec", "rm", "-rf", folder]).run()
        }

        private func stack(_ words: String...) throws -> CommandResult {
            try ProductCommand.run(
                ["scalesim", "stack", words[0], "--folder", folder] + words.dropFirst(), in: scratch.path, seconds: 60)
        }

        @Test(
            "take a vote and another one, move the bars within 2 s, and keep the last result when the database is gone")
        func voting() throws {
            let browser = try Browser()
            let vote = try browser.open(votePage)
            let result = try browser.open(resultPage)
            #expect(try vote.text(of: "h1") == "Cats or Dogs?")
            try vote.submit(".option-a")
            #expect(try vote.text(of: ".thanks") == "Thank you! Your vote for Cats is in.")
            #expect(try shows(result, a: 100, b: 0, withinSeconds: 2))
            try vote.submit(".option-b")
            #expect(try vote.text(of: ".thanks") == "Thank you! Your vote for Dogs is in.")
            #expect(
                try vote.value("document.querySelector('.option-b').getAttribute('aria-pressed')") as? String == "true")
            #expect(try shows(result, a: 0, b: 100, withinSeconds: 2), "the voter has one vote")
            #expect(try result.value("document.getElementById('stale').hidden") as? Bool == true)

            let restart = try ProductCommand(
                ["scalesim", "stack", "restart", "postgresql", "--after", "4s", "--folder", folder], in: scratch.path)
            #expect(
                eventually(seconds: 6) {
                    (try? result.value("document.getElementById('stale').hidden")) as? Bool == false
                })
            #expect(try bars(result) == [0, 100], "the last known result stays")
            try vote.submit(".option-a")
            #expect(try vote.text(of: ".thanks") != nil, "votes are taken without the database")
            #expect(try restart.wait(seconds: 60).status == 0)
            #expect(try shows(result, a: 100, b: 0, withinSeconds: 10))
            #expect(
                eventually(seconds: 5) {
                    (try? result.value("document.getElementById('stale').hidden")) as? Bool == true
                })
        }

        @Test("work without JavaScript")
        func withoutScript() throws {
            let browser = try Browser()
            let vote = try browser.open(votePage)
            try vote.call("Emulation.setScriptExecutionDisabled", ["value": true])
            try vote.navigate(to: votePage)
            // What the button does, the page's own scripts being off.
            try vote.submit(".option-b")
            #expect(try vote.text(of: ".thanks") == "Thank you! Your vote for Dogs is in.")
            let result = try browser.open(resultPage)
            try result.call("Emulation.setScriptExecutionDisabled", ["value": true])
            #expect(
                eventually(seconds: 10) {
                    (try? result.navigate(to: resultPage)) != nil && (try? result.text(of: "#votes-b")) == "1"
                })
            // Without its script the page asks to be fetched again.
            #expect(try result.value("document.querySelector('meta[http-equiv=refresh]') !== null") as? Bool == true)
        }

        @Test(
            "fit a phone and a desktop, and tell assistive technology what there is",
            arguments: [(390, 844), (1440, 900)])
        func layout(width: Int, height: Int) throws {
            let browser = try Browser()
            for (name, url) in [("vote", votePage), ("result", resultPage)] {
                let page = try browser.open(url)
                try page.resize(width: width, height: height)
                try page.navigate(to: url)
                if name == "vote" { try page.submit(".option-a") }
                #expect(
                    try page.value("document.documentElement.scrollWidth <= innerWidth") as? Bool == true, "\(name)")
                #expect(try page.value("document.documentElement.lang") as? String == "en")
                let tree = try page.accessibilityTree()
                #expect(tree.contains { $0.role == "heading" && $0.name == "Cats or Dogs?" })
                #expect(tree.contains { $0.role == "main" })
                if name == "vote" {
                    let buttons = tree.filter { $0.role == "button" }.map(\.name)
                    #expect(buttons.count == 2 && buttons[0].contains("Cats") && buttons[1].contains("Dogs"))
                    let heights = try page.value("[...document.querySelectorAll('button')].map(b => b.offsetHeight)")
                    #expect(try #require(heights as? [Int]).allSatisfy { $0 >= 44 }, "large enough for a finger")
                } else {
                    let bars = tree.filter { $0.role == "progressbar" || $0.role == "ProgressIndicator" }.map(\.name)
                    #expect(bars == ["Cats", "Dogs"])
                }
                if let folder = ProcessInfo.processInfo.environment["BOOTSCALE_PICTURES"] {
                    try page.picture().write(to: URL(filePath: "\(folder)/\(name)-\(width).png"))
                }
            }
        }

        private func bars(_ page: BrowserPage) throws -> [Double] {
            try ["a", "b"].map { key in
                try #require(try page.value("document.getElementById('bar-\(key)').value") as? Double)
            }
        }

        private func shows(_ page: BrowserPage, a: Double, b: Double, withinSeconds seconds: Double) throws -> Bool {
            let deadline = Date.now + seconds
            while Date.now < deadline {
                if try bars(page) == [a, b] { return true }
                Thread.sleep(forTimeInterval: 0.02)
            }
            return false
        }
    }
}
