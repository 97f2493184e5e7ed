'use strict';

// Asks for the result once a second, each time a second after the last answer.

const element = (id) => document.getElementById(id);

function show(result) {
  element('total').textContent = result.total;
  for (const key of ['a', 'b']) {
    const percent = result.total ? (100 * result.votes[key]) / result.total : 0;
    element(`percent-${key}`).textContent = percent.toFixed(1);
    element(`votes-${key}`).textContent = result.votes[key];
    element(`bar-${key}`).value = percent;
  }
  element('stale').hidden = !result.stale;
}

async function update() {
  try {
    const response = await fetch('/api/results', { signal: AbortSignal.timeout(5000) });
    if (!response.ok) throw new Error(response.statusText);
    show(await response.json());
  } catch {
    element('stale').hidden = false;
  }
  setTimeout(update, 1000);
}

update();
