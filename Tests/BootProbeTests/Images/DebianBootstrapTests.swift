import Testing

@testable import BootProbe

struct DebianBootstrapTests {
    @Test("progress never goes back, counts each package twice and knows its end")
    func progress() {
        var progress = DebianBootstrapProgress(tree: "voting")
        let lines = [
            "I: downloading packages with apt...", "I: extracting archives...", "Setting up dpkg (1.21) ...",
            "I: installing remaining packages inside the chroot...", "0 upgraded, 2 newly installed, 0 to remove.",
            "Unpacking a (1) ...", "Unpacking b (1) ...", "Setting up a (1) ...", "Setting up b (1) ...",
            "I: creating tarball...",
        ]
        let fractions = lines.compactMap { progress.observe($0)?.fraction }
        #expect(fractions == fractions.sorted())
        #expect(fractions.count == 8)
        #expect(fractions[4] == 0.25 + 0.65 * 0.5)
    }
}
