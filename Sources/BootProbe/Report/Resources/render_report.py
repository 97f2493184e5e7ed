"""Renders a report: JSON on standard input, one self-contained HTML file as the only argument.

Input: {"title": str, "parts": [{"html": str} | {"chart": Vega-Lite specification, "caption": str}]}.
Each chart is interactive where scripts run and an SVG picture where they do not.
"""

import html
import json
import os
import pathlib
import sys

import vl_convert

HERE = pathlib.Path(__file__).parent
CONFIG = json.loads((HERE / "chart_config.json").read_text())
START = """
for (const figure of document.querySelectorAll("figure.chart")) {
  const spec = JSON.parse(figure.querySelector("script").textContent);
  const target = figure.querySelector("div");
  vegaEmbed(target, spec, {actions: {export: true, source: false, compiled: false, editor: false}});
}
"""


def chart(spec: dict, caption: str) -> str:
    spec = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": CONFIG, **spec}
    # Inside <script> only "</" ends the element early.
    data = json.dumps(spec).replace("</", "<\\/")
    picture = vl_convert.vegalite_to_svg(spec)
    return (
        f'<figure class="chart"><div role="img" aria-label="{html.escape(caption)}"></div>'
        f'<script type="application/json">{data}</script><noscript>{picture}</noscript>'
        f"<figcaption>{html.escape(caption)}</figcaption></figure>"
    )


def main() -> None:
    page = json.load(sys.stdin)
    body = "\n".join(
        part["html"] if part.get("html") is not None else chart(part["chart"], part["caption"])
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


main()
