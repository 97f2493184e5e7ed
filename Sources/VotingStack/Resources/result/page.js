'use strict';

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text) => String(text).replace(/[&<>"']/g, (character) => entities[character]);

const share = (result, key) => (result.total ? (100 * result.votes[key]) / result.total : 0);

function row(options, result, key) {
  const percent = share(result, key);
  return `
      <section class="row" aria-labelledby="name-${key}">
        <h2 id="name-${key}">${escape(options[key])}</h2>
        <p class="share"><span id="percent-${key}">${percent.toFixed(1)}</span> %</p>
        <progress id="bar-${key}" class="bar bar-${key}" max="100" value="${percent}" aria-labelledby="name-${key}">
        </progress>
        <p class="count"><span id="votes-${key}">${result.votes[key]}</span> votes</p>
      </section>`;
}

const staleText = 'The database is out of reach: this is the last known result.';

/** The whole page with the result in it, so that it is right before, and without, its script. */
function renderPage(options, result) {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${escape(options.a)} or ${escape(options.b)}: the result</title>
  <link rel="icon" href="/static/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/static/style.css">
  <noscript><meta http-equiv="refresh" content="2"></noscript>
  <script src="/static/live.js" defer></script>
</head>
<body>
  <main>
    <h1>${escape(options.a)} <span class="or">or</span> ${escape(options.b)}?</h1>
    <p class="total"><span id="total">${result.total}</span> votes so far</p>
    <div id="rows">${['a', 'b'].map((key) => row(options, result, key)).join('')}
    </div>
    <p id="stale" class="stale" role="status"${result.stale ? '' : ' hidden'}>${staleText}</p>
    <p class="small">Updates by itself every second.</p>
  </main>
</body>
</html>
`;
}

module.exports = { renderPage };
