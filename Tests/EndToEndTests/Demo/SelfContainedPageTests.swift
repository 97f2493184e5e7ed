import Testing

@Suite("A page")
struct SelfContainedPageTests {
    @Test(
        "that names something outside of itself is found out",
        arguments: [
            #"<img src="https://example.org/a.png">"#, #"<img src="a.png">"#, #"<a href=b.html>b</a>"#,
            #"<link rel="stylesheet" href="a.css">"#, "<style>@import 'a.css';</style>",
            "<p style=\"background: url('a.png')\">", #"<script src="https://example.org/a.js"></script>"#,
            #"<script type="module">import "https://example.org/a.js";</script>"#,
            #"<script type="module">import a from 'https://example.org/a.js';</script>"#,
            #"<script type="application/json">{"data": {"url": "a.csv"}}</script>"#, #"<iframe src="a.html">"#,
        ])
    func outside(markup: String) {
        #expect(SelfContainedPage("<main>\(markup)</main>").references != [])
    }

    @Test(
        "that has all in itself is let be",
        arguments: [
            "<p>https://example.org is text only</p>", ##"<a href="#below">below</a>"##,
            #"<img src="data:image/png;base64,AAAA">"#, #"<svg xmlns="http://www.w3.org/2000/svg"></svg>"#,
            ##"<path clip-path="url(#clip0)"/>"##,
            #"<script type="application/json">{"$schema": "https://vega.github.io/schema/vega-lite/v5.json"}</script>"#,
            #"<script type="module">const keywords = {import: 1, from: 2};</script>"#,
        ])
    func inside(markup: String) {
        #expect(SelfContainedPage("<main>\(markup)</main>").references == [])
    }

    @Test("is taken apart into markup and charts")
    func parts() {
        let page = SelfContainedPage(
            #"<p>a</p><script type="application/json">{}</script><p>b</p><script>c</script><p>d</p>"#)
        #expect(page.charts == 1)
        #expect(
            page.markup
                == #"<p>a</p><script type="application/json"></script><p>b</p><script></script><p>d</p>"#)
    }
}
