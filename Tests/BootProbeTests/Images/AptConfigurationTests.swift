import Testing

@testable import BootProbe

struct AptConfigurationTests {
    @Test("of a sources file only the suite's enabled binary stanzas remain, narrowed to its suites")
    func stanzas() {
        let text = """
            # Comment: kept out
            Types: deb deb-src
            URIs: http://mirror.example/debian
            Suites: bookworm bookworm-updates bookworm-backports
            Components: main
            Signed-By: /usr/share/keyrings/archive.gpg

            Types: deb
            URIs: http://mirror.example/other
            Suites: trixie
            Components: main

            Types: deb
            Enabled: no
            URIs: http://mirror.example/off
            Suites: bookworm
            Components: main

            """
        #expect(
            AptConfiguration.stanzas(of: text, for: "bookworm") == """
                Types: deb
                URIs: http://mirror.example/debian
                Suites: bookworm bookworm-updates
                Components: main
                Signed-By: /usr/share/keyrings/archive.gpg

                """)
    }

    @Test("an inline key keeps its continuation lines")
    func continuation() {
        let text = "Types: deb\nURIs: u\nSuites: bookworm\nSigned-By:\n -----BEGIN\n .\n abc\n"
        #expect(AptConfiguration.stanzas(of: text, for: "bookworm").hasSuffix("Signed-By:\n -----BEGIN\n .\n abc\n"))
    }

    @Test("of one-line entries only the suite's remain")
    func lines() {
        let text = """
            deb [signed-by=/k.gpg] http://mirror.example/debian bookworm main
            deb-src http://mirror.example/debian bookworm main
            # deb http://mirror.example/debian bookworm contrib
            deb http://mirror.example/security bookworm-security main
            deb http://third.example/apt stable main
            """
        #expect(
            AptConfiguration.lines(of: text, for: "bookworm") == """
                deb [signed-by=/k.gpg] http://mirror.example/debian bookworm main
                deb http://mirror.example/security bookworm-security main

                """)
    }

    @Test("proxies and certificates are taken over, empty and index settings are not")
    func options() {
        let dump = [
            "Acquire \"\";", "Acquire::http \"\";", "Acquire::http::Proxy \"http://proxy.example:3128\";",
            "Acquire::https::CaInfo \"/etc/ssl/own.pem\";", "Acquire::IndexTargets::deb::Packages::Optional \"0\";",
        ]
        #expect(
            AptConfiguration.acquireOptions(dump) == [
                "Acquire::http::Proxy \"http://proxy.example:3128\";",
                "Acquire::https::CaInfo \"/etc/ssl/own.pem\";",
            ])
    }
}
