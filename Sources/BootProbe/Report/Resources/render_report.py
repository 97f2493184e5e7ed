"""Renders a report: JSON on standard input, one self-contained HTML file as the only argument.

Input: {"title": str, "parts": [{"html": str} | {"charts": [Vega-Lite specification], "caption": str}]}.
Each chart is interactive where scripts run and an SVG picture where they do not. A chart that is as wide as the page, and would
be too wide, has the most pixels of its width in "usermeta": {"maxWidth": …}.
"""

import html
import json
import os
import pathlib
import sys

import vl_convert

HERE = pathlib.Path(__file__).parent
CONFIG = json.loads((HERE / "chart_config.json").read_text())
# Of a picture that nothing can fit to the page, in pixels.
PICTURE_WIDTH = 720
START = """
const options = {renderer: "svg", actions: {export: true, source: false, compiled: false, editor: false}};
for (const data of document.querySelectorAll("figure.chart > script")) {
  vegaEmbed(data.previousElementSibling, JSON.parse(data.textContent), options);
}
"""


def chart(spec: dict, label: str) -> str:
    spec = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": CONFIG, **spec}
    # Neither "</script" nor "<!--" may occur inside <script>.
    data = json.dumps(spec).replace("<", "\\u003c")
    widest = spec.get("usermeta", {}).get("maxWidth")
    if spec.get("width") == "container":
        spec["width"] = min(PICTURE_WIDTH, widest or PICTURE_WIDTH)
    style = f' style="max-width: {widest}px"' if widest else ""
    return (
        f'<div role="img" aria-label="{html.escape(label)}"{style}></div>'
        f'<script type="application/json">{data}</script><noscript>{vl_convert.vegalite_to_svg(spec)}</noscript>'
    )


def figure(specs: list[dict], caption: str) -> str:
    # Each chart is told apart by its title; what all of them show is the caption.
    charts = "".join(chart(spec, ". ".join(filter(None, [spec.get("title"), caption]))) for spec in specs)
    return f'<figure class="chart">{charts}<figcaption>{html.escape(caption)}</figcaption></figure>'


def main() -> None:
    page = json.load(sys.stdin)
    body = "\n".join(
        part["html"] if part.get("html") is not None else figure(part["charts"], part["caption"])
        for part in page["parts"]
    )
    script = vl_convert.javascript_bundle(START).replace("</script", "<\\/script")
    document = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{html.escape(page["title"])}</title><style>{(HERE / "report.css").read_text()}</style></head>'
        f"<body><main>\n{body}\n</main><script type=\"module\">{script}</script></body></html>\n"
    )
    target = pathlib.Path(sys.argv[1])
    unfinished = target.with_name(target.name + ".part")
    unfinished.write_text(document, encoding="utf-8")
    os.replace(unfinished, target)


try:
    main()
except OSError as error:
    # As EX_CANTCREAT in sysexits.h.
    print(error, file=sys.stderr)
    sys.exit(73)
except ValueError as error:
    sys.exit(f"the chart cannot be drawn: {error}")
